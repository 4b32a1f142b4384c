import Cryptography
import Ledger
import LedgerStore
import LedgerTestKit
import Membership
import Peer
import PeerTestKit
import Synchronization
import TestKit
import Testing
import Units

@Suite("Several endorsers", .timeLimit(.minutes(5)))
struct EndorsementTests {
    let network: LedgerNetwork

    init() throws { network = try LedgerNetwork() }

    static let both = "AND('Operator.peer', 'Utility.peer')"

    @Test("Dependent transactions have the endorsements that the policy asks for", arguments: [true, false])
    func both(isLocal: Bool) async throws {
        try await withTemporaryDirectory { directory in
            let remote = ScriptedEndorser(network.utilityPeer)
            let fixture = try PeerFixture(directory, network: network, policy: Self.both) { store in
                isLocal ? [try local(store)] : [remote]
            }
            if !isLocal { try await fixture.untilEndorsed() }
            let pending = try (1...300).map { fixture.peer.submit(try fixture.proposal($0, "increment", bytes("k"))) }
            for (index, pending) in pending.enumerated() {
                #expect(try await pending.outcome().response == bytes("\(index + 1)"))
            }
            for envelope in try fixture.envelopes() {
                let endorsers = [network.peer.fingerprint, network.utilityPeer.fingerprint]
                #expect(envelope.endorsements.map(\.endorser) == endorsers)
            }
            try await finish(fixture)
            #expect(remote.failures.isEmpty)
        }
    }

    @Test("Who does not answer in time is named; nothing is recorded, and the same proposal may come again")
    func silent() async throws {
        let isSilent = Mutex(true)
        let endorser = ScriptedEndorser(network.utilityPeer) { _ in isSilent.withLock { $0 } }
        try await withTemporaryDirectory { directory in
            let fixture = try PeerFixture(
                directory,
                network: network,
                policy: Self.both,
                timeout: .seconds(10),
                endorsers: { _ in [endorser] }
            )
            let proposal = try fixture.proposal(1, "increment", bytes("k"))
            let failure = await #expect(throws: PeerFailure.self) {
                _ = try await fixture.peer.submit(proposal).outcome()
            }
            #expect(failure?.isTemporary == true)
            #expect(try #require(failure).description.contains("peer ('Utility.peer'): no answer in time"))
            #expect(try fixture.store.height() == 1)
            isSilent.withLock { $0 = false }
            try await fixture.untilEndorsed()
            #expect(try await fixture.peer.submit(proposal).outcome().response == bytes("1"))
            try await finish(fixture)
        }
    }

    @Test("An endorser that hangs costs all who wait one time limit, and everybody is told")
    func hanging() async throws {
        let endorser = ScriptedEndorser(network.utilityPeer) { $0.proposal.proposal.function != "get" }
        try await withTemporaryDirectory { directory in
            let fixture = try await PeerFixture.asking(
                endorser,
                at: directory,
                network: network,
                timeout: .seconds(2)
            )
            let height = try fixture.store.height()
            // One after the other they would take longer than this suite may.
            let pending = try (1...200).map { fixture.peer.submit(try fixture.proposal($0, "increment", bytes("k"))) }
            for pending in pending {
                let failure = await #expect(throws: PeerFailure.self) { _ = try await pending.outcome() }
                #expect(failure?.isTemporary == true)
            }
            #expect(try fixture.store.height() == height)
            try await finish(fixture)
        }
    }

    @Test("What was executed on a refused transaction is executed again without it, in the same order")
    func dependentsOfRefused() async throws {
        let network = self.network
        let refused = Digest.sha256(bytes("proposal 50"))
        let endorser = ScriptedEndorser(network.utilityPeer) { $0.proposal.proposal.nonce == refused.bytes }
        try await withTemporaryDirectory { directory in
            let fixture = try await PeerFixture.asking(
                endorser,
                at: directory,
                network: network,
                timeout: .seconds(10)
            )
            let pending = try (1...100).map { fixture.peer.submit(try fixture.proposal($0, "increment", bytes("k"))) }
            for (index, pending) in pending.enumerated() {
                if index == 49 {
                    await #expect(throws: PeerFailure.self) { _ = try await pending.outcome() }
                } else {
                    #expect(try await pending.outcome().response == bytes("\(index < 49 ? index + 1 : index)"))
                }
            }
            #expect(
                try fixture.store.transaction(
                    Proposal.identifier(
                        nonce: refused.bytes,
                        creator: network.client.fingerprint
                    )
                ) == nil
            )
            try await finish(fixture)
            #expect(endorser.failures.isEmpty)
        }
    }

    @Test("Results that differ are refused, and recorded with both write sets, each signed by who came to it")
    func differing() async throws {
        let endorser = ScriptedEndorser(network.utilityPeer, chaincode: OddChaincode())
        try await withTemporaryDirectory { directory in
            let fixture = try await PeerFixture.asking(endorser, at: directory, network: network)
            let before = try fixture.store.height()
            let odd = fixture.peer.submit(try fixture.proposal(1, "put", bytes("odd"), bytes("v")))
            let failure = await #expect(throws: PeerFailure.self) { _ = try await odd.outcome() }
            #expect(failure == .invalid(.endorsementPolicyFailure, Version(block: before, transaction: 0)))
            let envelope = try #require(try fixture.envelopes().last)
            var signers = IdentityDirectory()
            try signers.insertSigners(of: envelope, from: fixture.store)
            let evidence = try #require(fixture.peer.channel.differing(in: envelope, signers: signers).first)
            let other = try TransactionResult(encoded: try #require(evidence.result))
            #expect(evidence.endorser == network.utilityPeer.fingerprint)
            #expect(envelope.result.writes.map(\.key) == ["odd"])
            #expect(other.writes.map(\.key) == ["odd", "odd key"])
            #expect(envelope.endorsements.first?.endorser == network.peer.fingerprint)
            #expect(try Envelope(encoded: envelope.bytes) == envelope)
            // What follows is not touched by it.
            try await fixture.untilEndorsed()
            #expect(try fixture.store.value(of: QualifiedKey("odd", in: "kv")) == nil)
            try await finish(fixture)
        }
    }

    @Test("The policy decides who is needed: one of three may be silent, another result of one is kept as evidence")
    func twoOfThree() async throws {
        let third = try network.makeMember("peer2", .peer)
        let odd = ScriptedEndorser(network.utilityPeer, chaincode: OddChaincode())
        try await withTemporaryDirectory { directory in
            let fixture = try PeerFixture(
                directory,
                network: network,
                policy: "OutOf(2, 'Operator.peer', 'Operator.peer', 'Utility.peer')",
                endorsers: { store in
                    let credential = PeerCredential(certificate: third.identity.certificate, key: third.key)
                    return [
                        odd, try LocalEndorser(credential, storage: store, chaincodes: [KeyValueChaincode()]),
                    ]
                }
            )
            for number in 1...60 {
                let key = number.isMultiple(of: 7) ? "odd" : "k"
                let committed = try await fixture.peer.submit(
                    try fixture.proposal(number, "increment", bytes(key))
                ).outcome()
                #expect(committed.response == bytes("\(key == "odd" ? number / 7 : number - number / 7)"))
            }
            try await finish(fixture)
        }
    }

    @Test("An endorser that was away takes over the chain and joins while others work")
    func catchUp() async throws {
        let endorser = ScriptedEndorser(network.utilityPeer, isConnectedAtStart: false)
        try await withTemporaryDirectory { directory in
            let fixture = try PeerFixture(
                directory,
                network: network,
                cutting: CuttingLimits(
                    maximumCount: 3,
                    preferredBytes: 1 << 20,
                    absoluteBytes: 1 << 20,
                    timeout: .milliseconds(100)
                ),
                policy: "OR('Utility.peer', AND('Operator.peer', 'Operator.peer'))",
                endorsers: { store in
                    let second = try network.makeMember("peer2", .peer)
                    let credential = PeerCredential(certificate: second.identity.certificate, key: second.key)
                    return [
                        endorser, try LocalEndorser(credential, storage: store, chaincodes: [KeyValueChaincode()]),
                    ]
                }
            )
            for round in 0..<3 {
                let pending = try (1...150).map { number in
                    fixture.peer.submit(try fixture.proposal(round * 150 + number, "increment", bytes("k")))
                }
                endorser.connect()
                for pending in pending { _ = try await pending.outcome() }
                endorser.disconnect()
            }
            endorser.connect()
            var isEndorsing = false
            for attempt in 0..<10_000 where !isEndorsing {
                let proposal = try fixture.proposal(1_000_000 + attempt, "get", bytes("nothing"))
                let place = try await fixture.peer.submit(proposal).outcome().place
                let stored = try #require(try fixture.store.block(place.block)).transactions[place.transaction]
                let endorsements = try Envelope(encoded: stored.envelope).endorsements
                isEndorsing = endorsements.contains { $0.endorser == network.utilityPeer.fingerprint }
            }
            #expect(isEndorsing)
            try await finish(fixture)
            #expect(endorser.failures.isEmpty)
        }
    }

    @Test("A stale endorsement among dependent transactions is recorded as a read conflict and spoils none of them")
    func stale() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try PeerFixture(directory, network: network)
            var builder = try ChainBuilder(network, try network.configuration())
            let stale = try builder.endorse(try builder.proposal("increment", bytes("k")), on: WorldState())
            var pending: [PendingProposal] = []
            for number in 1...200 {
                pending.append(fixture.peer.submit(try fixture.proposal(number, "increment", bytes("k"))))
                if number == 100 { pending.append(fixture.peer.submit(stale)) }
            }
            for (index, pending) in pending.enumerated() {
                if index == 100 {
                    let failure = await #expect(throws: PeerFailure.self) { _ = try await pending.outcome() }
                    guard case .invalid(.mvccReadConflict, _) = failure else {
                        Issue.record("expected a read conflict, found \(String(describing: failure))")
                        continue
                    }
                } else {
                    #expect(try await pending.outcome().response == bytes("\(index < 100 ? index + 1 : index)"))
                }
            }
            try await finish(fixture)
        }
    }

    @Test(
        "Validation on any number of cores comes to what one transaction after the other comes to",
        arguments: [1, 4]
    )
    func oracle(jobs: Int) async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try PeerFixture(directory, network: network, policy: Self.both, jobs: jobs) { store in
                [try local(store)]
            }
            var builder = try ChainBuilder(network, try network.configuration())
            var pending: [PendingProposal] = []
            for number in 1...120 {
                let key = bytes("k\(number % 5)")
                pending.append(fixture.peer.submit(try fixture.proposal(number, "increment", key)))
                guard number.isMultiple(of: 10) else { continue }
                // Endorsed by one organisation only, or handed in twice.
                let bare = try builder.endorse(try builder.proposal("put", key, key), on: WorldState())
                for _ in 0...(number / 60) { pending.append(fixture.peer.submit(bare)) }
            }
            var failures = 0
            for pending in pending where (try? await pending.outcome()) == nil { failures += 1 }
            #expect(failures == 20)
            try await finish(fixture)
        }
    }

    // MARK: Steps

    private func local(_ store: LedgerStore) throws -> any EndorsingPeer {
        let member = network.utilityPeer
        return try LocalEndorser(
            PeerCredential(certificate: member.identity.certificate, key: member.key),
            storage: store,
            chaincodes: [KeyValueChaincode()]
        )
    }

    /// Judges the chain again and closes it.
    private func finish(_ fixture: PeerFixture) async throws {
        await fixture.peer.stop()
        let (stored, expected) = try fixture.judgeAgain()
        #expect(stored == expected)
        try await fixture.close()
    }
}
