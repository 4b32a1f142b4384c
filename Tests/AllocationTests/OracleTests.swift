import Allocation
import Testing
import Units

@Suite("The oracle agrees with what one computes by hand")
struct OracleTests {
    /// Four buildings with RAF 0.4, 0.3, 0.2 and 0.1, `L_CAP` = 100 W, `W` = 40 W, `C` = 400 J; prices 1, 2, 7.
    private func oracle(
        _ kind: PolicyKind,
        _ discipline: Discipline = .redispatch,
        signal: AdaptiveSignal? = nil,
        hysteresis: Int64 = 0,
        dwell: Int64 = 0,
        capacity: Int64 = 400_000
    ) throws -> Oracle {
        let terms = try ClusterTerms(
            contractCap: .watts(100),
            battery: BatteryTerms(power: .watts(40), capacity: .millijoules(capacity), roundTripEfficiency: .whole),
            prices: ServerPrices(
                gridContract: Price(micros: 1_000_000),
                battery: Price(micros: 2_000_000),
                gridPremium: Price(micros: 7_000_000)
            ),
            buildings: [4, 3, 2, 1].enumerated().compactMap { building, tenths in
                BuildingID(Scenario.name(building)).map {
                    BuildingTerms(id: $0, allocationFactor: Share(partsPerBillion: tenths * 100_000_000))
                }
            }
        )
        let policy = try AllocationPolicy(
            kind: kind,
            discipline: discipline,
            signal: signal,
            hysteresis: .watts(hysteresis),
            dwell: .milliseconds(dwell)
        )
        return Oracle(terms: terms, policy: policy)
    }

    private func bands(_ gridContract: Int64, _ battery: Int64, _ gridPremium: Int64) -> Bands {
        Bands(gridContract: gridContract, battery: battery, gridPremium: gridPremium)
    }

    @Test("Figure 4.3: under strict two buildings keep to their bands, though half of the cap idles")
    func strict() throws {
        var oracle = try oracle(.strict)
        _ = try oracle.start(building: 0, power: 30, at: 0)
        _ = try oracle.start(building: 1, power: 60, at: 0)
        _ = try oracle.start(building: 0, power: 25, at: 0)
        #expect(oracle.requests.map(\.split) == [bands(30, 0, 0), bands(30, 10, 20), bands(10, 10, 5)])
        // Building 2 draws 10 W of its ⌊0.3 · 400 J⌋ = 120 J, so that its quota is spent after 12 s; building 1 after
        // 16 s.
        try oracle.advance(to: 11_999)
        #expect(oracle.split(of: 1) == bands(30, 10, 20))
        try oracle.advance(to: 12_000)
        #expect(oracle.split(of: 1) == bands(30, 0, 30))
        #expect(oracle.split(of: 0) == bands(40, 10, 5))
        try oracle.advance(to: 20_000)
        #expect(oracle.split(of: 0) == bands(40, 0, 15))
        #expect(oracle.accounts[0] == bands(800_000, 160_000, 140_000))
        #expect(oracle.accounts[1] == bands(600_000, 120_000, 480_000))
        #expect(oracle.charge == 120_000)
    }

    @Test("Figure 4.4: without bounds who comes first is served by the cheap servers")
    func noBounds() throws {
        var oracle = try oracle(.noBounds)
        _ = try oracle.start(building: 0, power: 80, at: 0)
        let second = try oracle.start(building: 0, power: 35, at: 0)
        _ = try oracle.start(building: 1, power: 50, at: 0)
        #expect(oracle.requests.map(\.split) == [bands(80, 0, 0), bands(20, 15, 0), bands(0, 25, 25)])
        // 40 W empty 400 J in 10 s; then the rest is premium until building 1's second request makes room.
        try oracle.advance(to: 10_000)
        #expect(oracle.requests.map(\.split) == [bands(80, 0, 0), bands(20, 0, 15), bands(0, 0, 50)])
        try oracle.end(second, at: 15_000)
        #expect(oracle.requests.map(\.split) == [bands(80, 0, 0), bands(20, 0, 30)])
        #expect(oracle.account == bands(1_500_000, 400_000, 575_000))
    }

    @Test("Figure 4.5: adaptive stacks freely up to the cap and falls back to strict beyond it")
    func adaptive() throws {
        var oracle = try oracle(.adaptive)
        _ = try oracle.start(building: 0, power: 60, at: 0)
        _ = try oracle.start(building: 1, power: 40, at: 0)
        #expect(oracle.mode == .noBounds)
        #expect(oracle.requests.map(\.split) == [bands(60, 0, 0), bands(40, 0, 0)])
        let third = try oracle.start(building: 1, power: 1, at: 1_000)
        #expect(oracle.mode == .strict)
        #expect(oracle.requests.map(\.split) == [bands(40, 10, 10), bands(30, 10, 0), bands(0, 0, 1)])
        try oracle.end(third, at: 2_000)
        #expect(oracle.mode == .noBounds)
        #expect(oracle.account == bands(170_000, 20_000, 11_000))
    }

    @Test("A switch back waits for the hysteresis and for the dwell")
    func sluggishAdaptive() throws {
        var oracle = try oracle(.adaptive, hysteresis: 10, dwell: 5_000)
        let first = try oracle.start(building: 0, power: 101, at: 1_000)
        #expect(oracle.mode == .strict)
        try oracle.end(first, at: 2_000)
        let second = try oracle.start(building: 0, power: 91, at: 3_000)
        try oracle.advance(to: 7_000)
        #expect(oracle.mode == .strict, "91 W is over 100 − 10")
        try oracle.end(second, at: 8_000)
        #expect(oracle.mode == .noBounds)
        _ = try oracle.start(building: 0, power: 200, at: 12_999)
        #expect(oracle.mode == .noBounds, "the last switch was 4.999 s ago")
        try oracle.advance(to: 13_000)
        #expect(oracle.mode == .strict)
    }

    @Test("Under admission a share is held, and what is freed goes to later arrivals only")
    func admission() throws {
        var oracle = try oracle(.noBounds, .admission)
        let first = try oracle.start(building: 0, power: 100, at: 0)
        _ = try oracle.start(building: 1, power: 50, at: 0)
        try oracle.end(first, at: 1_000)
        #expect(oracle.requests.map(\.split) == [bands(0, 40, 10)])
        _ = try oracle.start(building: 2, power: 30, at: 1_000)
        #expect(oracle.requests.map(\.split) == [bands(0, 40, 10), bands(30, 0, 0)])
        try oracle.advance(to: 20_000)
        #expect(oracle.requests.map(\.split) == [bands(0, 0, 50), bands(30, 0, 0)])
        #expect(oracle.accounts[1] == bands(0, 400_000, 600_000))
    }

    @Test("Under strict admission the cap is shared by whoever holds it")
    func strictAdmission() throws {
        var oracle = try oracle(.strict, .admission)
        _ = try oracle.start(building: 3, power: 12, at: 0)
        _ = try oracle.start(building: 3, power: 12, at: 0)
        #expect(oracle.requests.map(\.split) == [bands(10, 2, 0), bands(0, 8, 4)])
    }

    @Test(
        "Adaptive admission looks at the cluster's load or at grid-contract's, with the arriving power",
        arguments: [(AdaptiveSignal.clusterLoad, Mode.strict), (.gridContractLoad, .noBounds)]
    )
    func adaptiveAdmission(signal: AdaptiveSignal, expected: Mode) throws {
        var oracle = try oracle(.adaptive, .admission, signal: signal)
        _ = try oracle.start(building: 0, power: 150, at: 0)
        // 150 W are over the cap in either signal, so that building 1 gets its band only: 40 W, 10 W and 100 W.
        #expect(oracle.requests.map(\.split) == [bands(40, 10, 100)])
        _ = try oracle.start(building: 1, power: 45, at: 0)
        #expect(oracle.mode == expected)
        #expect(oracle.split(of: 1) == (expected == .strict ? bands(30, 10, 5) : bands(45, 0, 0)))
    }

    @Test(
        "Max-min fills by weight and hands out what rounding leaves to the lowest",
        arguments: [
            // ⌊100·4/7⌋ = 57 and ⌊100·3/7⌋ = 42; the watt that is left goes to the lower index.
            ([60, 60, 0, 0], [58, 42, 0, 0]),
            ([10, 200, 0, 0], [10, 90, 0, 0]),
            ([100, 100, 100, 100], [40, 30, 20, 10]),
            ([100, 5, 100, 2], [62, 5, 31, 2]),  // ⌊93·4/6⌋ = 62 and ⌊93·2/6⌋ = 31
            ([41, 33, 24, 2], [41, 33, 24, 2]),
            ([0, 0, 0, 200], [0, 0, 0, 100]),
        ] as [([Int64], [Int64])]
    )
    func maxMin(demands: [Int64], expected: [Int64]) throws {
        let oracle = try oracle(.maxMin)
        #expect(oracle.waterFill(100, over: demands) == expected)
    }

    @Test("Levelling serves the building that has paid most for a kilowatt-hour")
    func levelling() throws {
        var oracle = try oracle(.levelling)
        let first = try oracle.start(building: 0, power: 100, at: 0)
        _ = try oracle.start(building: 1, power: 100, at: 0)
        // Nobody has paid anything: the lower index goes first, so that building 2 draws 40 W + 60 W.
        #expect(oracle.requests.map(\.split) == [bands(100, 0, 0), bands(0, 40, 60)])
        try oracle.advance(to: 1_000)
        #expect(oracle.split(of: 0) == bands(100, 0, 0), "unit costs are looked at at events, not in between")
        let third = try oracle.start(building: 2, power: 0, at: 1_000)
        #expect(oracle.requests.map(\.split) == [bands(0, 40, 60), bands(100, 0, 0), bands(0, 0, 0)])
        try oracle.end(third, at: 1_000)
        try oracle.end(first, at: 1_000)
        #expect(oracle.requests.map(\.split) == [bands(100, 0, 0)])
    }
}
