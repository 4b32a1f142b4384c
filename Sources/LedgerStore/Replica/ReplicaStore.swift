import Cryptography
import Foundation
import GRDB
public import Ledger

/// What an endorser keeps of the chain that it follows, in a directory of its own: a database whose pages are sealed,
/// as the ledger's are. One process has it at a time.
public final class ReplicaStore: ReplicaStorage {
    public let place: String

    private let database: SealedDatabase
    private let lock: LedgerLock

    /// The size of the write-ahead log in bytes at which its pages are sealed and moved.
    private static let logLimit = 4 << 20

    /// Opens the storage in a directory, or creates both.
    ///
    /// - Throws: `ChainError`: `locked` if another process has it, `damaged` if it is not what was written.
    public init(at directory: String) throws(ChainError) {
        try File.createDirectory(directory)
        let files = LedgerFiles(directory: directory)
        let (path, seals) = (directory + "/replica.db", directory + "/replica.pages")
        place = directory
        lock = try LedgerLock(files, of: "the endorser's directory")
        if File.exists(path), try File.size(of: seals) == PageSeals.magic.count {
            // Begun and never finished: nothing has been kept.
            try LedgerCreation.remove([path, path + "-wal", seals])
        }
        let isThere = File.exists(path)
        if isThere { try Self.check(path, files) }
        database = try SealedDatabase(path, seals: seals, durability: .full)
        if isThere { try database.settle() }
        try database.write { try ReplicaDatabase.prepare($0, path: path) }
        if !isThere { try database.checkpoint() }
    }

    public func load() throws(ChainError) -> ReplicaRecord? {
        try database.read(ReplicaDatabase.record)
    }

    public func keep(_ progress: ReplicaProgress) throws(ChainError) {
        try database.write { try ReplicaDatabase.keep(progress, in: $0) }
        if try database.logSize() > Self.logLimit { try database.checkpoint() }
    }

    public func close() throws(ChainError) {
        try database.close()
        try lock.release()
    }

    /// Looks at every byte: what is read from here is endorsed.
    private static func check(_ path: String, _ files: LedgerFiles) throws(ChainError) {
        try SealedDatabase.checkLength(of: path)
        try SealedDatabase.checkLog(of: path)
        var pages = PageVerification(database: "replica.db", seals: "replica.pages", in: files)
        guard let finding = try pages.run().first else { return }
        throw ChainError(
            .damaged,
            "\(files.directory)/\(finding); restore the directory from a copy, or remove it: then the endorser takes "
                + "the whole chain over again, and follows the one that it is shown"
        )
    }
}
