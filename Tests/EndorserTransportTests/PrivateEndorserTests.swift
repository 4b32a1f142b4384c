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

@Suite("Endorsers behind TLS in a channel with private values", .timeLimit(.minutes(2)))
struct PrivateEndorserTests {
    @Test("They are sent the values, come to the same bytes, and go on when they take over the chain anew")
    func agree() async throws {
        let remote = try RemoteNetwork(endorsers: 1)
        let policy = "AND('Operator.peer', 'Utility.peer')"
        let configuration = try remote.network.configuration(policy: policy, hasPrivateValues: true)
        try await withTemporaryDirectory { directory in
            let first = try await remote.startEndorser(0)
            let fixture = try PeerFixture(
                directory,
                network: remote.network,
                configuration: configuration,
                endorsers: { _ in [try remote.link(0)] }
            )
            try await increment(fixture, from: 1, count: 60)
            await first.stop()
            // A new process has no blocks and no values: it is sent all that the state needs.
            let second = try await remote.startEndorser(0)
            try await increment(fixture, from: 61, count: 60)
            let (stored, expected) = try fixture.judgeAgain()
            #expect(stored == expected)
            try await fixture.close()
            await second.stop()
        }
    }

    /// Counts on, handing in again what nobody has endorsed yet.
    private func increment(_ fixture: PeerFixture, from start: Int, count: Int) async throws {
        for number in start..<start + count {
            let proposal = try fixture.privateProposal(number, "increment", bytes("k"))
            var answer: [UInt8]?
            for _ in 0..<10_000 where answer == nil {
                do throws(PeerFailure) {
                    answer = try await fixture.peer.submit(proposal).outcome().response
                } catch {
                    guard error.isTemporary else { throw error }
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
            #expect(answer == bytes("\(number)"))
        }
    }
}
