import Ledger
import LedgerStore
import LedgerTestKit
import Peer
import PeerTestKit
import Synchronization
import TestKit
import Testing

@Suite("A ledger whose housekeeping cannot be done", .timeLimit(.minutes(2)))
struct HousekeepingTests {
    /// Who hands in one proposal after the other has none under way when the housekeeping fails.
    @Test("takes nothing more, says why to each who asks, and goes on when it can be done again")
    func failing() async throws {
        let network = try LedgerNetwork()
        try await withTemporaryDirectory { directory in
            let isFull = Mutex(true)
            var fixture = try PeerFixture(
                directory,
                network: network,
                logLimit: 1,
                reached: { reached in
                    guard reached == .pagesSealed, isFull.withLock({ $0 }) else { return }
                    throw ChainError(.full, "no room is left for a log")
                }
            )
            var number = 0
            func increment() async throws(PeerFailure) -> CommittedProposal {
                number += 1
                let proposal: SignedProposal
                do {
                    proposal = try fixture.proposal(number, "increment", bytes("k"))
                } catch {
                    throw .refused("\(error)")
                }
                return try await fixture.peer.submit(proposal).outcome()
            }
            // Blocks may be written while the first failure is on its way.
            var failure: PeerFailure?
            while failure == nil, number < 10_000 {
                do throws(PeerFailure) { _ = try await increment() } catch { failure = error }
            }
            #expect(failure == .ledger(ChainError(.full, "no room is left for a log")))
            let height = try fixture.store.height()
            for _ in 0..<20 {
                await #expect(throws: PeerFailure.ledger(ChainError(.full, "no room is left for a log"))) {
                    _ = try await increment()
                }
            }
            #expect(try fixture.store.height() == height, "the ledger goes on beside a device that takes nothing")
            isFull.withLock { $0 = false }
            let next = try await increment()
            #expect(next.response == bytes("\(height)"))
            try await fixture.close()
            fixture = try PeerFixture(directory, network: network)
            #expect(try await increment().response == bytes("\(height + 1)"))
            try await fixture.close()
            #expect(try LedgerVerification.run(at: directory) == [])
        }
    }
}
