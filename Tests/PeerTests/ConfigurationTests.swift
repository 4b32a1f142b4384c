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

@Suite("A peer follows the channel's configuration", .timeLimit(.minutes(5)))
struct PeerConfigurationTests {
    let network: LedgerNetwork
    private let both: [LedgerNetwork.Member]

    init() throws {
        network = try LedgerNetwork()
        both = [network.admin, network.utilityAdmin]
    }

    @Test("What is handed in behind a configuration waits for it and is judged by it; it is alone in its block")
    func waits() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try ConfiguredPeer(directory, network)
            let before = try (1...20).map { fixture.peer.submit(try fixture.increment($0)) }
            let strict = try fixture.configuration.changed { edit in
                edit.set(edit.chaincodes[0].endorsed(by: "AND('Operator.peer', 'Utility.peer')"))
            }
            let change = fixture.peer.submit(try network.reconfiguration(strict, endorsedBy: both))
            let behind = try (21...30).map { fixture.peer.submit(try fixture.increment($0)) }
            let loose = try strict.changed { edit in
                edit.set(edit.chaincodes[0].endorsed(by: "OR('Operator.peer')"))
                edit.cutting = CuttingLimits(
                    maximumCount: 2,
                    preferredBytes: 1 << 20,
                    absoluteBytes: 1 << 20,
                    timeout: .milliseconds(100)
                )
            }
            let back = fixture.peer.submit(try network.reconfiguration(loose, endorsedBy: both))
            let last = try (31...40).map { fixture.peer.submit(try fixture.increment($0)) }
            for (index, pending) in before.enumerated() {
                #expect(try await pending.outcome().response == bytes("\(index + 1)"))
            }
            let place = try await change.outcome().place
            for pending in behind {
                await #expect(throws: Self.notEndorsed) { _ = try await pending.outcome() }
            }
            let second = try await back.outcome().place
            for (index, pending) in last.enumerated() {
                #expect(try await pending.outcome().response == bytes("\(index + 21)"))
            }
            for block in [place.block, second.block] {
                let stored = try #require(try fixture.store.block(block))
                #expect(stored.transactions.count == 1)
                #expect(try BlockHeader(encoded: stored.header).configurationBlock == block)
            }
            let height = try fixture.store.height()
            for number in (second.block + 1)..<height {
                #expect(try #require(try fixture.store.block(number)).transactions.count <= 2)
            }
            #expect(fixture.peer.channel.configuration == loose)
            try await fixture.close()
        }
    }

    @Test("After a restart the configuration in force holds, not the first one")
    func restart() async throws {
        try await withTemporaryDirectory { directory in
            var fixture = try ConfiguredPeer(directory, network)
            let strict = try fixture.configuration.changed { edit in
                edit.set(edit.chaincodes[0].endorsed(by: "AND('Operator.peer', 'Utility.peer')"))
            }
            _ = try await fixture.peer.submit(try network.reconfiguration(strict, endorsedBy: both)).outcome()
            try await fixture.close()
            fixture = try ConfiguredPeer(directory, network)
            #expect(fixture.peer.channel.configuration == strict)
            await #expect(throws: Self.notEndorsed) {
                _ = try await fixture.peer.submit(try fixture.increment(1)).outcome()
            }
            try await fixture.close()
        }
    }

    @Test("One signed by too few, and one whose number has passed, are recorded and change nothing")
    func refused() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try ConfiguredPeer(directory, network)
            let next = try fixture.configuration.changed { $0.modificationPolicy = "ANY admin" }
            let few = fixture.peer.submit(try network.reconfiguration(next, endorsedBy: [network.admin], number: 1))
            #expect(await Self.code(of: few) == .invalidConfigTransaction)
            #expect(fixture.peer.channel.configuration.sequence == 0)
            let good = try network.reconfiguration(next, endorsedBy: both, number: 2)
            _ = try await fixture.peer.submit(good).outcome()
            #expect(await Self.code(of: fixture.peer.submit(good)) == .duplicateTxid)
            let again = try network.reconfiguration(next, endorsedBy: both, number: 3)
            #expect(await Self.code(of: fixture.peer.submit(again)) == .invalidConfigTransaction)
            #expect(fixture.peer.channel.configuration == next)
            #expect(try await fixture.peer.submit(try fixture.increment(1)).outcome().response == bytes("1"))
            let kept = try (1..<5).map { try #require(try fixture.store.block($0)?.transactions.first?.code) }
            #expect(kept == [6, 0, 9, 6])
            try await fixture.close()
        }
    }

    @Test("A client whose certificate is revoked midway is refused from then on, and keeps what it had")
    func revoked() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try ConfiguredPeer(directory, network)
            #expect(try await fixture.peer.submit(try fixture.increment(1)).outcome().response == bytes("1"))
            var authority = network.operatorAuthority
            try authority.revoke(network.client.identity.certificate, at: LedgerNetwork.now)
            let list = try authority.publishRevocationList(
                thisUpdate: LedgerNetwork.day(9),
                nextUpdate: LedgerNetwork.day(90)
            )
            let next = try fixture.configuration.changed { edit in
                let root = network.operatorAuthority.certificate.der
                edit.set(OrganisationDefinition(id: "Operator", roots: [root], revocationLists: [list.der]))
            }
            let own = try network.reconfiguration(next, endorsedBy: [network.admin])
            _ = try await fixture.peer.submit(own).outcome()
            await #expect(throws: PeerFailure.self) {
                _ = try await fixture.peer.submit(try fixture.increment(2)).outcome()
            }
            #expect(try await fixture.peer.submit(try fixture.increment(1)).outcome().isReplay)
            try await fixture.close()
        }
    }

    @Test("When the orderer's key is replaced, the old one signs that block and none after it")
    func orderer() async throws {
        try await withTemporaryDirectory { directory in
            let successor = try network.makeMember("orderer-2", .orderer)
            var fixture = try ConfiguredPeer(directory, network)
            _ = try await fixture.peer.submit(try fixture.increment(1)).outcome()
            let next = try fixture.configuration.changed { $0.orderers = [successor.fingerprint] }
            _ = try await fixture.peer.submit(try network.reconfiguration(next, endorsedBy: both)).outcome()
            let failure = await #expect(throws: PeerFailure.self) {
                _ = try await fixture.peer.submit(try fixture.increment(2)).outcome()
            }
            #expect("\(try #require(failure))".contains("is not one that the channel's configuration names"))
            try await fixture.close()
            #expect(throws: PeerStartError.self) {
                let refused = try LedgerStore(at: directory)
                defer { try? refused.close() }
                _ = try ConfiguredPeer.node(refused, network, orderer: network.orderer) { LedgerNetwork.now }
            }
            fixture = try ConfiguredPeer(directory, network, orderer: successor)
            #expect(try await fixture.peer.submit(try fixture.increment(2)).outcome().response == bytes("2"))
            let seal = try BlockSeal(encoded: try #require(try fixture.store.block(3)).seal)
            #expect(seal.orderer == successor.fingerprint)
            try await fixture.close()
        }
    }

    @Test("A certificate that expires midway acts no longer: a client's, and the orderer's, which then signs no block")
    func expired() async throws {
        try await withTemporaryDirectory { directory in
            let time = Mutex(LedgerNetwork.now)
            let short = try network.makeMember("b02", .client, to: 11)
            let orderer = try network.makeMember("orderer-2", .orderer, to: 12)
            var fixture = try ConfiguredPeer(directory, network)
            let next = try fixture.configuration.changed { $0.orderers = [orderer.fingerprint] }
            _ = try await fixture.peer.submit(try network.reconfiguration(next, endorsedBy: both)).outcome()
            try await fixture.close()
            fixture = try ConfiguredPeer(directory, network, orderer: orderer, clock: { time.withLock { $0 } })
            fixture.peer.introduce(short.identity)
            _ = try await fixture.peer.submit(try fixture.increment(1, by: short)).outcome()
            let late = LedgerNetwork.day(11)
            time.withLock { $0 = late }
            await #expect(throws: PeerFailure.self) {
                _ = try await fixture.peer.submit(try fixture.increment(2, by: short, at: late)).outcome()
            }
            _ = try await fixture.peer.submit(try fixture.increment(3, at: late)).outcome()
            let height = try fixture.store.height()
            let later = LedgerNetwork.day(12)
            time.withLock { $0 = later }
            let failure = await #expect(throws: PeerFailure.self) {
                _ = try await fixture.peer.submit(try fixture.increment(4, at: later)).outcome()
            }
            #expect("\(try #require(failure))".contains("the orderer's certificate is refused"))
            #expect(try fixture.store.height() == height)
            try await fixture.close()
        }
    }

    @Test(
        "A commit that fails at any step leaves the old configuration or the new one, and goes on",
        arguments: FaultPoint.allCases
    )
    func fault(point: FaultPoint) async throws {
        try await withTemporaryDirectory { directory in
            let isBroken = Mutex(false)
            var fixture = try ConfiguredPeer(
                directory,
                network,
                reached: { reached in if reached == point, isBroken.withLock({ $0 }) { throw Fault() } }
            )
            _ = try await fixture.peer.submit(try fixture.increment(1)).outcome()
            let next = try fixture.configuration.changed { $0.modificationPolicy = "ANY admin" }
            isBroken.withLock { $0 = true }
            let change = fixture.peer.submit(try network.reconfiguration(next, endorsedBy: both))
            let behind = fixture.peer.submit(try fixture.increment(2))
            let isAcknowledged = (try? await change.outcome()) != nil
            _ = try? await behind.outcome()
            isBroken.withLock { $0 = false }
            let inForce = fixture.configuration
            #expect(inForce == next || !isAcknowledged)
            let third = try? await fixture.peer.submit(try fixture.increment(3)).outcome()
            try await fixture.close()
            fixture = try ConfiguredPeer(directory, network)
            #expect(fixture.configuration == inForce)
            let again = try await fixture.peer.submit(try fixture.increment(3)).outcome()
            #expect(again.isReplay || third == nil)
            try await fixture.close()
        }
    }

    /// What a peer without other endorsers says of a policy that asks for one.
    private static let notEndorsed = PeerFailure.notEndorsed(by: ["'Utility.peer', whom the peer cannot ask"])

    private static func code(of pending: PendingProposal) async -> ValidationCode? {
        do {
            _ = try await pending.outcome()
            return .valid
        } catch {
            if case .invalid(let code, _) = error { return code }
            Issue.record("\(error)")
            return nil
        }
    }
}

/// A peer on a ledger whose configuration changes.
private struct ConfiguredPeer {
    let network: LedgerNetwork
    let store: LedgerStore
    let peer: PeerNode<LedgerStore>

    init(
        _ directory: String,
        _ network: LedgerNetwork,
        orderer: LedgerNetwork.Member? = nil,
        reached: @escaping FaultHook = { _ in },
        clock: @escaping @Sendable () -> Instant = { LedgerNetwork.now }
    ) throws {
        self.network = network
        var options = LedgerStore.Options()
        options.reached = reached
        store =
            LedgerStore.exists(at: directory)
            ? try LedgerStore(at: directory, options: options)
            : try LedgerStore.create(
                at: directory,
                genesis: network.genesis(network.configuration()),
                options: options
            )
        peer = try Self.node(store, network, orderer: orderer ?? network.orderer, clock: clock)
        for member in [network.client, network.admin, network.utilityAdmin] { peer.introduce(member.identity) }
    }

    static func node(
        _ store: LedgerStore,
        _ network: LedgerNetwork,
        orderer: LedgerNetwork.Member,
        clock: @escaping @Sendable () -> Instant
    ) throws -> PeerNode<LedgerStore> {
        let settings = PeerSettings(
            endorser: PeerCredential(certificate: network.peer.identity.certificate, key: network.peer.key),
            orderer: PeerCredential(certificate: orderer.identity.certificate, key: orderer.key),
            clock: clock
        )
        return try PeerNode(storage: store, chaincodes: [KeyValueChaincode()], settings: settings)
    }

    var configuration: ChannelConfiguration { peer.channel.configuration }

    /// A proposal to add one; the number makes its identifier.
    func increment(
        _ number: Int,
        by member: LedgerNetwork.Member? = nil,
        at instant: Instant = LedgerNetwork.now
    ) throws -> SignedProposal {
        let member = member ?? network.client
        let proposal = Proposal(
            channel: "test",
            timestamp: instant,
            creator: member.fingerprint,
            nonce: Digest.sha256(Array("proposal \(number)".utf8)).bytes,
            chaincode: KeyValueChaincode.name,
            function: "increment",
            arguments: [bytes("k")]
        )
        return try SignedProposal(proposal, signedBy: member.key)
    }

    func close() async throws {
        await peer.stop()
        try store.close()
    }
}

extension ChaincodeDefinition {
    /// The same chaincode, endorsed by others.
    fileprivate func endorsed(by policy: String) -> ChaincodeDefinition {
        ChaincodeDefinition(name: name, identity: identity, endorsementPolicy: policy, terms: terms)
    }
}
