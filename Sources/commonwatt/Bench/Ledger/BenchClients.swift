import Ledger
import LedgerStore
import Peer
import Synchronization

/// Clients that each wait for their transaction to be durable before they hand in the next one.
struct BenchClients {
    /// What a run of them has seen: Caliper's columns.
    struct Outcome {
        /// Seconds from handing in to the answer, of every transaction that became valid, in any order.
        var latencies: [Double] = []
        /// Transactions that were refused or found invalid.
        var failures = 0
        /// Those of them that read what another one had written meanwhile.
        var conflicts = 0
        /// Why the first of them came to nothing.
        var firstFailure: PeerFailure?
        /// Seconds from the first one handed in to the last one handed in.
        var sending = 0.0
        /// Seconds from the first one handed in to the last answer.
        var elapsed = 0.0

        var throughput: Double { Double(latencies.count) / elapsed }
        var sendRate: Double { Double(latencies.count + failures) / sending }
        var averageLatency: Double { latencies.reduce(0, +) / Double(max(1, latencies.count)) }

        /// Takes over what other clients, or the same ones in another part of the load, have seen.
        mutating func take(_ other: Outcome) {
            latencies += other.latencies
            failures += other.failures
            conflicts += other.conflicts
            firstFailure = firstFailure ?? other.firstFailure
            sending += other.sending
            elapsed += other.elapsed
        }
    }

    private let peer: PeerNode<LedgerStore>
    private let clients: Int

    init(_ peer: PeerNode<LedgerStore>, clients: Int) {
        self.peer = peer
        self.clients = clients
    }

    /// Hands the proposals in, in their order, and waits for all answers.
    func run(_ proposals: [SignedProposal]) async -> Outcome {
        let queue = Queue(proposals)
        let began = ContinuousClock.now
        var outcome = await withTaskGroup(of: Outcome.self) { group in
            for _ in 0..<clients { group.addTask { await client(queue) } }
            return await group.reduce(into: Outcome()) { $0.take($1) }
        }
        outcome.elapsed = Self.seconds(ContinuousClock.now - began)
        outcome.sending = Self.seconds(queue.lastHandedIn - began)
        return outcome
    }

    @concurrent
    private func client(_ queue: Queue) async -> Outcome {
        var outcome = Outcome()
        while let (pending, handedIn) = queue.handInNext(to: peer) {
            do throws(PeerFailure) {
                _ = try await pending.outcome()
                outcome.latencies.append(Self.seconds(ContinuousClock.now - handedIn))
            } catch {
                outcome.failures += 1
                outcome.firstFailure = outcome.firstFailure ?? error
                switch error {
                case .invalid(.mvccReadConflict, _), .invalid(.phantomReadConflict, _): outcome.conflicts += 1
                default: break
                }
            }
        }
        return outcome
    }

    private static func seconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}

/// Proposals in the order in which they must be handed in, whoever does it.
private final class Queue: Sendable {
    private let proposals: [SignedProposal]
    private let state = Mutex((next: 0, lastHandedIn: ContinuousClock.now))

    init(_ proposals: [SignedProposal]) {
        self.proposals = proposals
    }

    var lastHandedIn: ContinuousClock.Instant { state.withLock { $0.lastHandedIn } }

    func handInNext(to peer: PeerNode<LedgerStore>) -> (PendingProposal, ContinuousClock.Instant)? {
        state.withLock { state in
            guard state.next < proposals.count else { return nil }
            state.next += 1
            state.lastHandedIn = .now
            return (peer.submit(proposals[state.next - 1]), state.lastHandedIn)
        }
    }
}
