import Allocation
import ResearchPolicies
import Simulation
import Testing
import Units

@Suite("A calibration")
struct CalibrationTests {
    private func calibration(periods: [Int64] = [20, 30, 40]) throws -> Calibration {
        let small = try DemandProfile(arrivalsPerHour: 60, meanDurationSeconds: 50, meanPowerWatts: 20_000)
        let large = try DemandProfile(arrivalsPerHour: 60, meanDurationSeconds: 50, meanPowerWatts: 300_000)
        let profiles = [small, large, large]
        let workload = try Workload(profiles: profiles, horizon: .hours(1), seed: 1)
        let buildings = try zip(workload.allocationFactors, ["a", "b", "c"]).map { factor, name in
            BuildingTerms(id: try #require(BuildingID(name)), allocationFactor: factor)
        }
        let terms = try ClusterTerms(
            contractCap: .kilowatts(400),
            battery: BatteryTerms(
                power: .kilowatts(150),
                capacity: .wattHours(60_000),
                roundTripEfficiency: Share(partsPerBillion: 900_000_000)
            ),
            prices: ServerPrices(
                gridContract: Price(micros: 1_000_000),
                battery: Price(micros: 1_500_000),
                gridPremium: Price(micros: 7_000_000)
            ),
            buildings: buildings
        )
        return try Calibration(
            terms: terms,
            profiles: profiles,
            tiers: [0, 1, 1],
            caps: [.kilowatts(300), .kilowatts(400)],
            periods: periods.map { .seconds(60 * $0) },
            replications: 5,
            seed: 1
        )
    }

    @Test("What is noted on the way is what a shorter period gives, whatever the number of jobs")
    func snapshots() async throws {
        let long = try await calibration().measure(jobs: 1)
        #expect(try await calibration().measure(jobs: 2) == long)
        let short = try await calibration(periods: [30]).measure(jobs: 2)
        for cap in 0..<2 {
            for candidate in Candidate.all.indices { #expect(long[cap][candidate][1] == short[cap][candidate][0]) }
        }
    }

    @Test("Finds the cap, the period and the readings that energies were made with", arguments: [(0, 2), (1, 0)])
    func recovers(cap: Int, period: Int) async throws {
        let calibration = try calibration()
        let measured = try await calibration.measure(jobs: 2)
        let candidates = [2, 5, 8]
        let printed = candidates.map { candidate in
            let cell = measured[cap][candidate][period]
            return Calibration.Printed(battery: cell.battery.mean, gridPremium: cell.gridPremium.mean)
        }
        let result = calibration.fit(measured, to: printed)
        #expect(result.best.count == 4 * 2 * 13)
        #expect(result.best[0].candidates == candidates)
        #expect(result.best[0].cap == calibration.caps[cap])
        #expect(result.best[0].period == calibration.periods[period])
        #expect(result.best[0].error == 0)
        #expect(result.ridge.count == 2)
        #expect(result.ridge.map(\.error).min() == 0)
    }
}
