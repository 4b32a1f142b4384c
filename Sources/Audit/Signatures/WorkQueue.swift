import Synchronization

/// Numbers from 0 on that several tasks share out among themselves, a run at a time.
final class WorkQueue: Sendable {
    private let next = Atomic(0)
    private let count: Int
    private let run: Int

    /// Shares out the numbers below `count` in runs of `run`.
    init(count: Int, run: Int) {
        self.count = count
        self.run = run
    }

    /// The next numbers; `nil` if all are taken.
    func take() -> Range<Int>? {
        let start = next.wrappingAdd(run, ordering: .relaxed).oldValue
        guard start < count else { return nil }
        return start..<min(start + run, count)
    }
}
