import CLibcrypto
import Units

/// Between libcrypto's times, whole seconds in UTC, and instants.
enum Timestamp {
    /// The instant of a time in a certificate or revocation list.
    static func instant(of time: UnsafePointer<ASN1_TIME>?) throws(CryptoError) -> Instant {
        ERR_clear_error()
        guard let epoch = unsafe ASN1_TIME_set(nil, 0) else { throw CryptoError.drain("ASN1_TIME_set") }
        defer { unsafe ASN1_TIME_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard let time = unsafe time, unsafe ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else {
            throw CryptoError.drain("reading a time of X.509")
        }
        return Instant(milliseconds: (Int64(days) * 86_400 + Int64(seconds)) * 1_000)
    }

    /// The last whole second of the Unix epoch that is not after the instant.
    static func seconds(of instant: Instant) -> Int {
        let (quotient, remainder) = Int(instant.milliseconds).quotientAndRemainder(dividingBy: 1_000)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// Calls `body` with the instant's second as libcrypto keeps it.
    static func withUnsafeTime<Result>(
        _ instant: Instant,
        _ body: (UnsafeMutablePointer<ASN1_TIME>) throws(CryptoError) -> Result
    ) throws(CryptoError) -> Result {
        ERR_clear_error()
        guard let time = unsafe ASN1_TIME_set(nil, seconds(of: instant)) else {
            throw CryptoError.drain("ASN1_TIME_set (expected a time before the year 10000)")
        }
        defer { unsafe ASN1_TIME_free(time) }
        return try unsafe body(time)
    }

    /// The instant's second as people read it (RFC 3339), for messages.
    static func text(_ instant: Instant) -> String {
        let seconds = seconds(of: instant)
        let second = (seconds % 86_400 + 86_400) % 86_400
        let (year, month, day) = date(ofDay: (seconds - second) / 86_400)
        let clock = "\(padded(second / 3_600)):\(padded(second / 60 % 60)):\(padded(second % 60))"
        return "\(year)-\(padded(month))-\(padded(day))T\(clock)Z"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    // The Gregorian date of a day after 1970-01-01. Years are counted from March, so that the leap day comes last and
    // the months' lengths repeat every five months (153 days).
    private static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let dayOfEra = (shifted % 146_097 + 146_097) % 146_097
        let era = (shifted - dayOfEra) / 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}
