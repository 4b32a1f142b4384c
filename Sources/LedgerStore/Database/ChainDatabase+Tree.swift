import Cryptography
import Foundation
import GRDB
import Ledger
import Transparency

extension ChainDatabase {
    /// The number of leaves.
    static func treeSize(_ database: Database) throws -> Int {
        let sql = "SELECT first_leaf + count FROM block ORDER BY number DESC LIMIT 1"
        return try Int.fetchOne(database, sql: sql) ?? 0
    }

    /// Hashes of a kept level of the tree.
    static func hashes(level: Int, _ range: Range<Int>, in database: Database) throws -> [Digest] {
        let kept = "SELECT hash FROM subtree WHERE level = ? AND position >= ? AND position < ? ORDER BY position"
        var hashes: [Digest] = []
        if level > 0 {
            hashes = try digests(kept, [level, range.lowerBound, range.upperBound], in: database)
        } else {
            // Leaves before a snapshot are kept as it had them, for their transactions are not here.
            let first = try firstLeaf(database)
            if range.lowerBound < first {
                hashes = try digests(kept, [0, range.lowerBound, min(range.upperBound, first)], in: database)
            }
            hashes += try digests(
                "SELECT leaf FROM tx WHERE number >= ? AND number < ? ORDER BY number",
                [max(range.lowerBound, first), range.upperBound],
                in: database
            )
        }
        guard hashes.count == range.count else {
            let first = try firstLeaf(database)
            guard range.lowerBound << (level * tileHeight) >= first else {
                throw beforeSnapshot("transaction \(range.lowerBound << (level * tileHeight))", first)
            }
            throw damage("hashes \(range) of level \(level) are not all there")
        }
        return hashes
    }

    /// Leaves in a row, as the transactions that are stored have them.
    static func leaves(_ range: Range<Int>, in database: Database) throws -> [Leaf] {
        let first = try firstLeaf(database)
        guard range.lowerBound >= first else { throw beforeSnapshot("transaction \(range.lowerBound)", first) }
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
