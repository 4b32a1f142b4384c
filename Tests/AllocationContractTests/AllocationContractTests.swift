import Allocation
import AllocationContract
import Ledger
import Testing
import Units

@Suite("The allocation contract")
struct AllocationContractTests {
    let noBounds: AllocationPolicy

    init() throws {
        noBounds = try AllocationPolicy(kind: .noBounds, discipline: .redispatch)
    }

    @Test("A period opens with the terms in force and no others, and keeps them whatever comes into force meanwhile")
    func termsInForce() throws {
        let policy = try AllocationPolicy(kind: .noBounds, discipline: .redispatch)
        let signed = try exampleTerms(policy)
        var dearer = signed
        dearer.currency = "SEK"
        var harness = ContractHarness(terms: signed.encoded)
        let error = #expect(throws: ChaincodeError.self) { try harness.invoke(.openPeriod(dearer), at: 0) }
        #expect(error?.refusal == .otherTerms)
        try harness.invoke(.openPeriod(signed), at: 0)
        harness.terms = dearer.encoded
        try harness.invoke(levelChange("b01", 700, sequence: 1), at: 1_000)
        try harness.invoke(.closePeriod, at: 2_000)
        #expect(throws: ChaincodeError.self) { try harness.invoke(.openPeriod(signed), at: 3_000) }
        try harness.invoke(.openPeriod(dearer), at: 3_000)
        #expect(dearer.differences(from: signed).map(\.description) == ["currency: EUR → SEK"])
    }

    @Test("Terms that differ are named by the keys and in the units of a cluster file")
    func differences() throws {
        let old = try exampleTerms(AllocationPolicy(kind: .noBounds, discipline: .redispatch))
        let cluster = try ClusterTerms(
            contractCap: .watts(1_500),
            battery: BatteryTerms(
                power: .watts(500),
                capacity: .wattHours(3),
                roundTripEfficiency: Share(partsPerBillion: 905_000_000)
            ),
            prices: ServerPrices(
                gridContract: Price(micros: 200_000),
                battery: Price(micros: 300_001),
                gridPremium: Price(micros: 2_000_000)
            ),
            meterTolerance: old.cluster.meterTolerance,
            buildings: Array(old.cluster.buildings.prefix(2))
        )
        let policy = try AllocationPolicy(kind: .strict, discipline: .redispatch)
        let new = PeriodTerms(cluster: cluster, policy: policy, currency: "EUR")
        #expect(
            new.differences(from: old).map(\.description) == [
                "contract.cap_w: 1000 → 1500", "contract.prices.battery: 0.3 → 0.300001",
                "contract.prices.grid_premium: 1.4 → 2", "battery.capacity_wh: 2 → 3",
                "battery.round_trip_efficiency: 1 → 0.905", "policy: kind: no-bounds → strict",
                "buildings b03: RAF 0.2 → nothing",
            ]
        )
    }

    @Test(
        "Energies are said exactly, in watt-hours where they have an end after the point",
        arguments: [
            (Energy.wattHours(7), "7"), (.millijoules(1_800_000), "0.5"), (.millijoules(25_207_209), "7.0020025"),
            (.millijoules(9), "0.0000025"), (.millijoules(5), "5 mJ"), (.millijoules(3_600_001), "3600001 mJ"),
        ]
    )
    func exactEnergies(energy: Energy, text: String) throws {
        let old = try exampleTerms(noBounds)
        var cluster = old.cluster
        cluster.meterTolerance = MeterTolerance(share: cluster.meterTolerance.share, energy: energy)
        let new = PeriodTerms(cluster: cluster, policy: old.policy, currency: old.currency)
        #expect(new.differences(from: old).map(\.description) == ["meter.tolerance_wh: 1000 mJ → \(text)"])
    }

    @Test("A period opens, serves, deplete and closes with a statement per member")
    func period() throws {
        var harness = ContractHarness()
        try harness.invoke(.openPeriod(try exampleTerms(noBounds)), at: 1_000)
        let first = try harness.invoke(try levelChange("b01", 1_200, sequence: 1), at: 1_000)
        #expect(first.allocations.map(\.building.text) == ["b01"])
        #expect(first.allocations[0].split == Split(gridContract: .watts(1_000), battery: .watts(200)))
        #expect(first.allocations[0].limits == .gridContractFull)
        #expect(first.allocations[0].validUntil == .milliseconds(61_000))
        // 2 Wh at 200 W last 36 s.
        let empty = try harness.invoke(.deplete, at: 37_000)
        #expect(empty.notices == [.batteryEmpty(at: .milliseconds(37_000))])
        #expect(empty.allocations[0].split == Split(gridContract: .watts(1_000), gridPremium: .watts(200)))
        let closing = try harness.invoke(.closePeriod, at: 38_000)
        #expect(closing.statements[0].account.battery == .wattHours(2))
        #expect(closing.statements[0].account.gridPremium == .millijoules(200_000))
        #expect(closing.statements[1].account == .zero)
    }

    @Test("A change names every building whose split it changes")
    func pushes() throws {
        var harness = ContractHarness()
        try harness.invoke(.openPeriod(try exampleTerms(noBounds)), at: 0)
        try harness.invoke(try levelChange("b01", 900, sequence: 1), at: 1)
        try harness.invoke(try levelChange("b02", 300, sequence: 1), at: 2)
        let release = try harness.invoke(try levelChange("b01", 0, sequence: 2), at: 3)
        #expect(release.allocations.map(\.building.text) == ["b01", "b02"])
        #expect(release.allocations[1].split == Split(gridContract: .watts(300)))
    }

    @Test("A lease that runs out reserves the building's band")
    func lease() throws {
        var harness = ContractHarness()
        try harness.invoke(.openPeriod(try exampleTerms(noBounds)), at: 0)
        try harness.invoke(try levelChange("b01", 100, sequence: 1, leaseMilliseconds: 5_000), at: 0)
        let expired = try harness.invoke(.expire(gone: nil), at: 5_000)
        #expect(expired.allocations[0].isStale)
        #expect(expired.allocations[0].split == Split(gridContract: .watts(500)))
        #expect(expired.cluster.reserved == .watts(500))
        let back = try harness.invoke(try levelChange("b01", 100, sequence: 2), at: 6_000)
        #expect(back.cluster.reserved == .zero)
        #expect(back.notices == [.returned(building: 0, at: .milliseconds(6_000))])
    }

    static let refused: [(name: String, refusal: Refusal)] = [
        ("before a period", .noPeriod), ("twice open", .periodOpen), ("unknown building", .unknownBuilding),
        ("stale sequence", .staleOrder), ("stale epoch", .staleOrder), ("earlier time", .timeReversed),
        ("too much power", .outOfRange), ("nothing due", .nothingDue),
    ]

    @Test("A refused call writes nothing and says why", arguments: refused)
    func refusals(name: String, refusal: Refusal) throws {
        var harness = ContractHarness()
        if refusal != .noPeriod {
            try harness.invoke(.openPeriod(try exampleTerms(noBounds)), at: 100)
            try harness.invoke(try levelChange("b01", 700, sequence: 5, epoch: 3), at: 100)
        }
        let call: AllocationCall =
            switch name {
            case "twice open": .openPeriod(try exampleTerms(noBounds))
            case "unknown building": try levelChange("b09", 1, sequence: 1)
            case "stale sequence": try levelChange("b01", 1, sequence: 5, epoch: 3)
            case "stale epoch": try levelChange("b01", 1, sequence: 9, epoch: 2)
            case "earlier time": try levelChange("b02", 1, sequence: 1)
            case "too much power": try levelChange("b02", 2_000_000_000_000, sequence: 1)
            case "nothing due": .deplete
            default: try levelChange("b01", 1, sequence: 1)
            }
        do {
            _ = try harness.execute(call, at: name == "earlier time" ? 99 : 101, with: &harness.executor)
            Issue.record("the call was not refused")
        } catch {
            #expect(error.refusal == refusal)
        }
        if refusal != .noPeriod {
            let next = try harness.invoke(try levelChange("b02", 10, sequence: 1), at: 102)
            #expect(next.allocations[0].split == Split(gridContract: .watts(10)))
        }
    }

    @Test("A message stays stale in the next period")
    func nextPeriod() throws {
        var harness = ContractHarness()
        try harness.invoke(.openPeriod(try exampleTerms(noBounds)), at: 0)
        try harness.invoke(try levelChange("b01", 100, sequence: 7), at: 1)
        try harness.invoke(.closePeriod, at: 2)
        try harness.invoke(.openPeriod(try exampleTerms(noBounds)), at: 3)
        #expect(throws: ChaincodeError.self) { try harness.invoke(try levelChange("b01", 1, sequence: 7), at: 4) }
        // What was switched on has stayed on: 100 W, of which 50 W are left now.
        let next = try harness.invoke(try levelChange("b01", 50, sequence: 8), at: 5)
        #expect(next.allocations[0].split == Split(gridContract: .watts(50)))
    }
}

@Suite("A period that follows another")
struct FollowingPeriodTests {
    @Test("What is switched on stays on, at its place in the arrival order, with accounts at zero")
    func carriedOver() throws {
        var harness = ContractHarness()
        let policy = try AllocationPolicy(kind: .noBounds, discipline: .redispatch)
        try harness.invoke(.openPeriod(try exampleTerms(policy)), at: 0)
        try harness.invoke(try levelChange("b02", 800, sequence: 1), at: 1)
        try harness.invoke(try levelChange("b01", 400, sequence: 1), at: 2)
        try harness.invoke(.expire(gone: BuildingID("b03")), at: 3)
        try harness.invoke(.closePeriod, at: 10)
        let opened = try harness.invoke(.openPeriod(try exampleTerms(policy)), at: 20)
        // b03's band of 200 W is still reserved; b02 came first.
        #expect(opened.cluster.reserved == .watts(200))
        #expect(opened.allocations[1].split == Split(gridContract: .watts(800)))
        #expect(opened.allocations[0].split == Split(battery: .watts(400)))
        let closing = try harness.invoke(.closePeriod, at: 1_020)
        #expect(closing.statements[0].account == EnergyAccount(battery: .millijoules(400_000)))
        #expect(closing.statements[1].account == EnergyAccount(gridContract: .millijoules(800_000)))
    }

    @Test("A lease that ran out between two periods ends with the opening, and nothing was drawn before it")
    func lapsedBetween() throws {
        var harness = ContractHarness()
        let policy = try AllocationPolicy(kind: .noBounds, discipline: .redispatch)
        try harness.invoke(.openPeriod(try exampleTerms(policy)), at: 0)
        try harness.invoke(try levelChange("b02", 800, sequence: 1, leaseMilliseconds: 50), at: 1)
        try harness.invoke(.closePeriod, at: 40)
        let opened = try harness.invoke(.openPeriod(try exampleTerms(policy)), at: 100)
        #expect(opened.cluster.reserved == .watts(300) && opened.allocations[1].isStale)
        let closing = try harness.invoke(.closePeriod, at: 200)
        // The gap of a hundred milliseconds is settled by the last level, within b02's own bounds.
        let account = EnergyAccount(
            gridContract: .millijoules(30_000),
            battery: .millijoules(16_600),
            gridPremium: .millijoules(33_400)
        )
        #expect(closing.statements.map(\.account) == [.zero, account, .zero])
    }

    @Test("Closing removes the requests that ended while it waited")
    func closedAfterLeases() throws {
        var harness = ContractHarness()
        let policy = try AllocationPolicy(kind: .noBounds, discipline: .redispatch)
        try harness.invoke(.openPeriod(try exampleTerms(policy)), at: 0)
        try harness.invoke(try levelChange("b02", 800, sequence: 1, leaseMilliseconds: 50), at: 1)
        try harness.invoke(.closePeriod, at: 400)
        let name = AllocationContract.name
        let left = try harness.state.values(from: QualifiedKey("r/", in: name), to: .end(of: name))
        #expect(left.map(\.key.description) == ["allocation/terms"])
    }
}
