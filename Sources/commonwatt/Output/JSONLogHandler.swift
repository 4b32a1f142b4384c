import Foundation
import Gateway
import Logging
import Units

/// Writes a line of JSON to standard error for each entry: `ts`, `level`, `label`, `message`, and `metadata` with what
/// the entry is about (`site`, `building`, `txid`, …) as texts.
struct JSONLogHandler: LogHandler {
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let label: String

    init(label: String) {
        self.label = label
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
        let line = Self.line(
            at: Timestamp.text(now),
            level: event.level,
            label: label,
            message: "\(event.message)",
            metadata: metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(event.metadata ?? [:]) { $1 }
        )
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    /// The line of an entry, with the metadata in the order of their keys.
    static func line(
        at time: String,
        level: Logger.Level,
        label: String,
        message: String,
        metadata: Logger.Metadata
    ) -> String {
        JSONText.object([
            ("ts", .string(time)),
            ("level", .string(level.rawValue)),
            ("label", .string(label)),
            ("message", .string(message)),
            (
                "metadata",
                .object(metadata.sorted { $0.key < $1.key }.map { ($0.key, .string("\($0.value)")) })
            ),
        ]).line
    }
}
