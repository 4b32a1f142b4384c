import Allocation
import ConfigurationFiles
import Simulation
import Units

/// A file's cluster with one parameter changed.
struct Setting {
    /// More buildings than any cluster has, and few enough to be held in memory.
    private static let largestCluster = 1_000_000

    private var counts: [Int]
    private var demands: [DemandModel]
    private var cap: Power
    private var battery: BatteryTerms
    private(set) var prices: ServerPrices
    private let period: Interval

    /// How far apart mean powers lie, in percent of their mean.
    private var spread: Int64 = 0

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
        case .scale: try scale(by: try file.units(of: value, places: 0), file)
        case .division: try divide(by: try file.units(of: value, places: 0), file)
        case .spread: spread = try file.units(of: value, places: 0)
        }
        guard counts.reduce(0, +) <= Self.largestCluster else {
            throw file.refusal(
                "the sweep \"\(sweep.id)\" makes \(counts.reduce(0, +)) buildings of the value \(value); "
                    + "expected at most \(Self.largestCluster)"
            )
        }
    }

    private mutating func setMeanPower(_ value: ExactDecimal, of tier: Int) {
        demands[tier] = DemandModel(
            arrivalsPerHour: demands[tier].arrivalsPerHour,
            meanDurationSeconds: demands[tier].meanDurationSeconds,
            meanPowerWatts: value
        )
    }

    private mutating func scale(by factor: Int64, _ file: ExperimentFile) throws(ConfigurationError) {
        func scaled(_ number: Int64) throws(ConfigurationError) -> Int64 {
            let (product, overflow) = number.multipliedReportingOverflow(by: factor)
            guard !overflow else { throw file.refusal("the scale \(factor) makes the cluster too large to count") }
            return product
        }
        counts = counts.map { $0 * Int(factor) }
        cap = .watts(try scaled(cap.watts))
        battery.power = .watts(try scaled(battery.power.watts))
        battery.capacity = .millijoules(try scaled(battery.capacity.millijoules))
    }

    /// Makes so many buildings of each, which share its requests evenly: the cluster's load stays what it is.
    private mutating func divide(by parts: Int64, _ file: ExperimentFile) throws(ConfigurationError) {
        counts = counts.map { $0 * Int(parts) }
        for tier in demands.indices {
            guard let arrivals = demands[tier].arrivalsPerHour.divided(by: parts) else {
                throw file.refusal(
                    "the division \(parts) leaves \(demands[tier].arrivalsPerHour) arrivals per hour no exact decimal; "
                        + "choose one that divides them"
                )
            }
            demands[tier] = DemandModel(
                arrivalsPerHour: arrivals,
                meanDurationSeconds: demands[tier].meanDurationSeconds,
                meanPowerWatts: demands[tier].meanPowerWatts
            )
        }
    }

    /// What each building is expected to draw, in the order of the buildings.
    private func models(_ tiers: [Int], _ file: ExperimentFile) throws(ConfigurationError) -> [DemandModel] {
        guard spread > 0, tiers.count > 1 else { return tiers.map { demands[$0] } }
        let mean = try file.units(of: demands[0].meanPowerWatts, places: 0)
        var models: [DemandModel] = []
        for index in tiers.indices {
            let power = mean + Self.offset(of: index, among: tiers.count, mean: mean, spread: spread)
            guard power > 0 else { throw file.refusal("a spread of \(spread) % leaves a building no power to ask for") }
            let demand = demands[tiers[index]]
            models.append(
                DemandModel(
                    arrivalsPerHour: demand.arrivalsPerHour,
                    meanDurationSeconds: demand.meanDurationSeconds,
                    meanPowerWatts: ExactDecimal(units: power, places: 0)
                )
            )
        }
        return models
    }

    /// How far a building's mean power lies from the mean of all: evenly from `−spread` to `+spread`, to the nearest
    /// watt. What one has less another has more, so that the sum is that of no spread.
    static func offset(of index: Int, among count: Int, mean: Int64, spread: Int64) -> Int64 {
        let place = 2 * Int128(index) - Int128(count - 1)
        let numerator = Int128(mean) * Int128(spread) * abs(place)
        let denominator = 100 * Int128(count - 1)
        let watts = Int64((2 * numerator + denominator) / (2 * denominator))
        return place < 0 ? -watts : watts
    }

    func run(_ policy: AllocationPolicy, _ file: ExperimentFile) throws(ConfigurationError) -> Run {
        let tiers = counts.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
        let models = try models(tiers, file)
        guard let factors = AllocationFactors.normalised(models) else {
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
            let profiles = try models.map(DemandProfile.init)
            return Run(
                terms: terms,
                policy: policy,
                profiles: profiles,
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
