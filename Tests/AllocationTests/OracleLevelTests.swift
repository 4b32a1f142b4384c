import Allocation
import Testing
import Units

@Suite("The oracle's levels, leases and gaps are what one computes by hand")
struct OracleLevelTests {
    /// Two buildings with RAF 0.6 and 0.4, `L_CAP` = 100 W, `W` = 20 W, `C` = 1 000 J.
    private func oracle(_ kind: PolicyKind, _ discipline: Discipline = .redispatch) throws -> Oracle {
        let terms = try ClusterTerms(
            contractCap: .watts(100),
            battery: BatteryTerms(
                power: .watts(20),
                capacity: .millijoules(1_000_000),
                roundTripEfficiency: .whole
            ),
            prices: ServerPrices(
                gridContract: Price(micros: 1_000_000),
                battery: Price(micros: 2_000_000),
                gridPremium: Price(micros: 7_000_000)
            ),
            buildings: [6, 4].enumerated().compactMap { building, tenths in
                BuildingID(Scenario.name(building)).map {
                    BuildingTerms(id: $0, allocationFactor: Share(partsPerBillion: tenths * 100_000_000))
                }
            }
        )
        return Oracle(terms: terms, policy: try AllocationPolicy(kind: kind, discipline: discipline))
    }

    private func bands(_ gridContract: Int64, _ battery: Int64, _ gridPremium: Int64) -> Bands {
        Bands(gridContract: gridContract, battery: battery, gridPremium: gridPremium)
    }

    @Test("A rise is a slice at the tail, and a fall takes the newest slices")
    func slices() throws {
        var oracle = try oracle(.noBounds)
        try oracle.setLevel(building: 0, load: 1, power: 50, lease: nil, at: 0)
        try oracle.setLevel(building: 1, load: 1, power: 60, lease: nil, at: 0)
        try oracle.setLevel(building: 0, load: 1, power: 70, lease: nil, at: 0)
        #expect(oracle.requests.map(\.power) == [50, 60, 20])
        #expect(oracle.requests.map(\.split) == [bands(50, 0, 0), bands(50, 10, 0), bands(0, 10, 10)])
        try oracle.setLevel(building: 0, load: 1, power: 45, lease: nil, at: 0)
        #expect(oracle.requests.map(\.power) == [45, 60])
        try oracle.setLevel(building: 0, load: 1, power: 0, lease: nil, at: 0)
        #expect(oracle.requests.map(\.split) == [bands(60, 0, 0)])
    }

    @Test("Under admission a fall gives back premium first, then battery, then grid-contract")
    func fallOfAHeldShare() throws {
        var oracle = try oracle(.noBounds, .admission)
        try oracle.setLevel(building: 0, load: 1, power: 130, lease: nil, at: 0)
        #expect(oracle.split == bands(100, 20, 10))
        try oracle.setLevel(building: 0, load: 1, power: 125, lease: nil, at: 0)
        #expect(oracle.split == bands(100, 20, 5))
        try oracle.setLevel(building: 0, load: 1, power: 110, lease: nil, at: 0)
        #expect(oracle.split == bands(100, 10, 0))
        try oracle.setLevel(building: 0, load: 1, power: 30, lease: nil, at: 0)
        #expect(oracle.split == bands(30, 0, 0))
    }

    @Test("The earliest lease that ends makes a building stale, and its band is kept for it")
    func lease() throws {
        var oracle = try oracle(.noBounds)
        try oracle.setLevel(building: 0, load: 1, power: 50, lease: 9_000, at: 0)
        try oracle.setLevel(building: 0, load: 2, power: 20, lease: 5_000, at: 0)
        try oracle.setLevel(building: 1, load: 1, power: 90, lease: nil, at: 0)
        #expect(oracle.split == bands(100, 20, 40))
        try oracle.advance(to: 4_999)
        #expect(!oracle.stale[0])
        try oracle.advance(to: 5_000)
        #expect(oracle.stale == [true, false])
        #expect(oracle.reserved == 60)
        #expect(oracle.split == bands(40, 20, 30))
        try oracle.setLevel(building: 0, load: 1, power: 10, lease: nil, at: 8_000)
        #expect(oracle.reserved == 0)
        #expect(oracle.split == bands(100, 0, 0))
    }

    @Test("What was drawn unseen is settled by the strict split")
    func settlement() throws {
        var oracle = try oracle(.noBounds)
        try oracle.setLevel(building: 0, load: 1, power: 75, lease: nil, at: 0)
        try oracle.silence(building: 0, at: 1_000)
        try oracle.setLevel(building: 0, load: 1, power: 1, lease: nil, at: 3_000)
        // 2 s at a band of 60 W and a battery rate of 10 W; the register says 150 J.
        try oracle.settle(building: 0, energy: 150_000, at: 3_000)
        #expect(oracle.accounts[0] == bands(75_000 + 120_000, 20_000, 10_000))
        #expect(oracle.charge == 980_000)
        #expect(oracle.usage[0] == 20_000)
    }

    @Test("What is unsettled when the period closes is settled by the last level")
    func closing() throws {
        var oracle = try oracle(.noBounds)
        try oracle.setLevel(building: 0, load: 1, power: 75, lease: nil, at: 0)
        try oracle.silence(building: 0, at: 1_000)
        try oracle.close(at: 3_000)
        #expect(oracle.accounts[0] == bands(75_000 + 120_000, 20_000, 10_000))
    }

    @Test("Under admission the newest requests give way to a band that is kept for a stale building")
    func makingRoom() throws {
        var oracle = try oracle(.noBounds, .admission)
        try oracle.setLevel(building: 0, load: 1, power: 5, lease: nil, at: 0)
        try oracle.setLevel(building: 1, load: 1, power: 30, lease: nil, at: 0)
        try oracle.setLevel(building: 1, load: 2, power: 65, lease: nil, at: 0)
        try oracle.silence(building: 0, at: 0)
        #expect(oracle.requests.map(\.split) == [bands(30, 0, 0), bands(10, 0, 55)])
    }
}
