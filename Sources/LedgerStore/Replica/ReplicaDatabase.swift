import Cryptography
import Foundation
import GRDB
import Ledger

/// The statements over a replica's tables: those of a state, and what else its next block follows from.
enum ReplicaDatabase {
    /// Marks the file as a replica of this program: "CWlr".
    private static let applicationID = 0x4357_6c72

    /// The rows of the table of configurations.
    private enum Configuration: Int {
        case founding = 0
        case inForce = 1
    }

    /// Creates the tables, or confirms that they are those of this program.
    ///
    /// - Throws: `ChainError` of kind `unsuitable`.
    static func prepare(_ database: Database, path: String) throws {
        if try !database.tableExists("head") { return try createSchema(database) }
        let application = try Int.fetchOne(database, sql: "PRAGMA application_id")
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version")
        guard application == applicationID, version == ChannelConfiguration.formatVersion else {
            throw ChainError(.unsuitable, "\(path) is not an endorser's of this version of the program")
        }
    }

    private static func createSchema(_ database: Database) throws {
        try StateDatabase.createSchema(database)
        try PrivateDatabase.createSchema(database)
        try database.execute(
            sql: """
                PRAGMA application_id = \(applicationID);

                CREATE TABLE head (
                    one INTEGER PRIMARY KEY CHECK (one = 1),
                    header BLOB NOT NULL,
                    edge BLOB NOT NULL
                ) STRICT;

                CREATE TABLE configuration (
                    id INTEGER PRIMARY KEY,
                    encoded BLOB NOT NULL
                ) STRICT;

                CREATE TABLE certificate (
                    fingerprint BLOB PRIMARY KEY CHECK (length(fingerprint) = 32),
                    der BLOB NOT NULL
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE lost (
                    key BLOB PRIMARY KEY,
                    txid BLOB NOT NULL CHECK (length(txid) = 32),
                    block INTEGER NOT NULL,
                    tx INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                """
        )
    }

    /// Keeps what some blocks change.
    static func keep(_ progress: ReplicaProgress, in database: Database) throws {
        let header = try BlockHeader(encoded: progress.header)
        let savepoint = StateDatabase.Savepoint(
            height: header.number + 1,
            hash: BlockHeader.hash(of: progress.header)
        )
        try StateDatabase.apply(progress.updates, savepoint: savepoint, to: database)
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO head VALUES (1, ?, ?)").execute(
            arguments: [Data(progress.header), Data(progress.frontier.hashes.flatMap(\.bytes))]
        )
        let certificate = try database.cachedStatement(sql: "INSERT OR IGNORE INTO certificate VALUES (?, ?)")
        for new in progress.certificates {
            try certificate.execute(arguments: [Data(new.fingerprint.bytes), Data(new.der)])
        }
        try keep(progress.founding, as: .founding, in: database)
        try keep(progress.configuration, as: .inForce, in: database)
        if let lost = progress.lost { try keep(lost, in: database) }
        try PrivateDatabase.insert(progress.values.kept, into: database)
        try PrivateDatabase.delete(progress.values.dropped, from: database)
    }

    private static func keep(_ encoded: [UInt8]?, as row: Configuration, in database: Database) throws {
        guard let encoded else { return }
        try database.execute(
            sql: "INSERT OR REPLACE INTO configuration VALUES (?, ?)",
            arguments: [row.rawValue, Data(encoded)]
        )
    }

    private static func keep(_ lost: LostValues, in database: Database) throws {
        try database.execute(sql: "DELETE FROM lost")
        for (key, loss) in lost.entries {
            try database.execute(
                sql: "INSERT INTO lost VALUES (?, ?, ?, ?)",
                arguments: [
                    Data(key.bytes), Data(loss.txid.bytes), loss.place.block, loss.place.transaction,
                ]
            )
        }
    }
}

extension ReplicaDatabase {
    /// What was kept; `nil` if nothing was.
    ///
    /// - Throws: `ChainError` of kind `damaged`, if its parts do not belong together.
    static func record(_ database: Database) throws -> ReplicaRecord? {
        guard let head = try Row.fetchOne(database, sql: "SELECT header, edge FROM head") else { return nil }
        let header = try head.bytes(0)
        let read = try BlockHeader(encoded: header)
        let edge = try head.bytes(1)
        let hashes = stride(from: 0, to: edge.count, by: Digest.byteCount).compactMap { start in
            Digest(Array(edge[start..<min(edge.count, start + Digest.byteCount)]))
        }
        guard let frontier = MerkleFrontier(size: read.firstLeaf + read.count, hashes: hashes),
            let founding = try configuration(.founding, in: database),
            let configuration = try configuration(.inForce, in: database)
        else { throw ChainError(.damaged, "what the endorser has kept is not whole") }
        let certificates = try Data.fetchAll(database, sql: "SELECT der FROM certificate ORDER BY fingerprint")
        return ReplicaRecord(
            header: header,
            frontier: frontier,
            founding: founding,
            configuration: configuration,
            certificates: certificates.map { Array($0) },
            state: try state(database),
            lost: try lost(database),
            values: try values(database)
        )
    }

    private static func values(_ database: Database) throws -> [KeptPrivateValue] {
        var values: [KeptPrivateValue] = []
        // One that is not what its hash says would be missed, and never believed.
        try PrivateDatabase.forEach(in: database) { kept, hash in if kept.hash == hash { values.append(kept) } }
        return values
    }

    private static func configuration(_ row: Configuration, in database: Database) throws -> [UInt8]? {
        let sql = "SELECT encoded FROM configuration WHERE id = ?"
        return try Data.fetchOne(database, sql: sql, arguments: [row.rawValue]).map { Array($0) }
    }

    private static func state(_ database: Database) throws -> WorldState {
        var entries: [StateEntry] = []
        let rows = try Row.fetchCursor(database, sql: "SELECT key, value, block, tx FROM kv ORDER BY key")
        while let row = try rows.next() {
            let version = Version(block: try row.integer(2), transaction: try row.integer(3))
            let value = VersionedValue(try row.bytes(1), version: version)
            entries.append(StateEntry(QualifiedKey(bytes: try row.bytes(0)), value))
        }
        guard let state = WorldState(ascending: entries) else {
            throw ChainError(.damaged, "the state that the endorser has kept is not in order")
        }
        return state
    }

    private static func lost(_ database: Database) throws -> LostValues {
        var losses: [QualifiedKey: LostValues.Loss] = [:]
        let rows = try Row.fetchCursor(database, sql: "SELECT key, txid, block, tx FROM lost")
        while let row = try rows.next() {
            guard let txid = Digest(try row.bytes(1)) else { continue }
            let place = Version(block: try row.integer(2), transaction: try row.integer(3))
            losses[QualifiedKey(bytes: try row.bytes(0))] = LostValues.Loss(txid: txid, place: place)
        }
        return LostValues(losses)
    }
}
