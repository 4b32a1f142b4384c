import Foundation

/// A directory that exists for the length of a closure.
public func withTemporaryDirectory<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let url = FileManager.default.temporaryDirectory.appending(path: "commonwatt-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    do {
        let value = try await body(url.path)
        try? FileManager.default.removeItem(at: url)
        return value
    } catch {
        try? FileManager.default.removeItem(at: url)
        throw error
    }
}

/// Writes a text file, readable by its owner only.
func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
}
