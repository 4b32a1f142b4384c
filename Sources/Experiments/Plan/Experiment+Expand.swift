import Allocation
import ConfigurationFiles
import Simulation
import Units

extension Experiment {
    /// All cells of a file, and the runs they need without repetition.
    static func expand(
        _ file: ExperimentFile,
        _ policies: [NamedPolicy]
    ) throws(ConfigurationError) -> (cells: [Cell], runs: [Run]) {
        let named = Dictionary(policies.map { ($0.name, $0.file.policy) }) { first, _ in first }
        var cells: [Cell] = []
        var runs: [Run] = []
        var places: [Run: Int] = [:]
        for (sweepIndex, sweep) in file.sweeps.enumerated() {
            for valueIndex in sweep.values.indices {
                for (readingIndex, reading) in file.readings.enumerated() {
                    let setting = try Setting(file, sweep, sweep.values[valueIndex], reading)
                    for name in reading.policies {
                        guard let policy = named[name] else {
                            throw file.refusal("the reading \"\(reading.id)\" names the unknown policy \"\(name)\"")
                        }
                        let run = try setting.run(policy, file)
                        let place = places[run] ?? runs.count
                        if place == runs.count { runs.append(run) }
                        places[run] = place
                        cells.append(
                            Cell(
                                sweep: sweepIndex,
                                value: valueIndex,
                                reading: readingIndex,
                                policy: name,
                                prices: setting.prices,
                                run: place
                            )
                        )
                    }
                }
            }
        }
        return (cells, runs)
    }
}

/// A file's cluster with one parameter changed.
private struct Setting {
    var counts: [Int]
    var demands: [DemandModel]
    var cap: Power
    var battery: BatteryTerms
    var prices: ServerPrices
    let period: Interval

    init(
        _ file: ExperimentFile,
        _ sweep: ExperimentFile.Sweep,
        _ value: ExactDecimal,
        _ reading: ExperimentFile.Reading
    ) throws(ConfigurationError) {
        counts = file.tiers.map(\.count)
        demands = file.tiers.map(\.demand)
        cap = reading.cap
        battery = file.battery
        prices = file.prices
        period = reading.period
        switch sweep.parameter {
        case .meanPower:
            for tier in demands.indices where sweep.tier == nil || sweep.tier == tier { setMeanPower(value, of: tier) }
        case .gridPremiumPrice: prices.gridPremium = Price(micros: try file.units(of: value, places: 6))
        case .batteryPrice: prices.battery = Price(micros: try file.units(of: value, places: 6))
        case .cap: cap = .watts(try file.units(of: value, places: 0))
        case .count: counts[sweep.tier ?? 0] = Int(try file.units(of: value, places: 0))
        case .scale: scale(by: try file.units(of: value, places: 0))
        }
    }

    private mutating func setMeanPower(_ value: ExactDecimal, of tier: Int) {
        demands[tier] = DemandModel(
            arrivalsPerHour: demands[tier].arrivalsPerHour,
            meanDurationSeconds: demands[tier].meanDurationSeconds,
            meanPowerWatts: value
        )
    }

    private mutating func scale(by factor: Int64) {
        counts = counts.map { $0 * Int(factor) }
        cap = .watts(cap.watts * factor)
        battery.power = .watts(battery.power.watts * factor)
        battery.capacity = .millijoules(battery.capacity.millijoules * factor)
    }

    func run(_ policy: AllocationPolicy, _ file: ExperimentFile) throws(ConfigurationError) -> Run {
        let tiers = counts.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
        guard let factors = AllocationFactors.normalised(tiers.map { demands[$0] }) else {
            throw file.refusal("the demand figures have too many digits to divide exactly; round them")
        }
        var buildings: [BuildingTerms] = []
        for (index, factor) in factors.enumerated() {
            buildings.append(BuildingTerms(id: Self.identifier(of: index), allocationFactor: factor))
        }
        do {
            let terms = try ClusterTerms(
                contractCap: cap,
                battery: battery,
                // Levelling alone looks at prices; for all others those of the file stand for any.
                prices: policy.kind == .levelling ? prices : file.prices,
                buildings: buildings
            )
            let profiles = try demands.map(DemandProfile.init)
            return Run(
                terms: terms,
                policy: policy,
                profiles: tiers.map { profiles[$0] },
                tiers: tiers,
                period: period
            )
        } catch {
            throw file.refusal("the setting is refused: \(error)")
        }
    }

    /// An identifier whose order is that of the indices, for up to 10⁷ buildings.
    private static func identifier(of index: Int) -> BuildingID {
        let digits = String(index + 1)
        let text = "b" + String(repeating: "0", count: max(0, 7 - digits.count)) + digits
        guard let id = BuildingID(text) else { preconditionFailure("b and digits are an identifier") }
        return id
    }
}

extension DemandProfile {
    fileprivate init(_ demand: DemandModel) throws(WorkloadError) {
        try self.init(
            arrivalsPerHour: demand.arrivalsPerHour.approximate,
            meanDurationSeconds: demand.meanDurationSeconds.approximate,
            meanPowerWatts: demand.meanPowerWatts.approximate
        )
    }
}

extension ExperimentFile {
    func refusal(_ problem: String) -> ConfigurationError {
        ConfigurationError(file: file.path, problem: problem)
    }

    fileprivate func units(of value: ExactDecimal, places: Int) throws(ConfigurationError) -> Int64 {
        guard let units = value.units(places: places) else { throw refusal("the value \(value) is out of range") }
        return units
    }
}
