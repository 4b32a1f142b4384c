public import Units

/// How it stands with periods, for whoever waits for one.
public struct PeriodOutlook: Hashable, Sendable {
    /// Whether a period is open.
    public let isOpen: Bool

    /// When the next one begins; `nil` while one is open, and where only a person opens it.
    public let opensAt: Instant?

    /// Whether a person opens and closes periods.
    public let isByHand: Bool

    /// How it stands by a schedule.
    public init(isOpen: Bool, schedule: PeriodSchedule, now: Instant) {
        let opening = schedule.opening(from: now)
        self.isOpen = isOpen
        opensAt = isOpen || opening >= PeriodSchedule.never ? nil : opening
        isByHand = schedule == .byHand
    }
}
