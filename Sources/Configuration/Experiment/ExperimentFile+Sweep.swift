import Allocation
import Units

extension ExperimentFile {
    /// One parameter over some values.
    public struct Sweep: Hashable, Sendable {
        /// The sweep's name in results.
        public let id: String

        /// What is varied.
        public let parameter: Parameter

        /// Whose parameter it is, as an index of ``ExperimentFile/tiers``; `nil` for the cluster's or every tier's.
        public let tier: Int?

        /// The values in the parameter's unit, in the order of the file.
        public let values: [ExactDecimal]
    }

    /// What a sweep may vary.
    public enum Parameter: String, Hashable, Sendable, CaseIterable {
        /// The mean power of a tier's requests, or of every tier's, in watts.
        case meanPower = "mean_power_w"

        /// The price of grid-premium, per kWh.
        case gridPremiumPrice = "grid_premium_price"

        /// The price of the battery, per kWh.
        case batteryPrice = "battery_price"

        /// The cap, in watts, in place of the reading's.
        case cap = "cap_w"

        /// The number of a tier's buildings.
        case count

        /// The size of the cluster: counts of buildings, cap and battery are all multiplied by this whole number.
        case scale

        /// Into how many each building is divided, which share its requests evenly: more members, the same load, cap
        /// and battery.
        case division

        /// How far apart the buildings' mean powers lie, in percent of their mean: evenly from so much less to so much
        /// more, in the order of the buildings, so that their sum stays what it is.
        case spread = "spread_pct"
    }
}

extension YAMLValue {
    func sweeps(
        of tiers: [ExperimentFile.Tier],
        prices: ServerPrices
    ) throws(ConfigurationError) -> [ExperimentFile.Sweep] {
        let items = try namedItems(expected: "a list of sweeps")
        var sweeps: [ExperimentFile.Sweep] = []
        for item in items {
            let keys = try YAMLMapping<SweepKey>(item, expected: "a sweep")
            let parameter: ExperimentFile.Parameter = try keys.required(.parameter).choice()
            if parameter == .spread, let other = tiers.first(where: { $0.demand != tiers[0].demand }) {
                throw item.error(
                    "\(parameter.rawValue) spreads one mean power over all buildings; "
                        + "the tiers \"\(tiers[0].id)\" and \"\(other.id)\" ask for different ones"
                )
            }
            sweeps.append(
                ExperimentFile.Sweep(
                    id: try keys.required(.id).resultName(),
                    parameter: parameter,
                    tier: try keys.tier(of: tiers, for: parameter),
                    values: try keys.required(.values).values(of: parameter, prices: prices)
                )
            )
        }
        return sweeps
    }

    private func values(
        of parameter: ExperimentFile.Parameter,
        prices: ServerPrices
    ) throws(ConfigurationError) -> [ExactDecimal] {
        let items = try items(expected: "a list of values")
        guard !items.isEmpty else { throw error("expected at least one value, found an empty list") }
        var values: [ExactDecimal] = []
        for item in items {
            let value = try item.value(of: parameter, prices: prices)
            guard !values.contains(value) else { throw item.error("the value \(value) is here twice") }
            values.append(value)
        }
        return values
    }

    private func value(
        of parameter: ExperimentFile.Parameter,
        prices: ServerPrices
    ) throws(ConfigurationError) -> ExactDecimal {
        switch parameter {
        case .meanPower:
            return ExactDecimal(units: try wholeNumber(in: 1...10_000_000_000, unit: "watts"), places: 0)
        case .cap:
            return ExactDecimal(
                units: try wholeNumber(in: 0...ClusterTerms.Limits.power.watts, unit: "watts"),
                places: 0
            )
        case .spread:
            return ExactDecimal(units: try wholeNumber(in: 0...99, unit: "percent"), places: 0)
        case .count, .scale, .division:
            return ExactDecimal(units: try wholeNumber(in: 1...100_000, unit: "buildings"), places: 0)
        case .gridPremiumPrice:
            return try price(above: prices.battery.micros, through: ClusterTerms.Limits.price.micros)
        case .batteryPrice:
            return try price(above: prices.gridContract.micros, through: prices.gridPremium.micros - 1)
        }
    }

    /// A price that keeps the order of the servers.
    private func price(above floor: Int64, through ceiling: Int64) throws(ConfigurationError) -> ExactDecimal {
        let lowest = ExactDecimal(units: floor, places: 6)
        let micros = try decimalString(
            places: 6,
            in: 0...ClusterTerms.Limits.price.micros,
            expected: "a price per kWh above \(lowest)"
        )
        guard micros > floor, micros <= ceiling else {
            throw error("expected grid_contract < battery < grid_premium, which this price does not keep")
        }
        return ExactDecimal(units: micros, places: 6)
    }
}

extension YAMLMapping<SweepKey> {
    fileprivate func tier(
        of tiers: [ExperimentFile.Tier],
        for parameter: ExperimentFile.Parameter
    ) throws(ConfigurationError) -> Int? {
        guard let value = self[.tier] else {
            if parameter == .count { _ = try required(.tier, because: "it says whose number varies") }
            return nil
        }
        guard parameter == .meanPower || parameter == .count else {
            throw value.error("the parameter \(parameter.rawValue) belongs to the cluster; remove the tier")
        }
        let name = try value.text(expected: "the id of a tier")
        guard let index = tiers.firstIndex(where: { $0.id == name }) else {
            throw value.error("no tier is called \"\(name)\"\(suggestion(for: name, among: tiers.map(\.id)))")
        }
        return index
    }
}
