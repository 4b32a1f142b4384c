import ArgumentParser
import Logging

/// Logs go to standard error.
enum Logs {
    static func logger(_ label: String, _ options: LogOptions, site: String) -> Logger {
        var logger = Logger(label: label) { label in
            switch options.logFormat {
            case .text: StreamLogHandler.standardError(label: label)
            case .json: JSONLogHandler(label: label)
            }
        }
        logger.logLevel = options.logLevel
        logger[metadataKey: "site"] = "\(site)"
        return logger
    }
}

/// How logs are written.
struct LogOptions: ParsableArguments {
    /// What a line of the log is.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        /// Words for people.
        case text

        /// An object for programs.
        case json
    }

    @Option(help: "What a line of the log is: text for people, json for programs.")
    var logFormat = Format.text

    @Option(
        help: ArgumentHelp("From which level on entries are written, info if absent; debug has every answer."),
        transform: Self.level
    )
    var logLevel = Logger.Level.info

    private static func level(_ text: String) throws -> Logger.Level {
        guard let level = Logger.Level(rawValue: text) else {
            let known = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--log-level \(text): expected one of \(known)")
        }
        return level
    }
}
