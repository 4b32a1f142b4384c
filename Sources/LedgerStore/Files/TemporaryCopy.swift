import GRDB
import Glibc
import Ledger

/// A temporary directory with copies of a database and its log, removed with the value.
final class TemporaryCopy: Sendable {
    private let directory: String
    private static let names = ["chain.db", "chain.db-wal", "chain.db-shm"]

    init() throws(ChainError) {
        let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/commonwatt-XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer -> String? in
            guard let start = buffer.baseAddress, let name = unsafe mkdtemp(start) else { return nil }
            return unsafe String(cString: name)
        }
        guard let made else { throw ChainError(errno: errno, "cannot create a directory in \(parent)") }
        directory = made
    }

    deinit {
        for name in Self.names { unsafe unlink(directory + "/" + name) }
        unsafe rmdir(directory)
    }

    /// Copies a database with its log and returns where the copy is.
    func take(_ database: String) throws(ChainError) -> String {
        let copy = directory + "/" + Self.names[0]
        try File.copy(database, to: copy)
        if File.exists(database + "-wal") { try File.copy(database + "-wal", to: copy + "-wal") }
        return copy
    }

    /// Opens a copy of a database with its log, where SQLite may do with them as it likes.
    func open(_ database: String, label: String) throws(ChainError) -> DatabaseQueue {
        let reading = try take(database)
        var configuration = Configuration()
        configuration.label = label
        return try reporting(database) { try DatabaseQueue(path: reading, configuration: configuration) }
    }
}
