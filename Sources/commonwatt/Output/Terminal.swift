import Foundation

/// What the other end of a stream can show.
struct Terminal {
    /// Whether a person looks at the stream through a terminal.
    let isInteractive: Bool

    /// Whether the terminal may be sent colours and weights: not if `NO_COLOR` is set (https://no-color.org).
    let hasStyles: Bool

    init(isInteractive: Bool, environment: [String: String]) {
        self.isInteractive = isInteractive
        self.hasStyles =
            isInteractive && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }

    static let output = Terminal(
        isInteractive: isatty(STDOUT_FILENO) == 1,
        environment: ProcessInfo.processInfo.environment
    )

    static let errors = Terminal(
        isInteractive: isatty(STDERR_FILENO) == 1,
        environment: ProcessInfo.processInfo.environment
    )

    /// Says something beside the output, on standard error.
    static func note(_ text: String) {
        // A note that nobody can see is no reason to stop.
        try? FileHandle.standardError.write(contentsOf: Data("note: \(text)\n".utf8))
    }

    /// Text in bold where the terminal has styles.
    func bold(_ text: String) -> String {
        hasStyles ? "\u{1B}[1m\(text)\u{1B}[0m" : text
    }
}
