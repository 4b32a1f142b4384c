import Foundation

/// Where data goes. Everything else (errors, progress, logs) goes to standard error.
enum StandardOutput {
    /// Writes text and a line end.
    ///
    /// - Throws: ``CommandFailure`` where it cannot be written, as on a full disk.
    static func write(_ text: String) throws(CommandFailure) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data("\(text)\n".utf8))
        } catch {
            throw .environment("standard output cannot be written; is the disk full?")
        }
    }
}
