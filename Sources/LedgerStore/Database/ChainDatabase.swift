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
    static let tileHeight = TileEdge.tileHeight

    /// Appends a block.
    static func append(_ block: SealedBlock, to database: Database) throws {
        let header = block.draft.header
        try insert(header, block.draft.headerBytes, seal: block.seal.encoded, into: database)
        for (index, transaction) in block.draft.transactions.enumerated() {
            let stored = StoredTransaction(
                number: header.firstLeaf + index,
                txid: transaction.envelope.txid,
                code: Int(transaction.code.rawValue),
                leaf: block.draft.leaves[index],
                envelope: transaction.envelope.bytes
            )
            try insert(stored, of: header, into: database)
        }
        try append(block.certificates, of: header.number, to: database)
        try appendSubtrees(of: block, to: database)
    }

    /// Writes a block's own row, and notes that it sets a configuration if it does.
    static func insert(_ header: BlockHeader, _ bytes: [UInt8], seal: [UInt8], into database: Database) throws {
        try database.cachedStatement(sql: "INSERT INTO block VALUES (?, ?, ?, ?, ?)").execute(
            arguments: [header.number, header.firstLeaf, header.count, Data(bytes), Data(seal)]
        )
        guard header.configurationBlock == header.number else { return }
        try database.execute(
            sql: "INSERT INTO config VALUES (?, ?)",
            arguments: [header.number, header.firstLeaf]
        )
    }

    static func insert(_ transaction: StoredTransaction, of header: BlockHeader, into database: Database) throws {
        let insertion = try database.cachedStatement(sql: "INSERT INTO tx VALUES (?, ?, ?, ?, ?, ?)")
        insertion.setUncheckedArguments([
            transaction.number, header.number, Data(transaction.txid.bytes), transaction.code,
            Data(transaction.leaf.bytes), Data(transaction.envelope),
        ])
        try insertion.execute()
    }

    static func append(_ certificates: [NewCertificate], of block: Int, to database: Database) throws {
        for certificate in certificates {
            try database.execute(
                sql: "INSERT INTO certificate VALUES (?, ?, ?)",
                arguments: [Data(certificate.fingerprint.bytes), block, Data(certificate.der)]
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
        guard let row = try Row.fetchOne(blocks, arguments: [number]) else {
            try requireKept(number, in: database)
            return nil
        }
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
