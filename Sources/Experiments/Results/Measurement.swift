import Allocation
import Configuration
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
        Double(microMillijoulesPerKilowattHour) / (1e6 * Double(Energy.millijoulesPerKilowattHour))
    }
}
