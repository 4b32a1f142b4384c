public import Controller
import Foundation
public import Units

/// The machine's time of day.
public struct SystemClock: WallClock {
    /// Creates a clock.
    public init() {}

    public func now() -> Instant {
        Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down)))
    }

    public func sleep(until instant: Instant) async {
        // At most a minute at once: the time of day may be set while the task sleeps.
        let milliseconds = min(max((instant - now()).milliseconds, 0), 60_000)
        try? await Task.sleep(for: .milliseconds(milliseconds))
    }
}
