import Testing
import Units

@Suite("Units are exact")
struct UnitArithmeticTests {
    @Test("A watt for a millisecond is a millijoule")
    func powerTimesInterval() {
        #expect(Power.watts(1) * .milliseconds(1) == .millijoules(1))
        #expect(Power.kilowatts(500) * .hours(3) == .wattHours(1_500_000))
    }

    @Test("An energy serves a power for the last whole millisecond", arguments: [(10, 3, 3), (9, 3, 3), (2, 3, 0)])
    func energyOverPower(energy: Int64, power: Int64, milliseconds: Int64) {
        #expect(Energy.millijoules(energy) / .watts(power) == .milliseconds(milliseconds))
    }

    @Test("Shares round down", arguments: [(100_000_000, 1_000_009, 100_000), (333_333_333, 10, 3), (0, 7, 0)])
    func shares(partsPerBillion: Int64, watts: Int64, expected: Int64) {
        #expect(Power.watts(watts).scaledDown(by: Share(partsPerBillion: partsPerBillion)) == .watts(expected))
    }

    @Test(
        "Dividing by a share rounds up, and ends at the largest energy",
        arguments: [
            (900_000_000, 9_000_000, 10_000_000), (900_000_000, 1, 2), (1_000_000_000, 7, 7), (333_333_333, 0, 0),
            (1, 9_223_372_036_854_775_807, 9_223_372_036_854_775_807),
        ]
    )
    func dividing(partsPerBillion: Int64, millijoules: Int64, expected: Int64) {
        let share = Share(partsPerBillion: partsPerBillion)
        #expect(Energy.millijoules(millijoules).dividedUp(by: share) == .millijoules(expected))
    }

    @Test("A kilowatt-hour at a price costs the price")
    func cost() {
        #expect((Price(micros: 1_400_000) * Energy.wattHours(1_000)).micros == 1_400_000)
    }
}
