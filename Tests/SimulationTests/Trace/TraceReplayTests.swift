import Allocation
import Simulation
import Testing
import Units

@Suite("Replaying a trace")
struct TraceReplayTests {
    /// Two buildings with half of a 100 kW contract each, and a battery of 10 kW and 20 kWh.
    private func terms() throws -> ClusterTerms {
        try ClusterTerms(
            contractCap: .kilowatts(100),
            battery: BatteryTerms(
                power: .kilowatts(10),
                capacity: .wattHours(20_000),
                roundTripEfficiency: .whole
            ),
            prices: ServerPrices(
                gridContract: Price(micros: 1_000_000),
                battery: Price(micros: 1_500_000),
                gridPremium: Price(micros: 7_000_000)
            ),
            buildings: ["b01", "b02"].map { id in
                BuildingTerms(id: try #require(BuildingID(id)), allocationFactor: Share(partsPerBillion: 500_000_000))
            }
        )
    }

    private func replay(
        _ rows: [String],
        kind: PolicyKind = .noBounds,
        discipline: Discipline = .redispatch
    ) throws -> TraceOutcome {
        let terms = try terms()
        let text = (["building,start_ms,end_ms,power_w"] + rows).joined(separator: "\n")
        let trace = try Trace(csv: Array(text.utf8), buildings: terms.buildings.map(\.id))
        let policy = try AllocationPolicy(kind: kind, discipline: discipline)
        return try trace.replay(terms: terms, policy: policy, horizon: .hours(1))
    }

    @Test("gives each server's energy exactly")
    func energies() throws {
        let outcome = try replay(["b01,0,1800000,100000", "b02,0,3600000,50000"])
        #expect(outcome.accounts[0] == EnergyAccount(gridContract: .wattHours(50_000)))
        #expect(
            outcome.accounts[1]
                == EnergyAccount(
                    gridContract: .wattHours(25_000),
                    battery: .wattHours(5_000),
                    gridPremium: .wattHours(20_000)
                )
        )
        #expect(outcome.total == outcome.accounts[0] + outcome.accounts[1])
    }

    @Test("cuts at the horizon, where what has not ended ends")
    func horizon() throws {
        let cut = try replay(["b01,1800000,9000000,1000", "b01,1800000,,1000", "b02,3600000,,1000"])
        #expect(cut.accounts[0].total == .wattHours(1_000))
        #expect(cut.accounts[1].total == .zero)
    }

    @Test("sorts by start and keeps the file's order among equals")
    func order() throws {
        let inFileOrder = try replay(["b02,0,,100000", "b01,0,,100000"])
        #expect(inFileOrder.accounts[0].gridContract == .zero)
        let byStart = try replay(["b02,1,,100000", "b01,0,,100000"])
        #expect(byStart.accounts[0].gridContract == .wattHours(100_000))
    }

    @Test("lets ends come before starts of the same instant")
    func endsFirst() throws {
        let outcome = try replay(
            ["b01,1800000,,100000", "b02,0,1800000,100000"],
            kind: .noBounds,
            discipline: .admission
        )
        #expect(outcome.total == EnergyAccount(gridContract: .wattHours(100_000)))
    }

    @Test("leaves out a request that ends when it starts")
    func momentary() throws {
        let outcome = try replay(["b01,5,5,1000000"])
        #expect(outcome.total == .zero && outcome.events == 0)
    }

    @Test("counts the starts and ends before the horizon")
    func events() throws {
        let rows = ["b01,0,1,1000", "b02,7,3599999,1000", "b02,8,3600000,1000", "b01,9,,1000", "b01,3600000,,1000"]
        #expect(try replay(rows).events == 6)
    }

    @Test("takes ends as they happen, many at an instant, crowded or spread over the period", arguments: [1, 90_000])
    func manyEnds(_ width: Int) throws {
        // Under admission, what a start finds free depends on which requests have ended.
        let rows = (0..<400).map { index in
            let start = index * 8
            return "b0\(1 + index % 2),\(start),\(start + 1 + index * 7_919 % (20 * width)),\(10_000 + 100 * index)"
        }
        let outcome = try replay(rows, discipline: .admission)
        #expect(outcome == (try replay(rows.reversed(), discipline: .admission)))
        #expect(outcome.events == 800)
        let energy = (0..<400).reduce(0) { $0 + (1 + $1 * 7_919 % (20 * width)) * (10_000 + 100 * $1) }
        #expect(outcome.total.total == .millijoules(Int64(energy)))
    }

    @Test("names the request at which energies outgrow their type")
    func overflow() {
        let rows = Array(repeating: "b01,0,,1000000000000", count: 4)
        let refusal = #expect(throws: TraceError.self) { try replay(rows) }
        #expect(refusal?.problem == "the period's energies outgrow their type")
    }
}
