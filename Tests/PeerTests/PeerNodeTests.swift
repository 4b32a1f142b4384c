import Cryptography
import Ledger
import LedgerStore
import LedgerTestKit
import Membership
import Peer
import Synchronization
import Testing
import Units

@Suite("A peer takes proposals into the ledger")
struct PeerNodeTests {
    @Test("A proposal is answered with its place, when it is durable")
    func submit() async throws {
        let site = try Site()
        try await site.withPeer { peer, store in
            let first = try await peer.submit(
                site.proposal("put", ["k", "v"]),
                certificate: site.clientCertificate
            )
            #expect(first.place == Version(block: 1, transaction: 0))
            #expect(first.code == .valid && text(first.response) == "v" && !first.isReplay)
            // The certificate is in the ledger now.
            let second = try await peer.submit(site.proposal("get", ["k"]))
            #expect(second.place == Version(block: 2, transaction: 0))
            #expect(text(second.response) == "v")
            #expect(try store.height() == 3)
        }
        let chain = try LedgerArchive(at: site.path)
        let replayed = try replay(chain)
        #expect(replayed.transactions.map(\.code) == [.valid, .valid, .valid])
        #expect(try chain.certificate(site.network.client.fingerprint) == site.clientCertificate.der)
        #expect(try LedgerVerification.run(at: site.path) == [])
    }

    @Test("Dependent transactions of many callers run without a single conflict, several in a block")
    func dependent() async throws {
        let site = try Site()
        let count = 400
        let places = try await site.withPeer { peer, store in
            try await withThrowingTaskGroup { group in
                for _ in 0..<count {
                    group.addTask {
                        try await peer.submit(site.proposal("increment", ["n"]), certificate: site.clientCertificate)
                    }
                }
                var places: [Version] = []
                for try await commitment in group {
                    #expect(commitment.code == .valid)
                    places.append(commitment.place)
                }
                return places
            }
        }
        #expect(Set(places).count == count)
        let replayed = try replay(LedgerArchive(at: site.path))
        #expect(replayed.transactions.allSatisfy { $0.code == .valid })
        let value = try replayed.state.value(of: QualifiedKey("n", in: KeyValueChaincode.name))?.value
        #expect(value.map(text) == "\(count)")
        #expect(replayed.tip.height < count, "no block held more than one of \(count) concurrent transactions")
    }

    @Test("A known identifier gets the answer that was given, in flight, later, and after a restart")
    func idempotent() async throws {
        let site = try Site()
        let proposal = try site.proposal("increment", ["n"])
        let first = try await site.withPeer { peer, _ in
            let answers = try await withThrowingTaskGroup { group in
                for _ in 0..<20 {
                    group.addTask { try await peer.submit(proposal, certificate: site.clientCertificate) }
                }
                return try await group.reduce(into: [Commitment]()) { $0.append($1) }
            }
            #expect(answers.filter { !$0.isReplay }.count == 1)
            #expect(Set(answers.map(\.place)).count == 1 && Set(answers.map(\.response)) == [Array("1".utf8)])
            let later = try await peer.submit(proposal)
            #expect(later.isReplay && text(later.response) == "1")
            return later
        }
        try await site.withPeer { peer, store in
            let again = try await peer.submit(proposal)
            #expect(again == first)
            #expect(try store.height() == 2)
            #expect(text(try await peer.submit(site.proposal("increment", ["n"])).response) == "2")
        }
    }

    @Test("An endorsement on a state that is gone is recorded as a read conflict, and changes nothing")
    func staleEndorsement() async throws {
        let site = try Site()
        try await site.withPeer { peer, store in
            _ = try await peer.submit(site.proposal("increment", ["n"]), certificate: site.clientCertificate)
            // Endorsed on the state after block 1, by an endorser who is late.
            let builder = try ChainBuilder(site.network, site.configuration)
            let stale = try builder.endorse(site.proposal("increment", ["n"]), on: CommittedView(store: store))
            _ = try await peer.submit(site.proposal("increment", ["n"]))
            let conflict = try await peer.broadcast(stale)
            #expect(conflict.code == .mvccReadConflict)
            #expect(conflict.code.rawValue == 11)
            // In the same batch as what depends on the truth.
            let next = try await peer.submit(site.proposal("increment", ["n"]))
            #expect(next.code == .valid && text(next.response) == "3")
            let again = try await peer.broadcast(stale)
            #expect(again.isReplay && again.code == .mvccReadConflict && again.place == conflict.place)
        }
        let codes = try replay(LedgerArchive(at: site.path)).transactions.map(\.code)
        #expect(codes == [.valid, .valid, .valid, .mvccReadConflict, .valid])
    }

    @Test("A range that has changed since its endorsement is a phantom read")
    func phantom() async throws {
        let site = try Site()
        try await site.withPeer { peer, store in
            _ = try await peer.submit(site.proposal("put", ["a1", "x"]), certificate: site.clientCertificate)
            let builder = try ChainBuilder(site.network, site.configuration)
            let stale = try builder.endorse(site.proposal("count", ["a", "b"]), on: CommittedView(store: store))
            _ = try await peer.submit(site.proposal("put", ["a2", "x"]))
            #expect(try await peer.broadcast(stale).code == .phantomReadConflict)
            let fresh = try await peer.submit(site.proposal("count", ["a", "b"]))
            #expect(fresh.code == .valid && fresh.response == [2])
        }
    }

    @Test("Transactions endorsed elsewhere need what the policy asks for")
    func policy() async throws {
        let site = try Site(policy: "AND('Operator.peer', 'Utility.peer')")
        let network = site.network
        try await site.withPeer { peer, store in
            // This peer's endorsement alone does not do.
            let alone = try await peer.submit(site.proposal("put", ["k", "v"]), certificate: site.clientCertificate)
            #expect(alone.code == .endorsementPolicyFailure)
            #expect(try store.value(of: QualifiedKey("k", in: KeyValueChaincode.name)) == nil)
            let builder = try ChainBuilder(network, site.configuration)
            let half = try builder.endorse(site.proposal("put", ["k", "w"]), on: CommittedView(store: store))
            let other = try Endorsement(
                of: half.content,
                endorser: network.utilityPeer.fingerprint,
                key: network.utilityPeer.key
            )
            let whole = Envelope(half.signedProposal, result: half.result, endorsements: half.endorsements + [other])
            let commitment = try await peer.broadcast(
                whole,
                certificates: [network.peer.identity.certificate, network.utilityPeer.identity.certificate]
            )
            #expect(commitment.code == .valid)
        }
        _ = try replay(LedgerArchive(at: site.path))
    }

    @Test("An error of the chaincode is the caller's, and nothing of it remains")
    func chaincodeErrors() async throws {
        let site = try Site()
        try await site.withPeer { peer, store in
            let failing = try site.proposal("fail", [])
            await #expect(throws: PeerError.chaincode(.refused(code: 7, reason: "as asked"))) {
                try await peer.submit(failing, certificate: site.clientCertificate)
            }
            await #expect(throws: PeerError.chaincode(.unknownFunction("nothing"))) {
                try await peer.submit(site.proposal("nothing", []))
            }
            #expect(try store.height() == 1)
            // The identifier is free: the caller may try again with it.
            await #expect(throws: PeerError.chaincode(.refused(code: 7, reason: "as asked"))) {
                try await peer.submit(failing)
            }
            #expect(try store.value(of: QualifiedKey("failed", in: KeyValueChaincode.name)) == nil)
        }
    }

    @Test("Strangers, forgers, and proposals that are not meant for this peer are turned away at the door")
    func refusals() async throws {
        let site = try Site()
        let stranger = try LedgerNetwork()
        let expired = try site.network.makeMember("late", .client, from: 0, to: 5)
        try await site.withPeer { peer, store in
            func refusal(_ proposal: SignedProposal, _ member: LedgerNetwork.Member?) async throws -> PeerError? {
                do throws(PeerError) {
                    _ = try await peer.submit(proposal, certificate: member?.identity.certificate)
                    return nil
                } catch {
                    return error
                }
            }
            let unknown = try await refusal(site.proposal("put", ["k", "v"]), nil)
            #expect(unknown == .unknownCreator(site.network.client.fingerprint))
            let wrongCertificate = try await refusal(site.proposal("put", ["k", "v"]), site.network.peer)
            #expect(wrongCertificate == .unknownCreator(site.network.client.fingerprint))
            let member = try site.proposal("put", ["k", "v"], by: stranger.client)
            guard case .refused = try await refusal(member, stranger.client) else {
                Issue.record("a stranger was let in")
                return
            }
            guard case .refused = try await refusal(site.proposal("put", ["k", "v"], by: expired), expired) else {
                Issue.record("an expired certificate was let in")
                return
            }
            let good = try site.proposal("put", ["k", "v"])
            let forged = try SignedProposal(bytes: good.bytes, signature: stranger.client.key.sign(good.bytes))
            #expect(try await refusal(forged, site.network.client) == .badSignature)
            let elsewhere = try await refusal(site.proposal("put", [], channel: "other"), site.network.client)
            #expect(elsewhere == .wrongChannel("other", expected: "test"))
            for name in ["nothing", ChannelConfiguration.chaincode] {
                let refused = try await refusal(site.proposal("set", [], chaincode: name), site.network.client)
                #expect(refused == .unknownChaincode(name))
            }
            #expect(try store.height() == 1)
        }
    }

    @Test("A proposal whose time is not the peer's is refused, and a block's time never goes back")
    func time() async throws {
        let site = try Site()
        try await site.withPeer { peer, store in
            let early = try site.proposal("put", ["k", "v"])
            site.now.withLock { $0 = $0 + .seconds(61) }
            let error = await #expect(throws: PeerError.self) {
                try await peer.submit(early, certificate: site.clientCertificate)
            }
            guard case .timestamp? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            _ = try await peer.submit(site.proposal("put", ["k", "v"]), certificate: site.clientCertificate)
            site.now.withLock { $0 = $0 + .seconds(-30) }
            _ = try await peer.submit(site.proposal("put", ["k", "w"]))
            let times = try (1...2).compactMap { number in
                try store.block(number).map { try BlockHeader(encoded: $0.header).time }
            }
            #expect(times == [LedgerNetwork.now + .seconds(61), LedgerNetwork.now + .seconds(61)])
        }
    }

    @Test("A query sees what is ordered, and records nothing")
    func queries() async throws {
        let site = try Site()
        try await site.withPeer { peer, store in
            _ = try await peer.submit(site.proposal("put", ["k", "v"]), certificate: site.clientCertificate)
            let call = ChaincodeCall(
                try site.proposal("get", ["k"]).proposal,
                creator: Creator(site.network.client.identity)
            )
            #expect(try await peer.evaluate(call, of: KeyValueChaincode.name) == Array("v".utf8))
            await #expect(throws: PeerError.unknownChaincode("nothing")) {
                try await peer.evaluate(call, of: "nothing")
            }
            #expect(try store.height() == 2)
        }
    }

    @Test("Beyond what may wait, callers are told to come again; what waits when it stops is written")
    func overload() async throws {
        let site = try Site()
        let store = try site.open()
        var options = PeerNode.Options()
        options.maximumWaiting = 3
        let peer = try site.peer(store, options)
        // Nothing runs yet: everything waits.
        let waiting = try (0..<3).map { index in
            let proposal = try site.proposal("put", ["k\(index)", "v"])
            return Task { try await peer.submit(proposal, certificate: site.clientCertificate) }
        }
        var error: PeerError?
        repeat {
            let fourth = try site.proposal("fail", [])
            do throws(PeerError) {
                _ = try await peer.submit(fourth, certificate: site.clientCertificate)
            } catch let found {
                error = found
            }
        } while error != .overloaded(waiting: 3)
        await peer.stop()
        await #expect(throws: PeerError.stopped) { try await peer.submit(site.proposal("put", ["k", "v"])) }
        try await peer.run()
        for task in waiting { #expect(try await task.value.code == .valid) }
        #expect(try store.height() == 2)
        try store.close()
    }

    @Test("A peer that does not fit its channel says what is missing")
    func unsuitable() async throws {
        let site = try Site()
        let store = try site.open()
        let network = site.network
        let peer = try #require(SigningIdentity(network.peer.identity, key: network.peer.key))
        let orderer = try #require(SigningIdentity(network.orderer.identity, key: network.orderer.key))
        #expect(SigningIdentity(network.peer.identity, key: network.client.key) == nil)
        #expect(throws: PeerError.unsuitable("this program does not have the channel's chaincode 'kv'")) {
            try PeerNode(store: store, endorser: peer, orderer: orderer, chaincodes: [], clock: { LedgerNetwork.now })
        }
        #expect(throws: PeerError.self) {
            let programs = [KeyValueChaincode()]
            return try PeerNode(
                store: store,
                endorser: peer,
                orderer: peer,
                chaincodes: programs,
                clock: { LedgerNetwork.now }
            )
        }
        try store.close()
    }
}

/// A store's state, to endorse on.
struct CommittedView: StateView {
    let store: LedgerStore

    func value(of key: QualifiedKey) throws(StateError) -> VersionedValue? { try store.value(of: key) }

    func values(from: QualifiedKey, to: QualifiedKey) throws(StateError) -> [StateEntry] {
        try store.values(from: from, to: to)
    }
}
