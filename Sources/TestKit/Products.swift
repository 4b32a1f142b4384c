import Foundation

/// What the build made beside the tests.
public enum Products {
    /// The path of an executable of this package, in the build that the running tests belong to.
    public static func executable(_ name: String) throws -> String {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(filePath: tests).deletingLastPathComponent().appending(path: name).path(percentEncoded: false)
    }
}
