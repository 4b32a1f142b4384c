import Allocation
import AllocationContract
import Ledger
import Testing
import Units

@Suite("Meters on the ledger")
struct MeterTests {
    private func opened(_ kind: PolicyKind = .noBounds, start: BatteryStart = .full) throws -> ContractHarness {
        var harness = ContractHarness()
        let policy = try AllocationPolicy(kind: kind, discipline: .redispatch)
        try harness.invoke(.openPeriod(try exampleTerms(policy, start: start)), at: 0)
        return harness
    }

    @Test("What a meter shows beyond what was stated and the tolerance is a breach, all of it at grid-premium")
    func breach() throws {
        var harness = try opened()
        try harness.invoke(try levelChange("b01", 100, sequence: 1), at: 0)
        #expect(try harness.invoke(try meterReport("b01", 5_000), at: 0).notices.isEmpty, "the meter begins")
        // 100 W for 10 s were stated; 5 % or 1 J more are allowed, whichever is more.
        let within = try harness.invoke(try meterReport("b01", 1_006_000), at: 10_000)
        #expect(within.notices.isEmpty)
        let beyond = try harness.invoke(try meterReport("b01", 3_506_000), at: 20_000)
        #expect(beyond.notices == [.breach(building: 0, energy: .millijoules(1_500_000), at: .milliseconds(20_000))])
        let closing = try harness.invoke(.closePeriod, at: 20_000)
        let statement = closing.statements[0]
        #expect(statement.account.gridContract == .millijoules(2_000_000))
        #expect(statement.account.gridPremium == .millijoules(1_500_000))
        #expect(statement.breach == .millijoules(1_500_000) && statement.estimated == .zero)
    }

    @Test("A building that asks for more than it draws pays for what it asked for")
    func overstated() throws {
        var harness = try opened()
        try harness.invoke(try levelChange("b01", 100, sequence: 1), at: 0)
        try harness.invoke(try meterReport("b01", 0), at: 0)
        #expect(try harness.invoke(try meterReport("b01", 1_000), at: 10_000).notices.isEmpty)
        let closing = try harness.invoke(.closePeriod, at: 10_000)
        #expect(closing.statements[0].account == EnergyAccount(gridContract: .millijoules(1_000_000)))
    }

    @Test("A gap is settled by the register's difference, by the strict split, and marked as estimated")
    func gap() throws {
        var harness = try opened()
        try harness.invoke(try levelChange("b01", 100, sequence: 1), at: 0)
        try harness.invoke(try meterReport("b01", 0), at: 0)
        try harness.invoke(.expire(gone: BuildingID("b01")), at: 10_000)
        try harness.invoke(try levelChange("b01", 100, sequence: 2), at: 20_000)
        // 1 kJ was stated before the gap; in it a band of 500 W and ⌊500 W / 3⌋ of battery for 10 s, and 2 kJ more.
        let settled = try harness.invoke(try meterReport("b01", 9_660_000), at: 20_000)
        let notice = ClusterNotice.gapSettled(
            building: 0,
            length: .seconds(10),
            energy: .millijoules(8_660_000),
            at: .milliseconds(20_000)
        )
        #expect(settled.notices == [notice])
        let statement = try harness.invoke(.closePeriod, at: 20_000).statements[0]
        #expect(statement.account.gridContract == .millijoules(6_000_000))
        #expect(statement.account.battery == .millijoules(1_660_000))
        #expect(statement.account.gridPremium == .millijoules(2_000_000))
        #expect(statement.estimated == .millijoules(8_660_000) && statement.breach == .zero)
    }

    @Test("A gap that no meter settles before the period closes is settled by the last level and its length")
    func closedByLevel() throws {
        var harness = try opened()
        try harness.invoke(try levelChange("b01", 100, sequence: 1), at: 0)
        try harness.invoke(.expire(gone: BuildingID("b01")), at: 10_000)
        let statement = try harness.invoke(.closePeriod, at: 30_000).statements[0]
        #expect(statement.account == EnergyAccount(gridContract: .millijoules(3_000_000)))
        #expect(statement.estimated == .millijoules(2_000_000))
    }

    @Test("A register that goes backwards is recorded and bills nothing; the next counts from there")
    func replaced() throws {
        var harness = try opened()
        try harness.invoke(try meterReport("b01", 9_000_000), at: 0)
        let replaced = try harness.invoke(try meterReport("b01", 4_000), at: 10_000)
        let notice = ClusterNotice.meterReplaced(
            building: 0,
            from: .millijoules(9_000_000),
            to: .millijoules(4_000),
            at: .milliseconds(10_000)
        )
        #expect(replaced.notices == [notice])
        let next = try harness.invoke(try meterReport("b01", 2_004_000), at: 20_000)
        #expect(next.notices == [.breach(building: 0, energy: .millijoules(2_000_000), at: .milliseconds(20_000))])
    }

    @Test("What was stated before a period's end counts for a reading after it", arguments: [0, 60_000, 60_001])
    func acrossPeriods(pause: Int64) throws {
        var harness = try opened()
        let terms = try exampleTerms(try AllocationPolicy(kind: .noBounds, discipline: .redispatch))
        try harness.invoke(try levelChange("b01", 100, sequence: 1, leaseMilliseconds: 500_000), at: 0)
        try harness.invoke(try meterReport("b01", 0), at: 0)
        try harness.invoke(.closePeriod, at: 10_000)
        try harness.invoke(.openPeriod(terms), at: 10_000 + pause)
        // 100 W for 10 s before, and for 10 s after: 2 kJ were stated, 5 kJ drawn.
        let reading = try harness.invoke(try meterReport("b01", 5_000_000), at: 20_000 + pause)
        let breach = ClusterNotice.breach(
            building: 0,
            energy: .millijoules(3_000_000),
            at: .milliseconds(20_000 + pause)
        )
        #expect(reading.notices == (pause <= 60_000 ? [breach] : []), "after a pause the meter begins anew")
    }

    static let refused: [(register: Int64, Refusal)] = [
        (-1, .outOfRange), (Cluster.largestRegister.millijoules + 1, .outOfRange),
    ]

    @Test("A register out of its range is refused", arguments: refused)
    func refusals(register: Int64, refusal: Refusal) throws {
        var harness = try opened()
        let error = #expect(throws: ChaincodeError.self) {
            try harness.invoke(try meterReport("b01", register), at: 1)
        }
        #expect(error?.refusal == refusal)
        let stranger = #expect(throws: ChaincodeError.self) {
            try harness.invoke(try meterReport("b09", 1), at: 1)
        }
        #expect(stranger?.refusal == .unknownBuilding)
    }
}

@Suite("The battery's own readings on the ledger")
struct BatteryReadingTests {
    @Test("From a reading on it is the charge, recorded with the reckoned one; an empty battery serves again")
    func reading() throws {
        var harness = ContractHarness()
        let policy = try AllocationPolicy(kind: .noBounds, discipline: .redispatch)
        try harness.invoke(.openPeriod(try exampleTerms(policy)), at: 0)
        try harness.invoke(try levelChange("b01", 1_500, sequence: 1), at: 0)
        // 2 Wh at 500 W last 14.4 s; the battery says after 4 s that 100 W·s are left.
        let low = try harness.invoke(batteryReport(100_000), at: 4_000)
        let notice = ClusterNotice.batteryRead(
            from: .millijoules(5_200_000),
            to: .millijoules(100_000),
            at: .milliseconds(4_000)
        )
        #expect(low.notices == [notice] && low.cluster.charge == .millijoules(100_000))
        #expect(low.cluster.nextDue == DueEvent(instant: .milliseconds(4_200), kind: .depletion))
        let empty = try harness.invoke(.deplete, at: 4_200)
        #expect(empty.cluster.isBatteryEmpty && empty.cluster.split.gridPremium == .watts(500))
        let again = try harness.invoke(batteryReport(99_000_000), at: 5_000)
        #expect(again.cluster.charge == .wattHours(2), "more than the capacity counts as full")
        #expect(!again.cluster.isBatteryEmpty && again.cluster.split.battery == .watts(500))
        #expect(again.allocations.map(\.split.battery) == [.watts(500)])
    }

    static let starts: [(BatteryStart, charge: Int64?, expected: Int64)] = [
        (.full, 5_000, 7_200_000), (.full, nil, 7_200_000), (.reading, 5_000, 5_000), (.reading, nil, 1_000_000),
        (.reading, 9_000_000, 7_200_000),
    ]

    @Test("A period opens full, or with the reading, or with what the last one left", arguments: starts)
    func start(start: BatteryStart, charge: Int64?, expected: Int64) throws {
        var harness = ContractHarness()
        let terms = try exampleTerms(try AllocationPolicy(kind: .noBounds, discipline: .redispatch), start: start)
        let first = try harness.invoke(.openPeriod(terms), at: 0)
        #expect(first.cluster.charge == .wattHours(2))
        try harness.invoke(batteryReport(1_000_000), at: 1)
        try harness.invoke(.closePeriod, at: 2)
        let opened = try harness.invoke(.openPeriod(terms, charge: charge.map(Energy.millijoules)), at: 3)
        #expect(opened.cluster.charge == .millijoules(expected))
    }

    @Test("A negative charge is refused")
    func negative() throws {
        var harness = ContractHarness()
        let policy = try AllocationPolicy(kind: .noBounds, discipline: .redispatch)
        try harness.invoke(.openPeriod(try exampleTerms(policy)), at: 0)
        let error = #expect(throws: ChaincodeError.self) { try harness.invoke(batteryReport(-1), at: 1) }
        #expect(error?.refusal == .outOfRange)
    }

    @Test("Fail-safe reserves every band in one transaction, and leaves whoever speaks again")
    func failSafe() throws {
        var harness = ContractHarness()
        let policy = try AllocationPolicy(kind: .noBounds, discipline: .redispatch)
        try harness.invoke(.openPeriod(try exampleTerms(policy)), at: 0)
        try harness.invoke(try levelChange("b01", 900, sequence: 1), at: 0)
        let silent = try harness.invoke(.failSafe, at: 1)
        #expect(silent.cluster.reserved == .watts(1_000) && silent.cluster.split == .zero)
        let back = try harness.invoke(try levelChange("b01", 900, sequence: 2), at: 2)
        // The others' bands of 300 and 200 W stay theirs.
        #expect(back.allocations[0].split == Split(gridContract: .watts(500), battery: .watts(400)))
    }
}
