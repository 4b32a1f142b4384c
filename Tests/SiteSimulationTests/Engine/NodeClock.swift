import LedgerTestKit
import Units

/// A node's clock: it began somewhere near the true time, runs a little fast or slow, and is set now and then.
final class NodeClock: @unchecked Sendable {
    private let timeline: Timeline
    /// How far the clock is ahead, in milliseconds.
    var offset: Int64
    /// How fast it gains, in millionths.
    var drift: Int64

    init(_ timeline: Timeline, offset: Int64, drift: Int64) {
        self.timeline = timeline
        self.offset = offset
        self.drift = drift
    }

    func now() -> Instant {
        let elapsed = timeline.now
        return LedgerNetwork.now + .milliseconds(elapsed + offset + elapsed * drift / 1_000_000)
    }

    /// From now on the clock is right.
    func correct() {
        (offset, drift) = (0, 0)
    }
}
