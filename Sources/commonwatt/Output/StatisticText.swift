import Allocation
import ConfigurationFiles
import Units

/// Statistics as decimal text.
enum StatisticText {
    /// A statistic, rounded at the twelfth decimal, where the noise of binary floating point begins; `nil` where there
    /// is none, or none that can be told.
    static func decimal(
        _ value: Double?,
        places: Int = DecimalText.defaultPlaces,
        isPadded: Bool = false
    ) -> String? {
        guard let value, value.isFinite, value.magnitude < 1e18 else { return nil }
        let scaled = Int128((value * 1e12).rounded())
        return DecimalText.ratio(scaled, 1_000_000_000_000, places: places, isPadded: isPadded)
    }
}

extension EnergyAccount {
    /// The average unit cost in the currency per kWh; `nil` of no energy.
    func unitCost(at prices: ServerPrices) -> Double? {
        guard total > .zero else { return nil }
        return Double(cost(at: prices).microMillijoulesPerKilowattHour) / Double(total.millijoules) / 1e6
    }
}
