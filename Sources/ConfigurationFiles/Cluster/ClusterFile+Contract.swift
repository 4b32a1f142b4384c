import Allocation
import Units

/// The `contract` section.
struct Contract {
    let cap: Power
    let prices: ServerPrices

    init(_ value: YAMLValue) throws(ConfigurationError) {
        let contract = try YAMLMapping<ContractKey>(value, expected: "the contract's cap and prices")
        let limit = ClusterTerms.Limits.power.watts
        cap = Power(watts: try contract.required(.cap).wholeNumber(in: 0...limit, unit: "watts"))
        prices = try contract.required(.prices).prices()
    }
}

extension YAMLValue {
    /// The `prices` of the contract.
    func prices() throws(ConfigurationError) -> ServerPrices {
        let keys = try YAMLMapping<PricesKey>(self, expected: "the prices of the three servers")
        let prices = ServerPrices(
            gridContract: try keys.required(.gridContract).price(),
            battery: try keys.required(.battery).price(),
            gridPremium: try keys.required(.gridPremium).price()
        )
        guard prices.gridContract < prices.battery, prices.battery < prices.gridPremium else {
            throw error("expected grid_contract < battery < grid_premium, the order in which the servers are used")
        }
        return prices
    }

    private func price() throws(ConfigurationError) -> Price {
        Price(
            micros: try decimalString(
                places: 6,
                in: 0...ClusterTerms.Limits.price.micros,
                expected: "a price per kWh such as \"0.20\""
            )
        )
    }

    /// The `battery` section.
    func battery() throws(ConfigurationError) -> BatteryTerms {
        let battery = try YAMLMapping<BatteryKey>(self, expected: "the battery's power, capacity and efficiency")
        let power = ClusterTerms.Limits.power.watts
        let capacity = ClusterTerms.Limits.energy.millijoules / Energy.wattHours(1).millijoules
        return BatteryTerms(
            power: .watts(try battery.required(.power).wholeNumber(in: 0...power, unit: "watts")),
            capacity: .wattHours(try battery.required(.capacity).wholeNumber(in: 0...capacity, unit: "watt-hours")),
            roundTripEfficiency: Share(
                partsPerBillion: try battery.required(.roundTripEfficiency).decimalString(
                    places: 9,
                    in: 1...Share.whole.partsPerBillion,
                    expected: "an efficiency above 0 and up to 1 such as \"0.9\""
                )
            ),
            start: try battery[.start]?.choice() ?? .full
        )
    }

    /// How far the battery's own reading may be from the charge that is reckoned: `battery.tolerance_wh`, or a
    /// hundredth of the capacity.
    func batteryTolerance(capacity: Energy) throws(ConfigurationError) -> Energy {
        let battery = try YAMLMapping<BatteryKey>(self, expected: "the battery's power, capacity and efficiency")
        let most = ClusterTerms.Limits.energy.millijoules / Energy.wattHours(1).millijoules
        guard let tolerance = battery[.tolerance] else { return .millijoules(capacity.millijoules / 100) }
        return .wattHours(try tolerance.wholeNumber(in: 0...most, unit: "watt-hours"))
    }
}

/// The `meter` section: how meters are settled. All of it has a default.
struct Metering {
    var tolerance = MeterTolerance.standard
    var interval = Interval.seconds(15 * 60)

    init(_ value: YAMLValue?) throws(ConfigurationError) {
        guard let value else { return }
        let meter = try YAMLMapping<MeterKey>(value, expected: "the meters' tolerance, tolerance_wh and interval")
        if let share = meter[.share] {
            tolerance.share = Share(
                partsPerBillion: try share.decimalString(
                    places: 9,
                    in: 0...Share.whole.partsPerBillion,
                    expected: "a share from 0 to 1 such as \"0.05\""
                )
            )
        }
        if let energy = meter[.energy] {
            let most = ClusterTerms.Limits.energy.millijoules / Energy.wattHours(1).millijoules
            tolerance.energy = .wattHours(try energy.wholeNumber(in: 0...most, unit: "watt-hours"))
        }
        if let interval = meter[.interval] { self.interval = try interval.interval() }
    }
}
