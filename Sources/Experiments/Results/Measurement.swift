import Allocation
import ConfigurationFiles
import Simulation
import Units

extension ExperimentFile.Measure {
    /// The measure of one cell in one replication; `nil` where it has no value, such as an average unit cost of
    /// nothing.
    func value(_ accounts: [EnergyAccount], tiers: [Int], terms: ClusterTerms, prices: ServerPrices) -> Double? {
        let total = accounts.reduce(.zero, +)
        switch self {
        case .gridContract: return total.gridContract.kilowattHours
        case .battery: return total.battery.kilowattHours
        case .gridPremium: return total.gridPremium.kilowattHours
        case .gridPremiumShare:
            let energy = total.total.kilowattHours
            return energy > 0 ? 100 * total.gridPremium.kilowattHours / energy : nil
        case .total: return total.total.kilowattHours
        case .cost: return total.cost(at: prices).units
        case .batteryUsed:
            let capacity = terms.battery.capacity.kilowattHours
            return capacity > 0 ? 100 * total.battery.kilowattHours / capacity : nil
        case .relativeDifference:
            guard let small = Self.unitCost(ofTier: 0, accounts, tiers, prices),
                let large = Self.unitCost(ofTier: 1, accounts, tiers, prices)
            else { return nil }
            return Fairness.relativeDifference(small: small, large: large).map { 100 * $0 }
        case .unitCostDeviation:
            return Fairness.standardDeviation(accounts.compactMap { $0.unitCost(at: prices) })
        case .jainIndex:
            return Fairness.jainIndex(accounts.compactMap { $0.unitCost(at: prices) })
        }
    }

    /// Whether it is in percent, so that its precision is one in points.
    var isPercentage: Bool { self == .batteryUsed || self == .gridPremiumShare || self == .relativeDifference }

    /// The average unit cost of a tier: what its buildings pay together over what they draw together.
    private static func unitCost(
        ofTier tier: Int,
        _ accounts: [EnergyAccount],
        _ tiers: [Int],
        _ prices: ServerPrices
    ) -> Double? {
        var sum = EnergyAccount.zero
        for (account, owner) in zip(accounts, tiers) where owner == tier { sum = sum + account }
        return sum.unitCost(at: prices)
    }
}

extension ExperimentFile.Panel {
    /// What the panel shows.
    var measures: [ExperimentFile.Measure] { [measure] + (against.map { [$0.measure] } ?? []) }
}

extension EnergyAccount {
    /// The average unit cost `AUC` per kWh; `nil` without energy.
    func unitCost(at prices: ServerPrices) -> Double? {
        let energy = total.kilowattHours
        return energy > 0 ? cost(at: prices).units / energy : nil
    }
}

extension Energy {
    /// The energy for people.
    var kilowattHours: Double { Double(millijoules) / Double(Energy.millijoulesPerKilowattHour) }
}

extension Cost {
    /// The cost in units of the currency.
    var units: Double {
        Double(nearest: microMillijoulesPerKilowattHour) / (1e6 * Double(Energy.millijoulesPerKilowattHour))
    }
}

extension Double {
    /// The double nearest to a whole number: what `Double(value)` is, which asks many times as long for 128 bits.
    init(nearest value: Int128) {
        let magnitude = value.magnitude
        let surplus = max(0, UInt64.bitWidth - magnitude.leadingZeroBitCount)
        // What does not fit into 64 bits leaves a one behind, so that the nearest double stays the nearest.
        let isCut = magnitude & ((1 << surplus) - 1) != 0
        let kept = UInt64(truncatingIfNeeded: magnitude >> surplus) | (isCut ? 1 : 0)
        let nearest = Double(kept) * Double(bitPattern: UInt64(1_023 + surplus) << 52)
        self = value < 0 ? -nearest : nearest
    }
}
