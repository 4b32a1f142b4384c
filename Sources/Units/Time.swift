/// A length of time in whole milliseconds.
public struct Interval: Hashable, Sendable {
    /// The length in milliseconds.
    public let milliseconds: Int64

    /// Creates an interval from whole milliseconds.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// No time at all.
    public static var zero: Interval { Interval(milliseconds: 0) }

    /// An interval of whole milliseconds.
    public static func milliseconds(_ milliseconds: Int64) -> Interval {
        Interval(milliseconds: milliseconds)
    }

    /// An interval of whole seconds. Traps on overflow.
    public static func seconds(_ seconds: Int64) -> Interval {
        Interval(milliseconds: seconds * 1_000)
    }

    /// An interval of whole hours. Traps on overflow.
    public static func hours(_ hours: Int64) -> Interval {
        Interval(milliseconds: hours * 3_600_000)
    }
}

extension Interval: Comparable {
    public static func < (left: Interval, right: Interval) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension Interval: AdditiveArithmetic {
    public static func + (left: Interval, right: Interval) -> Interval {
        Interval(milliseconds: left.milliseconds + right.milliseconds)
    }

    public static func - (left: Interval, right: Interval) -> Interval {
        Interval(milliseconds: left.milliseconds - right.milliseconds)
    }
}

extension Interval: CustomStringConvertible {
    public var description: String { "\(milliseconds) ms" }
}

/// A point in time in whole milliseconds after an origin: the Unix epoch for live use, the start of the period for
/// traces and simulations.
public struct Instant: Hashable, Sendable {
    /// The distance from the origin in milliseconds.
    public let milliseconds: Int64

    /// Creates an instant that many milliseconds after the origin.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// The origin.
    public static var zero: Instant { Instant(milliseconds: 0) }

    /// An instant that many milliseconds after the origin.
    public static func milliseconds(_ milliseconds: Int64) -> Instant {
        Instant(milliseconds: milliseconds)
    }

    /// The instant `interval` after `instant`. Traps on overflow.
    public static func + (instant: Instant, interval: Interval) -> Instant {
        Instant(milliseconds: instant.milliseconds + interval.milliseconds)
    }

    /// The interval from `earlier` to `later`. Traps on overflow.
    public static func - (later: Instant, earlier: Instant) -> Interval {
        Interval(milliseconds: later.milliseconds - earlier.milliseconds)
    }
}

extension Instant: Comparable {
    public static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension Instant: CustomStringConvertible {
    public var description: String { "\(milliseconds) ms" }
}
