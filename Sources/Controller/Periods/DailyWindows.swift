public import Units

/// The windows of every day in which a period is open, by the clocks of a place.
///
/// Both ends of a window are times on the clocks: from 00:00 for 6 h is until 06:00, whether the clocks were put
/// forward in between and it lasts five hours, or back and it lasts seven. So windows never overlap, and one that
/// begins where another ends does so every day of the year. An end that the clocks skip, or show twice, is as a
/// beginning is: the first instant at which they show that time or a later one. A window that the clocks skip
/// altogether is not opened on that day.
public struct DailyWindows: Hashable, Sendable {
    /// When windows begin, after midnight, ascending.
    public let starts: [Interval]

    /// How long each is by the clocks.
    public let length: Interval

    /// The place's clocks.
    public let clocks: LocalClocks

    /// A window of a day, between two instants; the second is no part of it.
    public struct Window: Hashable, Sendable {
        /// When it begins.
        public let start: Instant

        /// When it ends.
        public let end: Instant
    }

    /// Describes windows.
    ///
    /// - Precondition: there is at least one, they are in order, and none begins before the one before it has ended,
    ///   also not the first one of the next day.
    public init(starts: [Interval], length: Interval, clocks: LocalClocks) {
        precondition(Self.areSeparate(starts, length: length), "windows are in order and do not overlap")
        self.starts = starts
        self.length = length
        self.clocks = clocks
    }

    /// Whether windows with these beginnings are in order, and none overlaps with another, of the same day or the next.
    public static func areSeparate(_ starts: [Interval], length: Interval) -> Bool {
        guard let first = starts.first, length > .zero else { return false }
        let ends = starts.map { $0 + length }
        return zip(ends, starts.dropFirst() + [first + .milliseconds(LocalClocks.day)]).allSatisfy { $0 <= $1 }
    }

    /// The first window that has not ended at an instant; `nil` where all of the days after it are skipped.
    public func window(from instant: Instant) -> Window? {
        let today = clocks.day(at: instant)
        for day in today - 2...today + 3 {
            for start in starts {
                let window = Window(
                    start: clocks.first(day: day, time: start),
                    end: clocks.first(day: day, time: start + length)
                )
                if window.end > instant, window.start < window.end { return window }
            }
        }
        return nil
    }
}
