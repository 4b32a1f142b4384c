public import Units

/// What the controller takes at most.
public struct ControllerLimits: Hashable, Sendable {
    /// Calls under way for one building.
    public var callsPerBuilding: Int
    /// Calls under way altogether.
    public var calls: Int
    /// Demands a second from one building, over time.
    public var demandsPerSecond: Int64
    /// Demands from one building at once.
    public var burst: Int64
    /// How far a building's clock may be from the controller's.
    public var clockTolerance: Interval

    /// Meter readings a second from one building, and readings of the battery, over time.
    public var readingsPerSecond: Int64 = 2
    /// Readings at once.
    public var readingBurst: Int64 = 20
    /// How often at least a meter's register is recorded.
    public var meterInterval = Interval.seconds(900)
    /// How far the battery's reading may be from the charge that is reckoned; `nil` to record none.
    public var batteryTolerance: Energy?

    /// Creates limits.
    public init(
        callsPerBuilding: Int = 64,
        calls: Int = 4_096,
        demandsPerSecond: Int64 = 50,
        burst: Int64 = 200,
        clockTolerance: Interval = .seconds(30)
    ) {
        self.callsPerBuilding = callsPerBuilding
        self.calls = calls
        self.demandsPerSecond = demandsPerSecond
        self.burst = burst
        self.clockTolerance = clockTolerance
    }
}

/// A bucket of tokens that fills at a steady rate: who has none left must wait.
struct TokenBucket: Sendable {
    /// Thousandths of a token, so that a token a millisecond is exact.
    private var level: Int64
    private var filledAt: Instant

    init(burst: Int64, at now: Instant) {
        level = burst * 1_000
        filledAt = now
    }

    /// Takes a token, if there is one.
    mutating func take(at now: Instant, perSecond rate: Int64, burst: Int64) -> Bool {
        // A clock that was set back fills nothing.
        let elapsed = min(max((now - filledAt).milliseconds, 0), 3_600_000)
        level = min(level + elapsed * rate, burst * 1_000)
        filledAt = now
        guard level >= 1_000 else { return false }
        level -= 1_000
        return true
    }
}
