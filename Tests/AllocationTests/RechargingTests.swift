import Allocation
import Testing
import Units

@Suite("Recharging between periods")
struct RechargingTests {
    @Test(
        "draws what was taken over the efficiency from the grid, at p1 alone",
        arguments: [
            ("0.9", 900_000_000, 9.0, 10.0), ("whole", 1_000_000_000, 5.0, 5.0), ("0.8", 800_000_000, 0.0, 0.0),
        ]
    )
    func recharging(name: String, efficiency: Int64, drawn: Double, expected: Double) throws {
        let terms = try ClusterTerms(
            contractCap: .kilowatts(1),
            battery: BatteryTerms(
                power: .kilowatts(1),
                capacity: .wattHours(20_000),
                roundTripEfficiency: Share(partsPerBillion: efficiency)
            ),
            prices: ServerPrices(
                gridContract: Price(micros: 200_000),
                battery: Price(micros: 300_000),
                gridPremium: Price(micros: 1_400_000)
            ),
            buildings: [BuildingTerms(id: try #require(BuildingID("b01")), allocationFactor: .whole)]
        )
        let account = terms.recharging(after: .wattHours(Int64(drawn * 1000)))
        #expect(account == EnergyAccount(gridContract: .wattHours(Int64(expected * 1000))), "\(name)")
        #expect(account.cost(at: terms.prices) == terms.prices.gridContract * account.gridContract)
    }
}
