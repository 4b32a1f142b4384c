import Dispatch
import Ledger
import Synchronization

/// Where proposals wait for their turn, in the order in which they were handed in, while their creators' signatures are
/// made or verified on all cores.
final class Intake: Sendable {
    /// A piece of work that has its place among the others.
    enum Entry {
        /// A proposal, and what the look at its creator gave.
        case proposal(SignedProposal, PendingProposal, Result<CheckedCreator, PeerFailure>)
        /// A transaction that was endorsed elsewhere.
        case envelope(Envelope, PendingProposal)
        /// Something to do when everything before it has had its turn.
        case work(@Sendable () -> Void)
    }

    private struct State {
        /// The entries from `first` on; those that are not ready yet are `nil`.
        var entries: [Entry?] = []
        var head = 0
        var first = 0
        var isScheduled = false
    }

    private let state = Mutex(State())
    private let workers: DispatchQueue
    private let schedule: @Sendable () -> Void

    /// Creates an intake.
    ///
    /// - Parameter schedule: Called when there is something to take (``take(_:)``), once until it is taken.
    init(workers: DispatchQueue, schedule: @escaping @Sendable () -> Void) {
        self.workers = workers
        self.schedule = schedule
    }

    /// Takes an entry that is prepared by a worker, on any thread; it has the place that it came at.
    func submit(preparing entry: @escaping @Sendable () -> Entry) {
        let ticket = append(nil)
        workers.async { [self] in put(entry(), at: ticket) }
    }

    func submit(_ entry: Entry) {
        _ = append(entry)
    }

    /// Takes the next entries that are ready, at most that many.
    func take(_ count: Int) -> [Entry] {
        state.withLock { state in
            var taken: [Entry] = []
            while taken.count < count, state.head < state.entries.count, let entry = state.entries[state.head] {
                taken.append(entry)
                state.entries[state.head] = nil
                state.head += 1
            }
            state.first += taken.count
            if state.head == state.entries.count || state.head >= 1_024 {
                state.entries.removeFirst(state.head)
                state.head = 0
            }
            state.isScheduled = false
            return taken
        }
    }

    /// Lets the taker know again of what it has left.
    func reschedule() {
        if state.withLock({ Self.mustSchedule(&$0) }) { schedule() }
    }

    private func append(_ entry: Entry?) -> Int {
        let (ticket, isDue) = state.withLock { state in
            state.entries.append(entry)
            return (state.first + state.entries.count - state.head - 1, Self.mustSchedule(&state))
        }
        if isDue { schedule() }
        return ticket
    }

    private func put(_ entry: Entry, at ticket: Int) {
        let isDue = state.withLock { state in
            state.entries[state.head + ticket - state.first] = entry
            return Self.mustSchedule(&state)
        }
        if isDue { schedule() }
    }

    private static func mustSchedule(_ state: inout State) -> Bool {
        guard !state.isScheduled, state.head < state.entries.count, state.entries[state.head] != nil else {
            return false
        }
        state.isScheduled = true
        return true
    }
}
