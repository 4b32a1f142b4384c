import Gateway
import TestKit
import Testing
import Units

@Suite("Times and prices in payloads")
struct TimestampTests {
    @Test(
        "An instant and its text",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (1_787_566_530_123, "2026-08-24T10:15:30.123Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ]
    )
    func texts(milliseconds: Int64, text: String) {
        #expect(Timestamp.text(.milliseconds(milliseconds)) == text)
        #expect(Timestamp.instant(text) == .milliseconds(milliseconds))
    }

    @Test(
        "What is no time",
        arguments: [
            "", "2026-08-24", "2026-08-24T10:15:30Z", "2026-08-24T10:15:30.12Z", "2026-08-24T10:15:30.1234Z",
            "2026-08-24T10:15:30.123", "2026-08-24T10:15:30.123+00:00", "2026-08-24t10:15:30.123z",
            "2026-08-24 10:15:30.123Z",
            "2026-13-01T00:00:00.000Z", "2026-00-01T00:00:00.000Z", "2026-02-29T00:00:00.000Z",
            "2100-02-29T00:00:00.000Z",
            "2026-04-31T00:00:00.000Z", "2026-01-00T00:00:00.000Z", "2026-01-01T24:00:00.000Z",
            "2026-01-01T00:60:00.000Z",
            "2026-06-30T23:59:60.000Z", "2026-01-01T00:00:00.000٣", "+026-01-01T00:00:00.000Z",
            " 2026-01-01T00:00:00.00Z",
        ]
    )
    func noTimes(_ text: String) {
        #expect(Timestamp.instant(text) == nil)
    }

    @Test("Every instant of ten thousand years comes back", arguments: [1, 2] as [UInt64])
    func roundTrip(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let first = Timestamp.range.lowerBound.milliseconds
        for _ in 0..<20_000 {
            let instant = Instant.milliseconds(first + Int64(generator.below(315_569_520_000_000)))
            #expect(Timestamp.instant(Timestamp.text(instant)) == instant)
        }
    }

    @Test("Days follow one another through four centuries")
    func days() {
        var last = ""
        for day: Int64 in 0..<146_097 {
            let text = Timestamp.text(.milliseconds(day * 86_400_000))
            #expect(text > last)
            last = text
        }
        #expect(last == "2369-12-31T00:00:00.000Z")
    }
}
