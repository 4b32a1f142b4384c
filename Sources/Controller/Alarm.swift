import Synchronization
import Units

/// Wakes one waiting task at an instant that may be changed while it waits.
final class Alarm: Sendable {
    private let state = Mutex(State())

    private struct State {
        var instant: Instant?
        var waiter: CheckedContinuation<Void, Never>?
    }

    /// Sets the instant; a waiting task looks again.
    func set(_ instant: Instant) {
        let waiter = state.withLock { state in
            state.instant = instant
            return state.waiter.take()
        }
        waiter?.resume()
    }

    /// Returns at the instant that was set last, once; or when the task is cancelled.
    func wait(with clock: any WallClock) async {
        while !Task.isCancelled {
            guard let instant = state.withLock({ $0.instant }) else {
                await change(from: nil)
                continue
            }
            if clock.now() >= instant {
                state.withLock { if $0.instant == instant { $0.instant = nil } }
                return
            }
            await withTaskGroup { group in
                group.addTask { await clock.sleep(until: instant) }
                group.addTask { await self.change(from: instant) }
                await group.next()
                group.cancelAll()
            }
        }
    }

    /// Returns when the instant is another than the one given, or the task is cancelled.
    private func change(from instant: Instant?) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    if state.instant != instant || Task.isCancelled { return true }
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
