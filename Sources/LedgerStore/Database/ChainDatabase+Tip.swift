import Cryptography
import Foundation
import GRDB
import Ledger

extension ChainDatabase {
    /// Where the chain ends, with the right edge of its tree put together from the kept subtrees and the last leaves.
    ///
    /// - Throws: ``ChainError`` of kind `damaged`, if the edge does not give the last header's root.
    static func tip(_ database: Database) throws -> ChainTip {
        let height = try height(database)
        guard height > 0 else { return .origin }
        guard
            let row = try Row.fetchOne(
                database,
                sql: "SELECT header FROM block WHERE number = ?",
                arguments: [height - 1]
            )
        else { throw damage("block \(height - 1) is missing") }
        let bytes = try row.bytes(0)
        let header: BlockHeader
        do {
            header = try BlockHeader(encoded: bytes)
        } catch {
            throw damage("block \(height - 1): \(error)")
        }
        let frontier = try frontier(size: header.firstLeaf + header.count, in: database)
        guard header.number == height - 1, frontier.root == header.ledgerRoot else {
            throw damage("the tree over the transactions does not have the root that block \(height - 1) names")
        }
        return ChainTip(header, hash: BlockHeader.hash(of: bytes), frontier: frontier)
    }

    private static func frontier(size: Int, in database: Database) throws -> MerkleFrontier {
        var frontier = MerkleFrontier()
        var level = 7
        while level > 0 {
            // Above the leaves at most 255 subtrees of each kept level stand free.
            let first = frontier.size >> (level * tileHeight)
            let end = size >> (level * tileHeight)
            if first < end {
                let hashes = try digests(
                    "SELECT hash FROM subtree WHERE level = ? AND position >= ? AND position < ? ORDER BY position",
                    [level, first, end],
                    in: database
                )
                for hash in hashes { frontier.append(subtree: hash, level: level * tileHeight) }
            }
            level -= 1
        }
        let leaves = try hashes(level: 0, frontier.size..<size, in: database)
        for leaf in leaves { frontier.append(leaf) }
        guard frontier.size == size else {
            throw damage("\(size) transactions are expected, the tree has \(frontier.size)")
        }
        return frontier
    }

    static func digests(
        _ sql: String,
        _ arguments: StatementArguments,
        in database: Database
    ) throws -> [Digest] {
        try Data.fetchAll(database, sql: sql, arguments: arguments).map { data in
            guard let digest = Digest(bytes(data)) else { throw damage("a hash of the tree has not 32 bytes") }
            return digest
        }
    }
}
