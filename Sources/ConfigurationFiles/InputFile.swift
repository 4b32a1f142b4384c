import Foundation

/// A file that a person wrote, as it was read: the bytes stay beside what they mean, because their SHA-256 is what gets
/// recorded.
public struct InputFile: Hashable, Sendable {
    /// The largest configuration file that is read; a cluster of 10⁵ buildings fits.
    public static let configurationLimit = 16 << 20

    /// The path as the user named it.
    public let path: String

    /// The file's bytes, untouched.
    public let bytes: [UInt8]

    /// Creates a file from bytes that were read elsewhere.
    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// Reads the file at a path.
    ///
    /// - Throws: ``ConfigurationError`` where there is no such file, it cannot be read, or is over `limit` bytes.
    public static func read(
        _ path: String,
        limit: Int = configurationLimit
    ) throws(ConfigurationError) -> InputFile {
        guard FileManager.default.fileExists(atPath: path) else {
            throw ConfigurationError(file: path, problem: "there is no such file")
        }
        let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        guard type != .typeDirectory else {
            throw ConfigurationError(file: path, problem: "expected a file, found a directory")
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw ConfigurationError(file: path, problem: "the file cannot be read; are its permissions right?")
        }
        return InputFile(path: path, bytes: try bytes(of: handle, at: path, limit: limit))
    }

    /// Everything up to the end, in portions, since a pipe does not tell its length.
    private static func bytes(
        of handle: FileHandle,
        at path: String,
        limit: Int
    ) throws(ConfigurationError) -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            while let portion = try handle.read(upToCount: 1 << 20), !portion.isEmpty, bytes.count <= limit {
                bytes += portion
            }
        } catch {
            throw ConfigurationError(file: path, problem: "reading stopped with an error of the system: \(error)")
        }
        guard bytes.count <= limit else {
            throw ConfigurationError(file: path, problem: "the file is larger than \(limit) bytes")
        }
        return bytes
    }

    /// A path written in this file: relative paths start at the file's own directory.
    public func resolve(_ written: String) -> String {
        guard !written.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { return written }
        return path[...slash] + written
    }
}
