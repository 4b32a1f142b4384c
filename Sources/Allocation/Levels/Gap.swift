public import Units

/// A time for which nobody has told what a building drew: it was stale.
public struct Gap: Hashable, Sendable {
    /// When the building fell silent.
    public var start: Instant

    /// When it spoke again; `nil` while it has not.
    public var end: Instant?

    /// Its last level.
    public var level: Power

    /// Creates a gap.
    public init(start: Instant, end: Instant?, level: Power) {
        self.start = start
        self.end = end
        self.level = level
    }
}
