import Cryptography
import Foundation
import GRDB
import Ledger

/// The statements over the state's tables: the latest value of every key, and how far the state has come.
///
/// Everything in it follows from the chain; it may be deleted at any time when the ledger is not in use.
enum StateDatabase {
    /// Marks the file as a state of this program: "CWls".
    static let applicationID = 0x4357_6c73

    /// How far the state has come: Fabric's savepoint (thesis, A.4.4).
    struct Savepoint: Hashable {
        /// The number of blocks that the state has.
        let height: Int

        /// The hash of the last of them.
        let hash: Digest
    }

    static func createSchema(_ database: Database) throws {
        try database.execute(
            sql: """
                PRAGMA application_id = \(applicationID);
                PRAGMA user_version = \(ChannelConfiguration.formatVersion);

                CREATE TABLE kv (
                    key BLOB PRIMARY KEY,
                    value BLOB NOT NULL,
                    block INTEGER NOT NULL,
                    tx INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE savepoint (
                    one INTEGER PRIMARY KEY CHECK (one = 1),
                    height INTEGER NOT NULL,
                    hash BLOB NOT NULL
                ) STRICT;
                """
        )
    }

    /// Whether the file is a state that this program can go on with.
    static func isUsable(_ database: Database) throws -> Bool {
        let application = try Int.fetchOne(database, sql: "PRAGMA application_id")
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version")
        return application == applicationID && version == ChannelConfiguration.formatVersion
    }

    static func savepoint(_ database: Database) throws -> Savepoint? {
        guard let row = try Row.fetchOne(database, sql: "SELECT height, hash FROM savepoint"),
            let hash = Digest(try row.bytes(1))
        else { return nil }
        return Savepoint(height: try row.integer(0), hash: hash)
    }

    /// Fills an empty state with a snapshot's entries.
    static func begin(with entries: [StateEntry], savepoint: Savepoint, in database: Database) throws {
        let put = try database.cachedStatement(sql: "INSERT INTO kv VALUES (?, ?, ?, ?)")
        for entry in entries {
            let version = entry.value.version
            try put.execute(
                arguments: [Data(entry.key.bytes), Data(entry.value.value), version.block, version.transaction]
            )
        }
        try move(to: savepoint, in: database)
    }

    private static func move(to savepoint: Savepoint, in database: Database) throws {
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO savepoint VALUES (1, ?, ?)").execute(
            arguments: [savepoint.height, Data(savepoint.hash.bytes)]
        )
    }

    /// Applies a block's updates, and moves the savepoint behind it.
    static func apply(_ updates: StateUpdates, savepoint: Savepoint, to database: Database) throws {
        let put = try database.cachedStatement(
            sql: "INSERT INTO kv VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, "
                + "block = excluded.block, tx = excluded.tx"
        )
        let remove = try database.cachedStatement(sql: "DELETE FROM kv WHERE key = ?")
        try updates.entries.forEach { key, update throws in
            if let value = update.value {
                put.setUncheckedArguments([
                    Data(key.bytes), Data(value), update.version.block, update.version.transaction,
                ])
                try put.execute()
            } else {
                remove.setUncheckedArguments([Data(key.bytes)])
                try remove.execute()
            }
        }
        try move(to: savepoint, in: database)
    }

    static func value(of key: QualifiedKey, in database: Database) throws -> VersionedValue? {
        let statement = try database.cachedStatement(sql: "SELECT value, block, tx FROM kv WHERE key = ?")
        guard let row = try Row.fetchOne(statement, arguments: [Data(key.bytes)]) else { return nil }
        let version = Version(block: try row.integer(1), transaction: try row.integer(2))
        return VersionedValue(try row.bytes(0), version: version)
    }

    static func values(from: QualifiedKey, to: QualifiedKey, in database: Database) throws -> [StateEntry] {
        let statement = try database.cachedStatement(
            sql: "SELECT key, value, block, tx FROM kv WHERE key >= ? AND key < ? ORDER BY key"
        )
        var entries: [StateEntry] = []
        let rows = try Row.fetchCursor(statement, arguments: [Data(from.bytes), Data(to.bytes)])
        while let row = try rows.next() {
            let version = Version(block: try row.integer(2), transaction: try row.integer(3))
            let key = QualifiedKey(bytes: try row.bytes(0))
            entries.append(StateEntry(key, VersionedValue(try row.bytes(1), version: version)))
        }
        return entries
    }
}
