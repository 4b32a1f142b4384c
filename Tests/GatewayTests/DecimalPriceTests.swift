import Testing
import Units

@testable import Gateway

@Suite("Prices in payloads")
struct DecimalPriceTests {
    @Test(
        "A price and its text",
        arguments: [
            (0, "0.00"), (200_000, "0.20"), (1_400_000, "1.40"), (1, "0.000001"), (123_456, "0.123456"),
            (210_100, "0.2101"),
            (12_000_000, "12.00"), (-50_000, "-0.05"), (-1_000_001, "-1.000001"), (Int64.max, "9223372036854.775807"),
            (Int64.min, "-9223372036854.775808"),
        ]
    )
    func texts(micros: Int64, text: String) {
        #expect(DecimalPrice.text(Price(micros: micros)) == text)
        #expect(DecimalPrice.price(text) == Price(micros: micros))
    }

    @Test(
        "What is no price",
        arguments: [
            "", "1", "1.", ".20", "0.2", "0.200", "00.20", "+0.20", "-0.00", "0.1234567", "0,20", "1e3.00", "0.-2",
            "0.20 ",
            "9223372036854.775808", "99999999999999999999.00",
        ]
    )
    func noPrices(_ text: String) {
        #expect(DecimalPrice.price(text) == nil)
    }
}
