public import Units

/// The clocks of a place, as far as they are known: by how much they are ahead of UTC, and when that changes.
///
/// It knows no zone by name: whoever makes one says what the zone's rules come to (``changes``), so that the same list
/// gives the same instants on every machine.
public struct LocalClocks: Hashable, Sendable {
    /// From an instant on the clocks are that much ahead of UTC.
    public struct Change: Hashable, Sendable {
        /// From when on.
        public let at: Instant

        /// How far the clocks are ahead of UTC from then on.
        public let offset: Interval

        /// Creates a change.
        public init(at: Instant, offset: Interval) {
            self.at = at
            self.offset = offset
        }
    }

    /// How far the clocks are ahead of UTC before the first change.
    public let offset: Interval

    /// The changes, in order of time; after the last one nothing is known to change.
    public let changes: [Change]

    /// Describes clocks.
    ///
    /// - Precondition: the changes are in order of time.
    public init(offset: Interval, changes: [Change] = []) {
        precondition(zip(changes, changes.dropFirst()).allSatisfy { $0.at < $1.at }, "changes are in order of time")
        self.offset = offset
        self.changes = changes
    }

    /// Milliseconds of a day of 24 hours.
    static let day: Int64 = 86_400_000

    /// The first instant at which the clocks show a time of a day, or a later one.
    ///
    /// A time that the clocks skip when they are put forward is so the first instant after; of a time that they show
    /// twice when they are put back it is the first.
    ///
    /// - Parameters:
    ///   - day: The day, counted from 1 January 1970 on the place's own calendar.
    ///   - time: The time since its midnight; beyond 24 hours, on the next day.
    func first(day: Int64, time: Interval) -> Instant {
        let shown = day * Self.day + time.milliseconds
        var (from, offset) = (Instant(milliseconds: .min), offset)
        for change in changes {
            let instant = Instant(milliseconds: shown - offset.milliseconds)
            if instant < change.at { return max(instant, from) }
            (from, offset) = (change.at, change.offset)
        }
        return max(Instant(milliseconds: shown - offset.milliseconds), from)
    }

    /// The day that the clocks show at an instant.
    func day(at instant: Instant) -> Int64 {
        let offset = changes.last { $0.at <= instant }?.offset ?? offset
        let shown = instant.milliseconds + offset.milliseconds
        return shown >= 0 ? shown / Self.day : (shown + 1) / Self.day - 1
    }
}
