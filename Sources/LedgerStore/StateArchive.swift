public import Cryptography
import Foundation
import GRDB
public import Ledger

/// The state of a ledger at rest, opened to read: nothing in its directory is written.
///
/// The database and its log are copied to a temporary directory first, where SQLite may do with them as it likes.
public final class StateArchive: Sendable {
    private let queue: DatabaseQueue
    private let path: String
    private let copy: TemporaryCopy

    /// Opens the state of a ledger; `nil` if there is none.
    ///
    /// - Throws: `ChainError`: `damaged` if SQLite cannot read it.
    public init?(at directory: String) throws(ChainError) {
        let files = LedgerFiles(directory: directory)
        guard File.exists(files.state) else { return nil }
        let lock = try LedgerLock.holdForReading(files)
        defer { withExtendedLifetime(lock) {} }
        path = files.state
        copy = try TemporaryCopy()
        queue = try copy.open(path, label: "commonwatt.state")
        let name = path
        guard try reporting(name, { try queue.inDatabase(StateDatabase.isUsable) }) else {
            throw ChainError(.damaged, "\(path) is no state of this program; ledger rebuild makes it anew")
        }
    }

    /// How many blocks the state has, and the hash of the last; `nil` before the first.
    public func savepoint() throws(ChainError) -> (height: Int, hash: Digest)? {
        try reporting(path) { try queue.inDatabase(StateDatabase.savepoint) }.map { ($0.height, $0.hash) }
    }

    /// Calls `body` with every key and value in the order of the keys, until it returns false.
    public func forEach(_ body: (QualifiedKey, VersionedValue) -> Bool) throws(ChainError) {
        try reporting(path) {
            try queue.inDatabase { database in
                let rows = try Row.fetchCursor(database, sql: "SELECT key, value, block, tx FROM kv ORDER BY key")
                while let row = try rows.next() {
                    let version = Version(block: try row.integer(2), transaction: try row.integer(3))
                    let value = VersionedValue(try row.bytes(1), version: version)
                    guard body(QualifiedKey(bytes: try row.bytes(0)), value) else { return }
                }
            }
        }
    }
}
