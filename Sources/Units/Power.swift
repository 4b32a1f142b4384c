/// Electric power in whole watts; consumption and battery discharge are positive.
///
/// Power is stored as an `Int64`, so that every decision is exact and the same on every machine
/// (`kW` exists only where a person reads or writes).
public struct Power: Hashable, Sendable {
    /// The power in watts.
    public let watts: Int64

    /// Creates a power from whole watts.
    public init(watts: Int64) {
        self.watts = watts
    }

    /// No power at all.
    public static var zero: Power { Power(watts: 0) }

    /// A power of whole watts.
    public static func watts(_ watts: Int64) -> Power {
        Power(watts: watts)
    }

    /// A power of whole kilowatts. Traps on overflow.
    public static func kilowatts(_ kilowatts: Int64) -> Power {
        Power(watts: kilowatts * 1_000)
    }
}

extension Power: Comparable {
    public static func < (left: Power, right: Power) -> Bool {
        left.watts < right.watts
    }
}

extension Power: AdditiveArithmetic {
    public static func + (left: Power, right: Power) -> Power {
        Power(watts: left.watts + right.watts)
    }

    public static func - (left: Power, right: Power) -> Power {
        Power(watts: left.watts - right.watts)
    }
}

extension Power: CustomStringConvertible {
    public var description: String { "\(watts) W" }
}
