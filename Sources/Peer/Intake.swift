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
        /// What workers are to prepare: from `begun` on none of them has begun.
        var unprepared: [(ticket: Int, prepare: @Sendable () -> Entry)?] = []
        var begun = 0
        /// How many workers are at it.
        var busy = 0
    }

    private let state = Mutex(State())
    private let workers: DispatchQueue
    private let schedule: @Sendable () -> Void
    private let jobs: Int

    /// Creates an intake.
    ///
    /// - Parameters:
    ///   - jobs: How many workers prepare entries at the same time, at most.
    ///   - schedule: Called when there is something to take (``take(_:)``), once until it is taken.
    init(workers: DispatchQueue, jobs: Int, schedule: @escaping @Sendable () -> Void) {
        self.workers = workers
        self.jobs = max(1, jobs)
        self.schedule = schedule
    }

    /// Takes an entry that is prepared by a worker, on any thread; it has the place that it came at.
    ///
    /// A worker goes on as long as there is something: where much comes, none is woken for each.
    func submit(preparing entry: @escaping @Sendable () -> Entry) {
        let isWanted = state.withLock { state in
            state.unprepared.append((Self.append(nil, to: &state), entry))
            guard state.busy < jobs else { return false }
            state.busy += 1
            return true
        }
        if isWanted { workers.async { self.prepare() } }
    }

    private func prepare() {
        while let (ticket, prepare) = state.withLock({ Self.next(&$0) }) { put(prepare(), at: ticket) }
    }

    /// What a worker is to prepare next; `nil`, and one worker less, if there is nothing.
    private static func next(_ state: inout State) -> (ticket: Int, prepare: @Sendable () -> Entry)? {
        guard state.begun < state.unprepared.count else {
            state.busy -= 1
            return nil
        }
        let next = state.unprepared[state.begun]
        state.unprepared[state.begun] = nil
        state.begun += 1
        if state.begun == state.unprepared.count || state.begun >= 1_024 {
            state.unprepared.removeFirst(state.begun)
            state.begun = 0
        }
        return next
    }

    func submit(_ entry: Entry) {
        let isDue = state.withLock { state in
            _ = Self.append(entry, to: &state)
            return Self.mustSchedule(&state)
        }
        if isDue { schedule() }
    }

    /// Takes the next entries that are ready, at most that many.
    func take(_ count: Int) -> [Entry] {
        state.withLock { state in
            var taken: [Entry] = []
            taken.reserveCapacity(min(count, state.entries.count - state.head))
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

    private static func append(_ entry: Entry?, to state: inout State) -> Int {
        state.entries.append(entry)
        return state.first + state.entries.count - state.head - 1
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
