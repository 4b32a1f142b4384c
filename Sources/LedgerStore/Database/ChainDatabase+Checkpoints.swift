import Cryptography
import Foundation
import GRDB
import Ledger
import Transparency

extension ChainDatabase {
    /// Creates the tables of checkpoints, if they are not there: ledgers from before there were any get them when they
    /// are opened to be written.
    static func createCheckpoints(_ database: Database) throws {
        guard try !hasCheckpoints(database) else { return }
        try database.execute(
            sql: """
                CREATE TABLE checkpoint (
                    size INTEGER PRIMARY KEY,
                    note BLOB NOT NULL
                ) STRICT;

                CREATE TABLE cosignature (
                    size INTEGER NOT NULL,
                    line TEXT NOT NULL,
                    PRIMARY KEY (size, line)
                ) STRICT, WITHOUT ROWID;
                """
        )
        try refuseChanges(of: ["checkpoint", "cosignature"], in: database)
    }

    private static func hasCheckpoints(_ database: Database) throws -> Bool {
        try database.tableExists("cosignature")
    }

    /// Keeps a checkpoint as its log signed it.
    static func append(_ checkpoint: SignedCheckpoint, to database: Database) throws {
        try database.cachedStatement(sql: "INSERT INTO checkpoint VALUES (?, ?)").execute(
            arguments: [checkpoint.checkpoint.size, Data(checkpoint.encoded)]
        )
    }

    /// Keeps a witness's signature of a checkpoint that is kept.
    static func append(_ cosignature: SignedNote.Signature, size: Int, to database: Database) throws {
        guard try Int.fetchOne(database, sql: "SELECT size FROM checkpoint WHERE size = ?", arguments: [size]) != nil
        else { throw ChainError(.unsuitable, "the ledger has no checkpoint of \(size) transactions") }
        try database.execute(
            sql: "INSERT OR IGNORE INTO cosignature VALUES (?, ?)",
            arguments: [size, cosignature.line]
        )
    }

    /// The checkpoint of the smallest size greater than this one, with its cosignatures.
    static func checkpoint(after size: Int, in database: Database) throws -> SignedCheckpoint? {
        try checkpoint("WHERE size > ? ORDER BY size LIMIT 1", [size], in: database)
    }

    /// The checkpoint of exactly this size as its log signed it.
    ///
    /// - Throws: `ChainError`, if there is none.
    static func bare(_ size: Int, in database: Database) throws -> SignedCheckpoint {
        let sql = "SELECT note FROM checkpoint WHERE size = ?"
        guard try hasCheckpoints(database), let data = try Data.fetchOne(database, sql: sql, arguments: [size]) else {
            throw damage("there is no checkpoint of \(size) transactions")
        }
        do {
            return try SignedCheckpoint(parsing: bytes(data))
        } catch {
            throw damage("checkpoint \(size): \(error)")
        }
    }

    /// The newest checkpoint, with its cosignatures.
    static func newestCheckpoint(in database: Database) throws -> SignedCheckpoint? {
        try checkpoint("ORDER BY size DESC LIMIT 1", [], in: database)
    }

    /// The number of checkpoints.
    static func checkpoints(_ database: Database) throws -> Int {
        guard try hasCheckpoints(database) else { return 0 }
        return try Int.fetchOne(database, sql: "SELECT count(*) FROM checkpoint") ?? 0
    }

    private static func checkpoint(
        _ condition: String,
        _ arguments: StatementArguments,
        in database: Database
    ) throws -> SignedCheckpoint? {
        guard try hasCheckpoints(database),
            let row = try Row.fetchOne(
                database,
                sql: "SELECT size, note FROM checkpoint \(condition)",
                arguments: arguments
            )
        else { return nil }
        let size = try row.integer(0)
        let sql = "SELECT line FROM cosignature WHERE size = ? ORDER BY line"
        do {
            var checkpoint = try SignedCheckpoint(parsing: try row.bytes(1))
            guard checkpoint.checkpoint.size == size else { throw damage("checkpoint \(size) is of another size") }
            for line in try String.fetchAll(database, sql: sql, arguments: [size]) {
                checkpoint.add(try SignedNote.Signature(line: line))
            }
            return checkpoint
        } catch let error as TextFormatError {
            throw damage("checkpoint \(size): \(error)")
        }
    }

    /// Hashes of a kept level of the tree.
    static func hashes(level: Int, _ range: Range<Int>, in database: Database) throws -> [Digest] {
        let hashes =
            level == 0
            ? try digests(
                "SELECT leaf FROM tx WHERE number >= ? AND number < ? ORDER BY number",
                [range.lowerBound, range.upperBound],
                in: database
            )
            : try digests(
                "SELECT hash FROM subtree WHERE level = ? AND position >= ? AND position < ? ORDER BY position",
                [level, range.lowerBound, range.upperBound],
                in: database
            )
        guard hashes.count == range.count else { throw damage("hashes \(range) of level \(level) are not all there") }
        return hashes
    }

    /// The number of leaves.
    static func treeSize(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT coalesce(max(number) + 1, 0) FROM tx") ?? 0
    }

    /// Leaves in a row, as the transactions that are stored have them.
    static func leaves(_ range: Range<Int>, in database: Database) throws -> [Leaf] {
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT number, txid, code, leaf, envelope FROM tx WHERE number >= ? AND number < ? ORDER BY number",
            arguments: [range.lowerBound, range.upperBound]
        )
        var leaves: [Leaf] = []
        while let row = try rows.next() {
            let stored = try transaction(row)
            guard let leaf = try? stored.replayed()?.leaf(number: stored.number) else {
                throw damage("transaction \(stored.number) cannot be read")
            }
            guard leaf.hash == stored.leaf else { throw damage("transaction \(stored.number) is not what was logged") }
            leaves.append(leaf)
        }
        return leaves
    }
}
