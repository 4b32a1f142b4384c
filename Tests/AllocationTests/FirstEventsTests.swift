import Allocation
import Testing
import Units

/// Two buildings of equal factors, a cap of 100 W, a battery of 50 W and 1 Wh.
func smallCluster(
    _ kind: PolicyKind,
    _ discipline: Discipline = .redispatch,
    signal: AdaptiveSignal? = nil
) throws -> Cluster {
    let half = Share(partsPerBillion: 500_000_000)
    let names = ["a", "b"].compactMap(BuildingID.init)
    let terms = try ClusterTerms(
        contractCap: .watts(100),
        battery: BatteryTerms(power: .watts(50), capacity: .wattHours(1), roundTripEfficiency: .whole),
        prices: ServerPrices(
            gridContract: Price(micros: 1_000_000),
            battery: Price(micros: 1_500_000),
            gridPremium: Price(micros: 7_000_000)
        ),
        buildings: names.map { BuildingTerms(id: $0, allocationFactor: half) }
    )
    let policy = try AllocationPolicy(kind: kind, discipline: discipline, signal: signal)
    return Cluster(terms: terms, policy: policy, openedAt: .zero)
}

@Suite("The first events of a period")
struct FirstEventsTests {
    @Test("The first to come takes the cheap servers under no-bounds")
    func noBounds() throws {
        var cluster = try smallCluster(.noBounds)
        let first = try cluster.start(building: 0, power: .watts(120), at: .zero)
        let second = try cluster.start(building: 1, power: .watts(60), at: .zero)
        #expect(cluster.split(of: first) == Split(gridContract: .watts(100), battery: .watts(20)))
        #expect(cluster.split(of: second) == Split(battery: .watts(30), gridPremium: .watts(30)))
        #expect(cluster.limits(of: second) == [.gridContractFull, .batteryPower])
        try cluster.end(first, at: .milliseconds(10))
        #expect(cluster.split(of: second) == Split(gridContract: .watts(60)))
        #expect(cluster.account(of: 1) == EnergyAccount(battery: .millijoules(300), gridPremium: .millijoules(300)))
    }

    @Test("Each building keeps its own band under strict")
    func strict() throws {
        var cluster = try smallCluster(.strict)
        let first = try cluster.start(building: 0, power: .watts(120), at: .zero)
        let second = try cluster.start(building: 1, power: .watts(60), at: .zero)
        #expect(
            cluster.split(of: first)
                == Split(gridContract: .watts(50), battery: .watts(25), gridPremium: .watts(45))
        )
        #expect(cluster.split(of: second) == Split(gridContract: .watts(50), battery: .watts(10)))
        #expect(cluster.limits(of: first) == [.allocationFactorShare, .batteryPower])
    }

    @Test("A split is held under admission, and what is freed goes to later arrivals only")
    func admission() throws {
        var cluster = try smallCluster(.noBounds, .admission)
        let first = try cluster.start(building: 0, power: .watts(100), at: .zero)
        let second = try cluster.start(building: 1, power: .watts(60), at: .zero)
        try cluster.end(first, at: .milliseconds(5))
        #expect(cluster.split(of: second) == Split(battery: .watts(50), gridPremium: .watts(10)))
        let third = try cluster.start(building: 0, power: .watts(100), at: .milliseconds(6))
        #expect(cluster.split(of: third) == Split(gridContract: .watts(100)))
    }

    @Test("The battery empties at the last whole millisecond it can serve")
    func depletion() throws {
        var cluster = try smallCluster(.noBounds)
        let request = try cluster.start(building: 0, power: .watts(147), at: .zero)
        // 3 600 000 mJ at 47 W last 76 595.7 ms.
        #expect(cluster.nextDue == .milliseconds(76_595))
        try cluster.advance(to: .milliseconds(80_000))
        #expect(cluster.split(of: request) == Split(gridContract: .watts(100), gridPremium: .watts(47)))
        #expect(cluster.account.battery == .millijoules(47 * 76_595))
        #expect(cluster.limits(of: request) == [.gridContractFull, .batteryEmpty])
    }
}
