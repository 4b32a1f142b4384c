import Synchronization
import Units

/// Wakes one waiting task at an instant that may be changed while it waits.
///
/// What falls due next changes with every commit, mostly to a later instant: the task then sleeps on, and looks again
/// when it wakes. It is woken early only for an earlier instant. A sleep that is given up costs its timer until it
/// would have ended, so there must not be one for each commit.
final class Alarm: Sendable {
    private let state = Mutex(State())

    private struct State {
        var instant: Instant?
        /// Until when the waiting task sleeps.
        var sleepsUntil: Instant?
        var waiter: CheckedContinuation<Void, Never>?

        /// Whether the waiting task would sleep past the instant.
        var isTooLate: Bool {
            guard let instant else { return false }
            return sleepsUntil.map { instant < $0 } ?? true
        }
    }

    /// Sets the instant; a task that would sleep past it looks again.
    func set(_ instant: Instant) {
        let waiter = state.withLock { state in
            state.instant = instant
            return state.isTooLate ? state.waiter.take() : nil
        }
        waiter?.resume()
    }

    /// Returns at the instant that was set last, once; or when the task is cancelled.
    func wait(with clock: any WallClock) async {
        while !Task.isCancelled {
            let now = clock.now()
            let (isDue, end) = state.withLock { state in
                let isDue = state.instant.map { $0 <= now } ?? false
                if isDue { state.instant = nil }
                state.sleepsUntil = state.instant
                return (isDue, state.instant)
            }
            if isDue { return }
            await withTaskGroup { group in
                if let end { group.addTask { await clock.sleep(until: end) } }
                group.addTask { await self.earlierInstant() }
                await group.next()
                group.cancelAll()
            }
        }
    }

    /// Returns when an instant is set that the waiting task would sleep past, or the task is cancelled.
    private func earlierInstant() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    if state.isTooLate || Task.isCancelled { return true }
                    state.waiter = continuation
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiter.take() }
            waiter?.resume()
        }
    }
}
