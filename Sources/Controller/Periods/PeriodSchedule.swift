public import Units

/// When periods are opened and closed.
public enum PeriodSchedule: Hashable, Sendable {
    /// One follows the other, each that long.
    case following(Interval)

    /// Every day at the same times on the clocks of a place.
    case daily(DailyWindows)

    /// When a person says so.
    case byHand

    /// When a period ends that was opened at an instant; ``never`` where only a person ends it.
    ///
    /// One that was opened outside of all windows, under another schedule, ends at once.
    func end(openedAt: Instant) -> Instant {
        switch self {
        case .following(let length): return openedAt + length
        case .daily(let windows):
            guard let window = windows.window(from: openedAt), window.start <= openedAt else { return openedAt }
            return window.end
        case .byHand: return Self.never
        }
    }

    /// When the next period is to be opened, now or later; ``never`` where only a person opens it.
    public func opening(from now: Instant) -> Instant {
        switch self {
        case .following: now
        case .daily(let windows): windows.window(from: now).map { max($0.start, now) } ?? Self.never
        case .byHand: Self.never
        }
    }

    /// An instant that no clock reaches.
    public static let never = Instant(milliseconds: .max / 4)
}
