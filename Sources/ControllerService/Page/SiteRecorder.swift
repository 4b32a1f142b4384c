import Allocation
import AllocationContract
import Controller
import Monitor
import Synchronization
import Units

/// Counts what the controller does, and remembers the last allocations, for the page and the metrics.
///
/// It stands beside the controller's ports, so that the controller need not know who looks.
final class SiteRecorder: Sendable {
    private struct State {
        var counters = SiteCounters()
        var recent = RecentAllocations()
    }

    private let state = Mutex(State())

    /// What has been counted.
    var counters: SiteCounters { state.withLock(\.counters) }

    /// The last allocations, of a member or of all.
    func allocations(of building: BuildingID?) -> [RecentAllocations.Entry] {
        state.withLock { state in building.map { state.recent.latest(of: $0) } ?? state.recent.latest }
    }

    /// Notes whether the broker is connected.
    func note(isConnected: Bool) {
        state.withLock { $0.counters.isConnected = isConnected }
    }

    /// Notes that a message is sent.
    func note(_ announcement: Announcement) {
        guard case .reply(let reply) = announcement, reply.requestID != nil || reply.status != .ok else { return }
        state.withLock { state in
            guard reply.unanswered == 0 else {
                state.counters.unanswered[reply.building.text, default: 0] += reply.unanswered
                return
            }
            state.counters.replies[reply.status.rawValue, default: 0] += 1
        }
    }

    /// Notes that a call is durable.
    func note(_ committed: CommittedCall, after duration: Duration, at instant: Instant) {
        guard !committed.isReplay else { return }
        let microseconds = duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000
        state.withLock { state in
            state.counters.transactions += 1
            state.counters.commitLatency.count(microseconds: microseconds)
            for allocation in committed.response.allocations {
                state.recent.add(
                    RecentAllocations.Entry(
                        at: instant,
                        allocation: allocation,
                        mode: committed.response.cluster.mode,
                        txid: committed.transaction.id,
                        block: committed.transaction.height,
                        index: committed.transaction.index
                    )
                )
            }
        }
    }

    /// Notes that a call came to nothing.
    func noteFailure() {
        state.withLock { $0.counters.failures += 1 }
    }
}
