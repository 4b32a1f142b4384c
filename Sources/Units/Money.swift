/// A price per kilowatt-hour in 10⁻⁶ of the cluster's currency.
public struct Price: Hashable, Sendable {
    /// The price in 10⁻⁶ of the currency per kWh.
    public let micros: Int64

    /// Creates a price from 10⁻⁶ of the currency per kWh.
    public init(micros: Int64) {
        self.micros = micros
    }
}

extension Price: Comparable {
    public static func < (left: Price, right: Price) -> Bool {
        left.micros < right.micros
    }
}

/// An exact cost: 10⁻⁶ of the currency per kWh, times millijoules.
///
/// The product is kept whole in 128 bits, so that sums of costs and comparisons of unit costs are exact; it becomes an
/// amount of money only in a bill (``micros``), where it is rounded once.
public struct Cost: Hashable, Sendable {
    /// The cost in 10⁻⁶ of the currency · mJ / kWh.
    public let microMillijoulesPerKilowattHour: Int128

    /// Creates a cost from its exact product.
    public init(microMillijoulesPerKilowattHour: Int128) {
        self.microMillijoulesPerKilowattHour = microMillijoulesPerKilowattHour
    }

    /// No cost.
    public static var zero: Cost { Cost(microMillijoulesPerKilowattHour: 0) }

    /// The cost in 10⁻⁶ of the currency, rounded down.
    public var micros: Int128 {
        microMillijoulesPerKilowattHour / Int128(Energy.millijoulesPerKilowattHour)
    }
}

extension Cost: Comparable {
    public static func < (left: Cost, right: Cost) -> Bool {
        left.microMillijoulesPerKilowattHour < right.microMillijoulesPerKilowattHour
    }
}

extension Cost: AdditiveArithmetic {
    public static func + (left: Cost, right: Cost) -> Cost {
        Cost(
            microMillijoulesPerKilowattHour: left.microMillijoulesPerKilowattHour
                + right.microMillijoulesPerKilowattHour
        )
    }

    public static func - (left: Cost, right: Cost) -> Cost {
        Cost(
            microMillijoulesPerKilowattHour: left.microMillijoulesPerKilowattHour
                - right.microMillijoulesPerKilowattHour
        )
    }
}

extension Price {
    /// The exact cost of an energy at a price.
    public static func * (price: Price, energy: Energy) -> Cost {
        Cost(microMillijoulesPerKilowattHour: Int128(price.micros) * Int128(energy.millijoules))
    }
}
