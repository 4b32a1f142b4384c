import Allocation
import Foundation
import Simulation
import Units

/// The case that is timed: ten equal buildings over six hours.
struct EvaluationCase {
    private let workload: Workload
    private let terms: ClusterTerms

    init() throws {
        let profile = try DemandProfile(arrivalsPerHour: 60, meanDurationSeconds: 50, meanPowerWatts: 120_000)
        workload = try Workload(profiles: Array(repeating: profile, count: 10), horizon: .hours(6), seed: 1)
        terms = try .bench(
            contractCap: .kilowatts(1_000),
            gridContract: 1_000_000,
            buildings: workload.allocationFactors.enumerated().compactMap { index, factor in
                BuildingID("b\(index)").map { BuildingTerms(id: $0, allocationFactor: factor) }
            }
        )
    }

    /// The processor time of an arrival or departure, the drawing of random demand included.
    func nanosecondsPerEvent(replications: Int, _ policy: AllocationPolicy) throws -> Double {
        let began = clock()
        var events = 0
        for index in 0..<replications { events += try workload.run(index, terms: terms, policy: policy).events }
        return Double(clock() - began) / Double(CLOCKS_PER_SEC) * 1e9 / Double(events)
    }
}

extension ClusterTerms {
    /// What is allocated where allocation is timed, in the proportions of the evaluation: a battery of half the
    /// contract's power and 1.5 MWh, and prices as 2 to 3 to 14.
    ///
    /// - Parameters:
    ///   - contractCap: The contract's power.
    ///   - gridContract: The contract's price, in millionths per kWh.
    ///   - roundTripEfficiency: The battery's, 90 % where nothing is said.
    ///   - buildings: The members.
    static func bench(
        contractCap: Power,
        gridContract: Int64,
        roundTripEfficiency: Share = Share(partsPerBillion: 900_000_000),
        buildings: [BuildingTerms]
    ) throws -> ClusterTerms {
        try ClusterTerms(
            contractCap: contractCap,
            battery: BatteryTerms(
                power: .watts(contractCap.watts / 2),
                capacity: .wattHours(1_500_000),
                roundTripEfficiency: roundTripEfficiency
            ),
            prices: ServerPrices(
                gridContract: Price(micros: gridContract),
                battery: Price(micros: gridContract * 3 / 2),
                gridPremium: Price(micros: gridContract * 7)
            ),
            buildings: buildings
        )
    }
}
