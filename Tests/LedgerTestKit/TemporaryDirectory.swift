import Foundation

/// A directory of its own for a test, removed with the value.
public final class TemporaryDirectory: Sendable {
    /// Where it is.
    public let path: String

    /// Creates the directory.
    public init() throws {
        path = NSTemporaryDirectory() + "ledger-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Copies a directory, as a crash at this moment would leave it to the next process.
    public func copy(_ source: String, as name: String) throws -> String {
        let copy = path + "/" + name
        try FileManager.default.copyItem(atPath: source, toPath: copy)
        return copy
    }
}
