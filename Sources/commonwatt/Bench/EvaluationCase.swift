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
        terms = try ClusterTerms(
            contractCap: .kilowatts(1_000),
            battery: BatteryTerms(
                power: .kilowatts(500),
                capacity: .wattHours(1_500_000),
                roundTripEfficiency: Share(partsPerBillion: 900_000_000)
            ),
            prices: ServerPrices(
                gridContract: Price(micros: 1_000_000),
                battery: Price(micros: 1_500_000),
                gridPremium: Price(micros: 7_000_000)
            ),
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
