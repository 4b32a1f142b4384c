import GRDB
import Ledger

/// The beginning of a ledger: empty tables, and the genesis block or a snapshot.
enum LedgerCreation {
    /// Creates the chain of a ledger. A crash in the middle leaves nothing that anybody was told of: creating again
    /// starts over.
    ///
    /// - Parameters:
    ///   - last: The block that the ledger then ends with.
    ///   - begin: Fills the tables.
    static func create(
        _ files: LedgerFiles,
        head last: StoredBlock,
        begin: (Database) throws -> Void
    ) throws(ChainError) {
        if !File.exists(files.chain), LedgerStore.exists(at: files.directory) { try files.requireChain() }
        if File.exists(files.chain) {
            guard try isUnfinished(files) else {
                guard File.exists(files.head) else { throw HeadFile.missing(files.head) }
                throw ChainError(.unsuitable, "there is a ledger in \(files.directory) already")
            }
            try remove([files.chain, files.chain + "-wal", files.chainSeals, files.head, files.checkpoint])
        }
        try StateRecovery.discard(files)
        let chain = try SealedDatabase(files.chain, seals: files.chainSeals, durability: .full)
        try chain.write { database in
            try ChainDatabase.createSchema(database)
            try begin(database)
        }
        try chain.checkpoint()
        let head = HeadFile(header: last.header, seal: last.seal)
        let file = try File(files.head, .writing)
        try file.write(head.encoded, at: 0)
        try file.synchronize()
        try File.synchronizeDirectory(of: files.chain)
        try chain.close()
    }

    /// Whether a creation was interrupted: the head is the last thing it writes.
    private static func isUnfinished(_ files: LedgerFiles) throws(ChainError) -> Bool {
        guard !File.exists(files.head) else { return false }
        let chain = try SealedDatabase(files.chain, seals: files.chainSeals, durability: .full)
        let (height, first) = try chain.read { database in
            guard try database.tableExists("block") else { return (0, 0) }
            return (try ChainDatabase.height(database), try ChainDatabase.origin(database)?.block ?? 0)
        }
        return height <= first + 1
    }

    static func remove(_ paths: [String]) throws(ChainError) {
        for path in paths { try File.remove(path) }
    }
}
