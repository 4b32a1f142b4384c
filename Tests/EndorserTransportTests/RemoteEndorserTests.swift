import Cryptography
import EndorserTransport
import Ledger
import LedgerStore
import LedgerTestKit
import Membership
import Peer
import PeerTestKit
import TestKit
import Testing
import Units

@Suite("Endorsers behind TLS", .timeLimit(.minutes(5)))
struct RemoteEndorserTests {
    let remote: RemoteNetwork

    init() throws { remote = try RemoteNetwork() }

    @Test("Two of three: dependent transactions go on while one is away, and one that comes back takes over the chain")
    func twoOfThree() async throws {
        let first = try await remote.startEndorser(0)
        let second = try await remote.startEndorser(1)
        try await withTemporaryDirectory { directory in
            let fixture = try remote.fixture(directory)
            try await fixture.untilEndorsed()
            try await increment(fixture, 1...200)
            await first.stop()
            try await increment(fixture, 201...400)
            await second.stop()
            let reason = try await fixture.untilRefused(saying: "peer2 ('Utility.peer')")
            #expect(reason.contains("peer ('Utility.peer'): it cannot be reached"))
            let height = try fixture.store.height()
            // A new process has no block: it is sent all of them.
            let again = try await remote.startEndorser(0)
            let envelope = try await fixture.untilEndorsed(by: remote.peers[0])
            #expect(try fixture.store.height() > height)
            #expect(envelope.endorsements.count == 2)
            try await increment(fixture, 401...500)
            try await finish(fixture)
            await again.stop()
        }
    }

    @Test("An endorser that is slow costs a time limit, is named, and endorses again when it has come round")
    func slow() async throws {
        let gated = GatedChaincode()
        let server = try await remote.startEndorser(0, chaincode: gated)
        try await withTemporaryDirectory { directory in
            let fixture = try remote.fixture(
                directory,
                policy: "AND('Operator.peer', 'Utility.peer')",
                timeout: .seconds(10)
            )
            _ = try await fixture.untilEndorsed(by: remote.peers[0])
            let slow = try fixture.proposal(1, "put", bytes("slow"), bytes("v"))
            let failure = await #expect(throws: PeerFailure.self) {
                _ = try await fixture.peer.submit(slow).outcome()
            }
            #expect(try #require(failure).description.contains("peer ('Utility.peer'): no answer in time"))
            gated.open()
            _ = try await fixture.untilEndorsed(by: remote.peers[0])
            gated.open()
            #expect(try await fixture.peer.submit(slow).outcome().response == bytes("v"))
            try await finish(fixture)
        }
        await server.stop()
    }

    @Test("An endorser with another contract: both results are recorded, each signed by who came to it")
    func lying() async throws {
        let server = try await remote.startEndorser(0, chaincode: OddChaincode())
        try await withTemporaryDirectory { directory in
            let fixture = try remote.fixture(directory, policy: "AND('Operator.peer', 'Utility.peer')")
            _ = try await fixture.untilEndorsed(by: remote.peers[0])
            let odd = fixture.peer.submit(try fixture.proposal(1, "put", bytes("odd"), bytes("v")))
            let failure = await #expect(throws: PeerFailure.self) { _ = try await odd.outcome() }
            guard case .invalid(.endorsementPolicyFailure, _) = failure else {
                Issue.record("expected a refusal, found \(String(describing: failure))")
                return
            }
            let envelope = try #require(try fixture.envelopes().last)
            var signers = IdentityDirectory()
            try signers.insertSigners(of: envelope, from: fixture.store)
            let evidence = try #require(fixture.peer.channel.differing(in: envelope, signers: signers).first)
            let other = try TransactionResult(encoded: try #require(evidence.result))
            #expect(evidence.endorser == remote.peers[0].fingerprint)
            #expect(envelope.result.writes.map(\.key) == ["odd"])
            #expect(other.writes.map(\.key) == ["odd", "odd key"])
            await remote.log.until("came to another result than the peer")
            _ = try await fixture.untilEndorsed(by: remote.peers[0])
            try await finish(fixture)
        }
        await server.stop()
    }

    @Test("An endorser whose program has another contract than the members run says so, and signs nothing")
    func otherContract() async throws {
        let server = try await remote.startEndorser(0, identity: .sha256(bytes("another")))
        try await withTemporaryDirectory { directory in
            let fixture = try remote.fixture(directory, policy: "AND('Operator.peer', 'Utility.peer')")
            let reason = try await fixture.untilRefused(saying: "the members run the contract 'kv'")
            #expect(reason.contains(Digest.sha256(bytes("another")).hex))
            #expect(try fixture.store.height() == 1)
            try await finish(fixture)
        }
        await server.stop()
    }

    // MARK: Steps

    private func increment(_ fixture: PeerFixture, _ numbers: ClosedRange<Int>) async throws {
        let pending = try numbers.map { fixture.peer.submit(try fixture.proposal($0, "increment", bytes("k"))) }
        for (number, pending) in zip(numbers, pending) {
            #expect(try await pending.outcome().response == bytes("\(number)"))
        }
    }

    /// Judges the chain again and closes it.
    private func finish(_ fixture: PeerFixture) async throws {
        await fixture.peer.stop()
        let (stored, expected) = try fixture.judgeAgain()
        #expect(stored == expected)
        try await fixture.close()
    }
}
