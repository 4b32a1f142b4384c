import Foundation
import Units

/// Instants as RFC 3339 in UTC with milliseconds, as everywhere on the wire.
enum Timestamps {
    static func text(_ instant: Instant) -> String {
        Date(timeIntervalSince1970: Double(instant.milliseconds) / 1_000)
            .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
