public import Controller
import Foundation
import Synchronization
public import Units

/// The controller's time: the time of day when it started, and from then on as much later as a monotonic clock says.
///
/// Leases, energies and limits are lengths of time, and buildings measure theirs by clocks of their own; so the
/// controller's time runs as real time does, whatever is done to the machine's time of day. It never goes back, also
/// not behind the ledger that an earlier start has written. Where the time of day is set while the controller runs, its
/// time stays apart by that much (``deviation()``) until the next start brings it forward to the time of day.
public final class SteadyClock: WallClock {
    private let wall: @Sendable () -> Instant
    private let elapsed: @Sendable () -> Interval
    private let origin: Mutex<Instant>

    /// Starts the clock.
    ///
    /// - Parameters:
    ///   - wall: The machine's time of day.
    ///   - elapsed: What a monotonic clock says has passed since some fixed moment.
    public init(wall: @escaping @Sendable () -> Instant, elapsed: @escaping @Sendable () -> Interval) {
        self.wall = wall
        self.elapsed = elapsed
        self.origin = Mutex(Instant(milliseconds: wall().milliseconds - elapsed().milliseconds))
    }

    /// Starts the clock of this machine; time during which the machine sleeps counts.
    public convenience init() {
        let start = ContinuousClock.now
        self.init(wall: SystemClock().now) {
            let (seconds, attoseconds) = (ContinuousClock.now - start).components
            return Interval(milliseconds: seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
        }
    }

    /// Sees to it that the time is not before an instant.
    public func advance(to instant: Instant) {
        let elapsed = elapsed()
        origin.withLock { origin in
            origin = max(origin, Instant(milliseconds: instant.milliseconds - elapsed.milliseconds))
        }
    }

    public func now() -> Instant { origin.withLock { $0 } + elapsed() }

    public func deviation() -> Interval { wall() - now() }

    public func sleep(until instant: Instant) async {
        let milliseconds = min(max((instant - now()).milliseconds, 0), 60_000)
        try? await Task.sleep(for: .milliseconds(milliseconds), clock: .continuous)
    }
}
