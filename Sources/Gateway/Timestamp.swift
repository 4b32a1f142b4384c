public import Units

/// Points in time as they stand in payloads: RFC 3339, UTC, with exactly three decimals: `2026-08-24T10:15:30.123Z`.
public enum Timestamp {
    /// The instants that can be written: the years 0000 to 9999.
    public static let range: ClosedRange<Instant> =
        .milliseconds(-62_167_219_200_000) ... .milliseconds(253_402_300_799_999)

    /// The text of an instant (milliseconds after the Unix epoch); an instant outside ``range`` is written as its
    /// nearest end.
    public static func text(_ instant: Instant) -> String {
        let milliseconds = min(max(instant, range.lowerBound), range.upperBound).milliseconds
        let (day, time) = milliseconds.quotientAndRemainderDown(86_400_000)
        let (year, month, dayOfMonth) = civil(fromDay: day)
        let (seconds, fraction) = (time / 1_000, time % 1_000)
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))"
        let clock = "\(padded(seconds / 3_600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        return "\(date)T\(clock).\(padded(fraction, 3))Z"
    }

    /// The instant of a text; `nil` if it has another form, or is no date.
    ///
    /// A leap second is none: UTC's seconds are counted here as the Unix epoch counts them.
    public static func instant(_ text: String) -> Instant? {
        let bytes = Array(text.utf8)
        guard bytes.count == form.count else { return nil }
        for (byte, expected) in zip(bytes, form) {
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            guard expected == UInt8(ascii: "0") ? isDigit : byte == expected else { return nil }
        }
        func number(_ range: Range<Int>) -> Int64 {
            bytes[range].reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        }
        let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
        let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
        guard (1...12).contains(month), day >= 1, day <= length(ofMonth: month, year: year) else { return nil }
        guard hour <= 23, minute <= 59, second <= 59 else { return nil }
        let seconds = Timestamp.day(ofYear: year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second
        return .milliseconds(seconds * 1_000 + number(20..<23))
    }

    private static let form = Array("0000-00-00T00:00:00.000Z".utf8)

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.utf8.count, 0)) + digits
    }
}

// MARK: The Gregorian calendar, in days after 1 January 1970

extension Timestamp {
    private static func isLeap(_ year: Int64) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Years begin in March here, so that the leap day is a year's last; 400 years are 146 097 days.
    private static func day(ofYear year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let (marchYear, marchMonth) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        let (era, yearOfEra) = marchYear.quotientAndRemainderDown(400)
        let dayOfYear = (153 * marchMonth + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - daysToEpoch
    }

    private static func civil(fromDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = (day + daysToEpoch).quotientAndRemainderDown(146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    /// The days from 1 March 0000 to 1 January 1970.
    private static let daysToEpoch: Int64 = 719_468
}

extension Int64 {
    /// Division that rounds down, with a remainder that is not negative.
    fileprivate func quotientAndRemainderDown(_ divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
