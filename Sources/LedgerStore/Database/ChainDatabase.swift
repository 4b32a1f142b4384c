import Cryptography
import Foundation
import GRDB
import Ledger

/// The statements over a chain's tables; whoever calls them says in which transaction.
///
/// Appending is five tables in one transaction: there is no moment at which a block is there without its certificates,
/// its place in the tree or its configuration.
enum ChainDatabase {
    /// How many levels of the tree lie between two kept ones: a tile of the transparency logs has 2⁸ hashes.
    static let tileHeight = 8

    /// Appends a block.
    static func append(_ block: SealedBlock, to database: Database) throws {
        let header = block.draft.header
        try database.cachedStatement(sql: "INSERT INTO block VALUES (?, ?, ?, ?, ?)").execute(
            arguments: [
                header.number, header.firstLeaf, header.count, Data(block.draft.headerBytes), Data(block.seal.encoded),
            ]
        )
        let insertion = try database.cachedStatement(sql: "INSERT INTO tx VALUES (?, ?, ?, ?, ?, ?)")
        for (index, transaction) in block.draft.transactions.enumerated() {
            insertion.setUncheckedArguments([
                header.firstLeaf + index, header.number, Data(transaction.envelope.txid.bytes),
                Int(transaction.code.rawValue), Data(block.draft.leaves[index].bytes), Data(transaction.envelope.bytes),
            ])
            try insertion.execute()
        }
        try appendCertificates(of: block, to: database)
        try appendSubtrees(of: block, to: database)
        if header.configurationBlock == header.number {
            try database.execute(
                sql: "INSERT INTO config VALUES (?, ?)",
                arguments: [header.number, header.firstLeaf]
            )
        }
    }

    private static func appendCertificates(of block: SealedBlock, to database: Database) throws {
        for certificate in block.certificates {
            try database.execute(
                sql: "INSERT INTO certificate VALUES (?, ?, ?)",
                arguments: [
                    Data(certificate.fingerprint.bytes), block.draft.header.number, Data(certificate.der),
                ]
            )
        }
    }

    private static func appendSubtrees(of block: SealedBlock, to database: Database) throws {
        for subtree in block.draft.subtrees where subtree.level.isMultiple(of: tileHeight) {
            try database.execute(
                sql: "INSERT INTO subtree VALUES (?, ?, ?)",
                arguments: [subtree.level / tileHeight, subtree.index, Data(subtree.hash.bytes)]
            )
        }
    }

    /// The number of blocks.
    static func height(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT coalesce(max(number) + 1, 0) FROM block") ?? 0
    }

    /// A block.
    static func block(_ number: Int, in database: Database) throws -> StoredBlock? {
        let blocks = try database.cachedStatement(
            sql: "SELECT first_leaf, count, header, seal FROM block WHERE number = ?"
        )
        guard let row = try Row.fetchOne(blocks, arguments: [number]) else { return nil }
        let firstLeaf = try row.integer(0)
        let count = try row.integer(1)
        let transactions = try database.cachedStatement(
            sql:
                """
                SELECT number, txid, code, leaf, envelope, block
                FROM tx WHERE number >= ? AND number < ? ORDER BY number
                """
        )
        let end = firstLeaf.addingReportingOverflow(count)
        guard !end.overflow else {
            throw damage("block \(number) begins at \(firstLeaf) and has \(count) transactions")
        }
        var stored: [StoredTransaction] = []
        let rows = try Row.fetchCursor(transactions, arguments: [firstLeaf, end.partialValue])
        while let row = try rows.next() {
            guard try row.integer(5) == number else {
                throw damage("transaction \(try row.integer(0)) is not in block \(number)")
            }
            stored.append(try transaction(row))
        }
        return StoredBlock(number: number, header: try row.bytes(2), seal: try row.bytes(3), transactions: stored)
    }

    /// A transaction by its identifier, with the number of its block and its place there.
    static func transaction(_ txid: Digest, in database: Database) throws -> CommittedTransaction? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT number, txid, code, leaf, envelope, block,
                    number - (SELECT first_leaf FROM block WHERE block.number = tx.block)
                FROM tx WHERE txid = ? AND \(claimsIdentifier)
                """
        )
        guard let row = try Row.fetchOne(statement, arguments: [Data(txid.bytes)]) else { return nil }
        let place = Version(block: try row.integer(5), transaction: try row.integer(6))
        return CommittedTransaction(place: place, stored: try transaction(row))
    }

    /// Calls `body` with every claimed identifier.
    static func forEachIdentifier(in database: Database, _ body: (Digest) -> Void) throws {
        let rows = try Data.fetchCursor(database, sql: "SELECT txid FROM tx WHERE \(claimsIdentifier)")
        while let data = try rows.next() {
            guard let txid = Digest(bytes(data)) else { throw damage("an identifier has not 32 bytes") }
            body(txid)
        }
    }

    /// A certificate.
    static func certificate(_ fingerprint: Digest, in database: Database) throws -> [UInt8]? {
        let statement = try database.cachedStatement(sql: "SELECT der FROM certificate WHERE fingerprint = ?")
        return try Data.fetchOne(statement, arguments: [Data(fingerprint.bytes)]).map(bytes)
    }

    static func transaction(_ row: Row) throws -> StoredTransaction {
        let number = try row.integer(0)
        guard let txid = Digest(try row.bytes(1)), let leaf = Digest(try row.bytes(3)) else {
            throw damage("transaction \(number) has an identifier or a leaf of another length than 32 bytes")
        }
        return StoredTransaction(
            number: number,
            txid: txid,
            code: try row.integer(2),
            leaf: leaf,
            envelope: try row.bytes(4)
        )
    }

    static func bytes(_ data: Data) -> [UInt8] {
        Array(data)
    }

    static func damage(_ what: String) -> ChainError {
        ChainError(.damaged, "the chain is damaged: \(what)")
    }
}
