public import Units

/// What is known of a building's meter between two readings that are recorded.
public struct MeterRecord: Hashable, Sendable {
    /// The last recorded reading; `nil` before the first, or where the meter has no beginning any more.
    public var reading: MeterReading?

    /// What the building's account came to at that reading: what was stated since is the account less this. It is
    /// negative where the reading was recorded in an earlier period.
    public var accountAtReading: Energy

    /// What was booked in the period without having been stated at the time: gaps, settled by a register or by the last
    /// level.
    public var estimated: Energy

    /// What the meter showed in the period beyond what was stated; it is part of the account's grid-premium.
    public var breach: Energy

    /// Creates a record.
    public init(reading: MeterReading?, accountAtReading: Energy, estimated: Energy, breach: Energy) {
        self.reading = reading
        self.accountAtReading = accountAtReading
        self.estimated = estimated
        self.breach = breach
    }

    /// A meter of which nothing is known.
    public static let unread = MeterRecord(reading: nil, accountAtReading: .zero, estimated: .zero, breach: .zero)
}

/// What a meter's cumulative register showed.
public struct MeterReading: Hashable, Sendable {
    /// The register.
    public var register: Energy

    /// When it was recorded.
    public var instant: Instant

    /// Creates a reading.
    public init(register: Energy, instant: Instant) {
        self.register = register
        self.instant = instant
    }
}

/// How far a meter may be above what was stated before it is a breach: the larger of a share of what was stated and an
/// energy.
public struct MeterTolerance: Hashable, Sendable {
    /// The share of what was stated.
    public var share: Share

    /// The energy: a register's last digit, and the time that a change of the load takes to be told.
    public var energy: Energy

    /// Creates a tolerance.
    public init(share: Share, energy: Energy) {
        self.share = share
        self.energy = energy
    }

    /// Five per cent, and at least 100 Wh.
    public static let standard = MeterTolerance(share: Share(partsPerBillion: 50_000_000), energy: .wattHours(100))

    /// What is allowed beyond an energy that was stated: `max(⌊share · stated⌋, energy)`.
    public func allowance(for stated: Energy) -> Energy {
        max(stated.scaledDown(by: share), energy)
    }
}

/// What a reading has led to.
public enum MeterOutcome: Hashable, Sendable {
    /// It is the meter's first, from which the next is counted.
    case began

    /// The register had gone backwards; the next reading is counted from this one.
    case replaced

    /// The meter showed what was stated, less, or not more than the tolerance.
    case agreed

    /// The energy of the building's gaps is settled.
    case settled(Energy)

    /// So much more than was stated is settled at grid-premium.
    case breach(Energy)
}
