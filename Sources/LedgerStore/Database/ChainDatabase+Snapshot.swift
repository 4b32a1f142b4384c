import Cryptography
import Foundation
import GRDB
import Ledger

/// A ledger that began from a snapshot has the snapshot in tables of its own: what the state is made anew from, what an
/// audit begins with, and the identifiers that are taken.
extension ChainDatabase {
    /// Writes a snapshot into a chain without blocks.
    static func begin(from snapshot: LedgerSnapshot, hash: Digest, in database: Database) throws {
        try database.execute(sql: snapshotSchema)
        try database.execute(
            sql: "INSERT INTO snapshot VALUES (1, ?, ?, ?)",
            arguments: [snapshot.block, snapshot.edge.size, Data(hash.bytes)]
        )
        for block in snapshot.blocks {
            let header = try BlockHeader(encoded: block.header)
            try insert(header, block.header, seal: block.seal, into: database)
            for transaction in block.transactions { try insert(transaction, of: header, into: database) }
        }
        try append(snapshot.certificates.map { NewCertificate(der: $0) }, of: snapshot.block, to: database)
        for (level, hashes) in snapshot.edge.levels.enumerated() {
            for (position, hash) in hashes.enumerated() {
                try database.execute(
                    sql: "INSERT INTO subtree VALUES (?, ?, ?)",
                    arguments: [level, snapshot.edge.start(of: level) + position, Data(hash.bytes)]
                )
            }
        }
        let identifier = try database.cachedStatement(sql: "INSERT INTO snapshot_identifier VALUES (?)")
        for txid in snapshot.identifiers { try identifier.execute(arguments: [Data(txid.bytes)]) }
        let entry = try database.cachedStatement(sql: "INSERT INTO snapshot_state VALUES (?, ?, ?, ?)")
        try snapshot.state.forEach { (key, value) throws in
            try entry.execute(
                arguments: [Data(key.bytes), Data(value.value), value.version.block, value.version.transaction]
            )
        }
        try refuseChanges(of: ["snapshot", "snapshot_identifier", "snapshot_state"], in: database)
    }

    private static let snapshotSchema = """
        CREATE TABLE snapshot (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            block INTEGER NOT NULL,
            leaves INTEGER NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32)
        ) STRICT;

        CREATE TABLE snapshot_identifier (
            txid BLOB PRIMARY KEY CHECK (length(txid) = 32)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE snapshot_state (
            key BLOB PRIMARY KEY,
            value BLOB NOT NULL,
            block INTEGER NOT NULL,
            tx INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// Whether the ledger began from a snapshot.
    static func hasSnapshot(_ database: Database) throws -> Bool { try database.tableExists("snapshot") }

    /// The block of the snapshot that the ledger began from, the leaves up to there, and the snapshot's hash.
    static func origin(_ database: Database) throws -> (block: Int, leaves: Int, hash: Digest)? {
        guard try hasSnapshot(database),
            let row = try Row.fetchOne(database, sql: "SELECT block, leaves, hash FROM snapshot")
        else { return nil }
        guard let hash = Digest(try row.bytes(2)) else { throw damage("the snapshot's hash has not 32 bytes") }
        return (try row.integer(0), try row.integer(1), hash)
    }

    /// The number of the first leaf that came after the snapshot; 0 in a ledger that is whole.
    static func firstLeaf(_ database: Database) throws -> Int { try origin(database)?.leaves ?? 0 }

    /// The state of the snapshot that the ledger began from, in the order of its keys.
    static func snapshotState(_ database: Database) throws -> [StateEntry] {
        let rows = try Row.fetchCursor(database, sql: "SELECT key, value, block, tx FROM snapshot_state ORDER BY key")
        var entries: [StateEntry] = []
        while let row = try rows.next() {
            let version = Version(block: try row.integer(2), transaction: try row.integer(3))
            let value = VersionedValue(try row.bytes(1), version: version)
            entries.append(StateEntry(QualifiedKey(bytes: try row.bytes(0)), value))
        }
        return entries
    }

    /// The snapshot that the ledger began from, put together again and found to have its hash.
    ///
    /// - Throws: ``ChainError`` of kind `damaged`.
    static func snapshot(_ database: Database) throws -> LedgerSnapshot? {
        guard let origin = try origin(database) else { return nil }
        let numbers = try Int.fetchAll(
            database,
            sql: "SELECT number FROM block WHERE number <= ? ORDER BY number",
            arguments: [origin.block]
        )
        let certificates = try Data.fetchAll(
            database,
            sql: "SELECT der FROM certificate WHERE block <= ? ORDER BY fingerprint",
            arguments: [origin.block]
        )
        let identifiers = try digests("SELECT txid FROM snapshot_identifier ORDER BY txid", [], in: database)
        guard let state = WorldState(ascending: try snapshotState(database)) else { throw damage("its snapshot") }
        guard let edge = TileEdge(levels: try edge(size: origin.leaves, in: database)) else {
            throw damage("its snapshot has no tree")
        }
        do {
            let snapshot = try LedgerSnapshot(
                blocks: try numbers.compactMap { try block($0, in: database) },
                certificates: certificates.map(bytes),
                edge: edge,
                identifiers: identifiers,
                state: state
            )
            guard LedgerSnapshot.hash(of: snapshot.encoded) == origin.hash else {
                throw damage("the snapshot that it began from does not have its hash any more")
            }
            return snapshot
        } catch let error as SnapshotError {
            throw damage("the snapshot that it began from: \(error)")
        }
    }

    private static func edge(size: Int, in database: Database) throws -> [[Digest]] {
        var levels: [[Digest]] = []
        while size >> (levels.count * tileHeight) > 0 {
            let end = size >> (levels.count * tileHeight)
            levels.append(try hashes(level: levels.count, ((end >> tileHeight) << tileHeight)..<end, in: database))
        }
        return levels
    }

    /// Says of a block that is not here because the ledger began behind it, what it is.
    ///
    /// - Throws: ``ChainError`` of kind `unsuitable`.
    static func requireKept(_ number: Int, in database: Database) throws {
        guard let origin = try origin(database), number >= 0, number < origin.block else { return }
        throw ChainError(
            .unsuitable,
            "block \(number) is not here: this ledger began from a snapshot of block \(origin.block); "
                + "whoever has the whole ledger has it"
        )
    }

    static func beforeSnapshot(_ what: String, _ first: Int) -> ChainError {
        ChainError(
            .unsuitable,
            "\(what) is not here: this ledger began from a snapshot of \(first) transactions; "
                + "whoever has the whole ledger has it"
        )
    }
}
