/// Energy in whole millijoules: one watt for one millisecond, so that power × time is exact.
///
/// An `Int64` holds 2.56 TWh. Kilowatt-hours exist only where a person reads or writes
/// (1 kWh = 3 600 000 000 mJ).
public struct Energy: Hashable, Sendable {
    /// The energy in millijoules (W·ms).
    public let millijoules: Int64

    /// Creates an energy from whole millijoules.
    public init(millijoules: Int64) {
        self.millijoules = millijoules
    }

    /// No energy at all.
    public static var zero: Energy { Energy(millijoules: 0) }

    /// The number of millijoules in a kilowatt-hour.
    public static let millijoulesPerKilowattHour: Int64 = 3_600_000_000

    /// An energy of whole millijoules.
    public static func millijoules(_ millijoules: Int64) -> Energy {
        Energy(millijoules: millijoules)
    }

    /// An energy of whole watt-hours. Traps on overflow.
    public static func wattHours(_ wattHours: Int64) -> Energy {
        Energy(millijoules: wattHours * 3_600_000)
    }
}

extension Energy: Comparable {
    public static func < (left: Energy, right: Energy) -> Bool {
        left.millijoules < right.millijoules
    }
}

extension Energy: AdditiveArithmetic {
    public static func + (left: Energy, right: Energy) -> Energy {
        Energy(millijoules: left.millijoules + right.millijoules)
    }

    public static func - (left: Energy, right: Energy) -> Energy {
        Energy(millijoules: left.millijoules - right.millijoules)
    }
}

extension Power {
    /// The energy of a constant power over an interval. Traps on overflow.
    public static func * (power: Power, interval: Interval) -> Energy {
        Energy(millijoules: power.watts * interval.milliseconds)
    }
}

extension Energy {
    /// How long the energy can serve a constant power: the last whole millisecond before it runs out.
    ///
    /// - Precondition: `power` is positive.
    public static func / (energy: Energy, power: Power) -> Interval {
        Interval(milliseconds: energy.millijoules / power.watts)
    }
}

extension Energy: CustomStringConvertible {
    public var description: String { "\(millijoules) mJ" }
}
