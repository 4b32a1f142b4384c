import Allocation
import Testing
import Units

@Suite("An event is looked at as a whole")
struct EventTests {
    /// Two buildings of equal factors, a cap of 100 W, a battery of 50 W and 1 Wh.
    private func cluster(
        _ kind: PolicyKind,
        _ discipline: Discipline = .redispatch,
        signal: AdaptiveSignal? = nil,
        dwell: Interval = .zero
    ) throws -> Cluster {
        let small = try smallCluster(kind, discipline, signal: signal)
        let policy = try AllocationPolicy(kind: kind, discipline: discipline, signal: signal, dwell: dwell)
        return Cluster(terms: small.terms, policy: policy, openedAt: .zero)
    }

    @Test("A building that comes back with a heavy load does not switch the adaptive mode back and forth")
    func comingBack() throws {
        let load = try #require(LoadID("heat-pump"))
        var cluster = try cluster(.adaptive, dwell: .seconds(60))
        cluster.isRecording = true
        _ = try cluster.start(building: 1, power: .watts(80), at: .zero)
        try cluster.silence(building: 0, at: .zero)
        #expect(cluster.mode == .strict, "80 W and the 50 W kept for the silent building exceed the cap")
        // By now the dwell is over; without the reserved band 80 W would be under the cap, with 40 W more they are not.
        try cluster.setLevel(building: 0, load: load, power: .watts(40), lease: nil, at: .milliseconds(60_000))
        #expect(cluster.mode == .strict)
        #expect(cluster.journal.notices == [.returned(building: 0, at: .milliseconds(60_000))])
    }

    @Test("Levelling looks at unit costs at every event, be it a renewed lease or a settled gap")
    func unitCosts() throws {
        let load = try #require(LoadID("heat-pump"))
        var cluster = try cluster(.levelling)
        try cluster.setLevel(building: 0, load: load, power: .watts(100), lease: nil, at: .zero)
        try cluster.setLevel(building: 1, load: load, power: .watts(100), lease: nil, at: .zero)
        #expect(cluster.split(of: 1) == Split(battery: .watts(50), gridPremium: .watts(50)))
        try cluster.setLevel(building: 0, load: load, power: .watts(100), lease: nil, at: .milliseconds(1_000))
        #expect(cluster.split(of: 1) == Split(gridContract: .watts(100)), "it has paid more")
        try cluster.meter(building: 1, register: .zero, at: .milliseconds(60_000))
        #expect(cluster.split(of: 0) == Split(gridContract: .watts(100)), "by now the other has")
    }

    @Test(
        "A building that has drawn its battery energy gets none where the dwell holds adaptive admission in no-bounds"
    )
    func spentQuota() throws {
        var cluster = try cluster(.adaptive, .admission, signal: .clusterLoad, dwell: .seconds(600))
        let first = try cluster.start(building: 0, power: .watts(125), at: .zero)
        #expect(cluster.mode == .strict)
        // 25 W draw building 0's half of 3 600 J in 72 s.
        try cluster.end(first, at: .milliseconds(100_000))
        #expect(cluster.isQuotaExhausted(building: 0))
        let idle = try cluster.start(building: 0, power: .zero, at: .milliseconds(700_000))
        #expect(cluster.mode == .noBounds)
        let second = try cluster.start(building: 0, power: .watts(130), at: .milliseconds(700_001))
        #expect(cluster.mode == .noBounds, "the dwell holds it")
        #expect(cluster.split(of: second) == Split(gridContract: .watts(100), gridPremium: .watts(30)))
        #expect(cluster.limits(of: second) == [.gridContractFull, .batteryQuota])
        #expect(cluster.limits(of: idle) == [])
    }

    @Test("A settled gap that takes the last of charge and quota empties both, though nobody draws")
    func settledToTheEnd() throws {
        let terms = try smallCluster(.strict).terms
        let one = try ClusterTerms(
            contractCap: terms.contractCap,
            battery: terms.battery,
            prices: terms.prices,
            buildings: [BuildingTerms(id: terms.buildings[0].id, allocationFactor: .whole)]
        )
        let load = try #require(LoadID("heat-pump"))
        var cluster = Cluster(
            terms: one,
            policy: try AllocationPolicy(kind: .strict, discipline: .redispatch),
            openedAt: .zero
        )
        try cluster.silence(building: 0, at: .zero)
        try cluster.setLevel(building: 0, load: load, power: .zero, lease: nil, at: .milliseconds(72_000))
        // 100 W and 50 W for 72 s.
        try cluster.settleGaps(building: 0, energy: .millijoules(10_800_000), at: .milliseconds(72_000))
        #expect(cluster.account.battery == .millijoules(3_600_000))
        #expect(cluster.isBatteryEmpty)
        #expect(cluster.isQuotaExhausted(building: 0))
    }

    @Test("A switch names what it changes in an order that does not hang on the past")
    func orderOfChanges() throws {
        let load = try #require(LoadID("heat-pump"))
        let terms = try smallCluster(.adaptive).terms
        let tenth = try ClusterTerms(
            contractCap: terms.contractCap,
            battery: terms.battery,
            prices: terms.prices,
            buildings: ["a", "b", "c"].compactMap(BuildingID.init)
                .map { BuildingTerms(id: $0, allocationFactor: Share(partsPerBillion: 100_000_000)) }
        )
        let policy = try AllocationPolicy(kind: .adaptive, discipline: .redispatch)
        var cluster = Cluster(terms: tenth, policy: policy, openedAt: .zero)
        for building in [2, 1, 0] {
            try cluster.setLevel(building: building, load: load, power: .watts(30), lease: nil, at: .zero)
        }
        var restored = try Cluster(terms: tenth, policy: policy, restoring: cluster.image)
        (cluster.isRecording, restored.isRecording) = (true, true)
        try cluster.setLevel(building: 0, load: load, power: .watts(90), lease: nil, at: .zero)
        try restored.setLevel(building: 0, load: load, power: .watts(90), lease: nil, at: .zero)
        #expect(cluster.mode == .strict)
        #expect(cluster.journal.buildings == restored.journal.buildings)
        #expect(cluster.journal.changed.map(\.sequence) == restored.journal.changed.map(\.sequence))
    }

    @Test("A building that is silent from one period into the next is settled by its last level in both")
    func silentOverThePeriod() throws {
        let load = try #require(LoadID("heat-pump"))
        var cluster = try cluster(.strict)
        try cluster.setLevel(building: 0, load: load, power: .watts(40), lease: nil, at: .zero)
        try cluster.silence(building: 0, at: .milliseconds(1_000))
        try cluster.close(at: .milliseconds(3_000))
        #expect(cluster.account(of: 0).gridContract == .millijoules(120_000))
        var next = Cluster(
            terms: cluster.terms,
            policy: cluster.policy,
            following: cluster,
            openedAt: .milliseconds(3_000)
        )
        #expect(next.isStale(building: 0))
        try next.close(at: .milliseconds(5_000))
        #expect(next.account(of: 0).gridContract == .millijoules(80_000))
    }

    @Test("The largest band over the longest silence is no overflow, and what would be one is refused")
    func largestGap() throws {
        let load = try #require(LoadID("heat-pump"))
        let small = try smallCluster(.strict).terms
        let largest = try ClusterTerms(
            contractCap: ClusterTerms.Limits.power,
            battery: BatteryTerms(
                power: ClusterTerms.Limits.power,
                capacity: .wattHours(1),
                roundTripEfficiency: .whole
            ),
            prices: small.prices,
            buildings: small.buildings
        )
        let policy = try AllocationPolicy(kind: .strict, discipline: .redispatch)
        var cluster = Cluster(terms: largest, policy: policy, openedAt: .zero)
        let year = Instant.zero + .hours(24 * 365)
        try cluster.silence(building: 0, at: .zero)
        try cluster.setLevel(building: 0, load: load, power: .watts(1), lease: nil, at: year)
        #expect(throws: AllocationError.overflow) {
            try cluster.settleGaps(building: 0, energy: .millijoules(.max), at: year)
        }
        try cluster.settleGaps(building: 0, energy: .wattHours(1), at: year)
        #expect(cluster.account(of: 0) == EnergyAccount(gridContract: .wattHours(1)))
        try cluster.setLevel(building: 1, load: load, power: Cluster.largestRequest, lease: nil, at: year)
        try cluster.silence(building: 1, at: year)
        let image = cluster.image
        #expect(throws: AllocationError.overflow) { try cluster.close(at: year + .hours(3)) }
        #expect(throws: AllocationError.noGap, "a gap is settled once") {
            try cluster.settleGaps(building: 0, energy: .wattHours(1), at: year)
        }
        #expect(cluster.image == image)
    }
}
