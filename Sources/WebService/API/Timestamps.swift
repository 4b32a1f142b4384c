import Foundation
import Units

/// Instants as RFC 3339 in UTC with milliseconds, as everywhere on the wire.
enum Timestamps {
    static func text(_ instant: Instant) -> String {
        // The fraction apart: as part of a binary number of seconds some milliseconds would come out one less.
        let (seconds, rest) = instant.milliseconds.quotientAndRemainder(dividingBy: 1_000)
        let whole = Date(timeIntervalSince1970: Double(seconds)).formatted(Date.ISO8601FormatStyle())
        return whole.dropLast() + ".\(String(rest + 1_000).dropFirst())Z"
    }

    /// Reads an RFC 3339 time, with or without a fraction of a second; `nil` if it is none.
    static func instant(_ text: String) -> Instant? {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let date = (try? style.parse(text)) ?? (try? Date.ISO8601FormatStyle().parse(text)) else { return nil }
        let milliseconds = (date.timeIntervalSince1970 * 1_000).rounded()
        guard milliseconds >= 0, let whole = Int64(exactly: milliseconds), whole < 1 << 50 else { return nil }
        return .milliseconds(whole)
    }
}
