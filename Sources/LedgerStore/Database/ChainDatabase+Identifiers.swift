import Cryptography
import Foundation
import GRDB
import Ledger

/// Transactions by their identifiers.
///
/// Identifiers are hashes: in one index over all of them every transaction of a block would change a page of its own,
/// and the larger the ledger, the fewer of those pages would be in memory. So the index is in segments of
/// ``segmentSize`` transactions, one behind the other, of which a block changes the last one's few pages. Who looks for
/// an identifier looks into one segment after the other, from the last one back; a writer does so only if its filter
/// has not ruled the identifier out. A chain that was begun with an index in one piece keeps it, and is searched alike.
extension ChainDatabase {
    /// The transactions of a segment of the index.
    static let segmentSize = 2_048

    /// The segment of a transaction, as the index has it.
    static let segment = "number / \(segmentSize)"

    /// The condition of the index over identifiers, so that a query can use it.
    ///
    /// An identifier is taken by the first transaction that its creator has signed for this channel: the codes in the
    /// condition are those that leave it free (`ValidationCode.claimsIdentifier`).
    static let claimsIdentifier: String = {
        let free = ValidationCode.allCases.filter { !$0.claimsIdentifier }.map { "\($0.rawValue)" }
        return "code NOT IN (\(free.joined(separator: ", ")))"
    }()

    /// The segments that are looked into at the most; a ledger of that size would have two thousand million
    /// transactions. A file that an auditor is given may name one beyond all others, and is not searched for ever.
    private static let segmentsMax = 1 << 20

    /// A selection from the transaction that claims the identifier `?1`, if there is one.
    static func selectClaim(_ columns: String) -> String {
        """
        WITH RECURSIVE segment (place) AS (
            SELECT max(number) / \(segmentSize) FROM tx
            UNION ALL
            SELECT place - 1 FROM segment WHERE place > (SELECT min(number) / \(segmentSize) FROM tx)
            LIMIT \(segmentsMax)
        )
        SELECT \(columns) FROM segment CROSS JOIN tx
        WHERE \(segment) = place AND txid = ?1 AND \(claimsIdentifier) LIMIT 1
        """
    }

    /// A transaction by its identifier, with the number of its block and its place there.
    static func transaction(_ txid: Digest, in database: Database) throws -> CommittedTransaction? {
        let statement = try database.cachedStatement(
            sql: selectClaim(
                """
                number, txid, code, leaf, envelope, block,
                    number - (SELECT first_leaf FROM block WHERE block.number = tx.block)
                """
            )
        )
        guard let row = try Row.fetchOne(statement, arguments: [Data(txid.bytes)]) else { return nil }
        let place = Version(block: try row.integer(5), transaction: try row.integer(6))
        return CommittedTransaction(place: place, stored: try transaction(row))
    }

    /// Whether an identifier is taken.
    static func isClaimed(_ txid: Digest, in database: Database) throws -> Bool {
        var sql = "EXISTS (\(selectClaim("1")))"
        if try hasSnapshot(database) { sql += " OR EXISTS (SELECT 1 FROM snapshot_identifier WHERE txid = ?1)" }
        let statement = try database.cachedStatement(sql: "SELECT \(sql)")
        return try Bool.fetchOne(statement, arguments: [Data(txid.bytes)]) ?? false
    }

    /// Calls `body` with every claimed identifier.
    static func forEachIdentifier(in database: Database, _ body: (Digest) -> Void) throws {
        var sql = "SELECT txid FROM tx WHERE \(claimsIdentifier)"
        if try hasSnapshot(database) { sql += " UNION ALL SELECT txid FROM snapshot_identifier" }
        let rows = try Data.fetchCursor(database, sql: sql)
        while let data = try rows.next() {
            guard let txid = Digest(bytes(data)) else { throw damage("an identifier has not 32 bytes") }
            body(txid)
        }
    }
}
