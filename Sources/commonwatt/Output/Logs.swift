import Logging

/// Logs go to standard error.
enum Logs {
    static func logger(_ label: String) -> Logger {
        Logger(label: label) { StreamLogHandler.standardError(label: $0) }
    }
}
