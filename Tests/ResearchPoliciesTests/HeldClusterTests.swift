import Allocation
import ResearchPolicies
import Simulation
import Testing
import Units

@Suite("Held shares")
struct HeldClusterTests {
    /// Four buildings of different sizes on a battery that runs out.
    private func cluster() throws -> (terms: ClusterTerms, workload: Workload) {
        let profiles = try [20_000.0, 300_000, 150_000, 600_000].map {
            try DemandProfile(arrivalsPerHour: 60, meanDurationSeconds: 50, meanPowerWatts: $0)
        }
        let workload = try Workload(profiles: profiles, horizon: .hours(2), seed: 5)
        let buildings = try zip(workload.allocationFactors, ["a", "b", "c", "d"]).map { factor, name in
            BuildingTerms(id: try #require(BuildingID(name)), allocationFactor: factor)
        }
        let terms = try ClusterTerms(
            contractCap: .kilowatts(700),
            battery: BatteryTerms(
                power: .kilowatts(400),
                capacity: .wattHours(120_000),
                roundTripEfficiency: Share(partsPerBillion: 900_000_000)
            ),
            prices: ServerPrices(
                gridContract: Price(micros: 1_000_000),
                battery: Price(micros: 1_500_000),
                gridPremium: Price(micros: 7_000_000)
            ),
            buildings: buildings
        )
        return (terms, workload)
    }

    @Test(
        "Where a rule is the product's, every building's energies are the core's to the millijoule",
        arguments: [
            (HeldRule.strict, PolicyKind.strict, AdaptiveSignal?.none),
            (.noBounds, .noBounds, nil),
            (
                .adaptive(HeldRule.AdaptiveTest(signal: .gridContract, countsArrival: true, keepsCap: true)),
                .adaptive, .gridContractLoad
            ),
            (
                .adaptive(HeldRule.AdaptiveTest(signal: .cluster, countsArrival: true, keepsCap: true)), .adaptive,
                .clusterLoad
            ),
        ]
    )
    func agreesWithProduct(rule: HeldRule, kind: PolicyKind, signal: AdaptiveSignal?) throws {
        let (terms, workload) = try cluster()
        let policy = try AllocationPolicy(kind: kind, discipline: .admission, signal: signal)
        for index in 0..<8 {
            let core = HeldCluster(terms: terms, rule: rule, openedAt: Instant(milliseconds: 0))
            let own = try workload.run(index, on: core)
            let product = try workload.run(index, terms: terms, policy: policy)
            #expect(own == product)
        }
    }

    @Test("Every rule serves all of the load, within the battery's charge", arguments: HeldRule.adaptiveRules)
    func balance(rule: HeldRule) throws {
        let (terms, workload) = try cluster()
        for rule in [rule, .strictMixed(.stay), .strictMixed(.yield)] {
            let own = try workload.run(3, on: HeldCluster(terms: terms, rule: rule, openedAt: Instant(milliseconds: 0)))
            let reference = try workload.run(
                3,
                terms: terms,
                policy: AllocationPolicy(kind: .strict, discipline: .redispatch)
            )
            #expect(own.account.total == reference.account.total)
            #expect(own.account.battery <= terms.battery.capacity)
            for (index, account) in own.accounts.enumerated() {
                #expect(account.battery <= terms.batteryQuota(of: index))
                #expect(min(account.gridContract, account.battery, account.gridPremium) >= .zero)
            }
        }
    }

    @Test("Splitting grid-contract again within a building buys less premium than holding it")
    func mixture() throws {
        let (terms, workload) = try cluster()
        func premium(_ rule: HeldRule) throws -> Energy {
            try workload.run(1, on: HeldCluster(terms: terms, rule: rule, openedAt: Instant(milliseconds: 0)))
                .account.gridPremium
        }
        #expect(try premium(.strictMixed(.stay)) < premium(.strict))
        #expect(try premium(.strictMixed(.yield)) < premium(.strict))
    }
}
