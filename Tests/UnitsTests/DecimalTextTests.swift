import Testing
import Units

@Suite("Decimal text")
struct DecimalTextTests {
    @Test(
        "is the exact quotient, rounded once",
        arguments: [
            (1, 3, 4, "0.3333"), (2, 3, 4, "0.6667"), (1, 2, 0, "1"), (5, 1, 3, "5"), (-1, 8, 2, "-0.13"),
            (999_999, 1_000_000, 3, "1"), (-1, 1_000_000, 3, "0"), (0, 7, 3, "0"), (1_050, 1_000, 3, "1.05"),
        ]
    )
    func ratio(numerator: Int128, denominator: Int128, places: Int, text: String) {
        #expect(DecimalText.ratio(numerator, denominator, places: places) == text)
    }

    @Test("is padded for columns", arguments: [(1, 2, 3, "0.500"), (5, 1, 2, "5.00"), (7, 1, 0, "7")])
    func padded(numerator: Int128, denominator: Int128, places: Int, text: String) {
        #expect(DecimalText.ratio(numerator, denominator, places: places, isPadded: true) == text)
    }

    @Test("of an energy does not lose a millijoule")
    func energy() {
        #expect(Energy.millijoules(1).kilowattHours() == "0.000000000278")
        #expect(Energy.wattHours(1_500_000).kilowattHours() == "1500")
        #expect(Energy.wattHours(1_234).kilowattHours(places: 2, isPadded: true) == "1.23")
    }

    @Test("of the largest cost and energy that terms allow does not overflow")
    func largest() {
        let cost = Price(micros: 1_000_000_000_000) * Energy(millijoules: .max)
        #expect(cost.amount() == "2562047788015215.501944444444")
        #expect(cost.perKilowattHour(of: Energy(millijoules: .max)) == "1000000")
        #expect(cost.perKilowattHour(of: .zero) == nil)
    }
}
