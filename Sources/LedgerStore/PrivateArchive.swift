public import Cryptography
import GRDB
public import Ledger

/// The private values of a ledger at rest, opened to read: nothing in its directory is written.
public final class PrivateArchive: PrivateValues {
    private let queue: DatabaseQueue
    private let path: String
    private let copy: TemporaryCopy

    /// Opens the private values beside a ledger; `nil` if there are none.
    ///
    /// - Throws: `ChainError`: `locked` while a process writes the ledger, `damaged` if SQLite cannot read them.
    public init?(at directory: String) throws(ChainError) {
        let files = LedgerFiles(directory: directory)
        guard File.exists(files.privateValues) else { return nil }
        let lock = try LedgerLock.holdForReading(files)
        defer { withExtendedLifetime(lock) {} }
        path = files.privateValues
        copy = try TemporaryCopy()
        queue = try copy.open(path, label: "commonwatt.private")
        let name = path
        try reporting(name) { try queue.inDatabase { try PrivateDatabase.checkFormat($0, path: name) } }
    }

    public func privateValue(of hash: Digest) throws(StateError) -> PrivateValue? {
        do {
            return try reporting(path) { try queue.inDatabase { try PrivateDatabase.value(of: hash, in: $0) } }
        } catch {
            throw StateError(error.message)
        }
    }

    /// Calls `body` with every value and the hash under which it is kept, in the order of the hashes.
    public func forEach(_ body: (KeptPrivateValue, Digest) throws -> Void) throws(ChainError) {
        try reporting(path) { try queue.inDatabase { try PrivateDatabase.forEach(in: $0, body) } }
    }
}
