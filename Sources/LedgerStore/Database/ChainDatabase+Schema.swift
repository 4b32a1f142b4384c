import Cryptography
import GRDB
import Ledger

extension ChainDatabase {
    /// Marks the file as a chain of this program: "CWlc".
    static let applicationID = 0x4357_6c63

    /// Creates the tables of an empty chain, all in the caller's transaction.
    static func createSchema(_ database: Database) throws {
        try database.execute(sql: schema)
        try refuseChanges(of: ["meta", "block", "tx", "certificate", "config", "subtree"], in: database)
        try createCheckpoints(database)
    }

    /// Makes tables append-only.
    static func refuseChanges(of tables: [String], in database: Database) throws {
        for table in tables {
            for action in ["UPDATE", "DELETE"] {
                try database.execute(
                    sql: """
                        CREATE TRIGGER \(table)_refuses_\(action.lowercased()) BEFORE \(action) ON \(table)
                        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
                        """
                )
            }
        }
    }

    /// Notes what the chain is, for whoever opens the file with another program.
    static func describe(_ genesis: StoredBlock, channel: String, in database: Database) throws {
        let notes = [
            ("channel", channel), ("format", "\(ChannelConfiguration.formatVersion)"),
            ("genesis", BlockHeader.hash(of: genesis.header).hex),
        ]
        for (name, value) in notes {
            try database.execute(sql: "INSERT INTO meta VALUES (?, ?)", arguments: [name, value])
        }
    }

    private static var schema: String {
        """
        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = \(ChannelConfiguration.formatVersion);

        CREATE TABLE meta (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE block (
            number INTEGER PRIMARY KEY,
            first_leaf INTEGER NOT NULL,
            count INTEGER NOT NULL,
            header BLOB NOT NULL,
            seal BLOB NOT NULL
        ) STRICT;

        CREATE TABLE tx (
            number INTEGER PRIMARY KEY,
            block INTEGER NOT NULL,
            txid BLOB NOT NULL CHECK (length(txid) = 32),
            code INTEGER NOT NULL,
            leaf BLOB NOT NULL CHECK (length(leaf) = 32),
            envelope BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX tx_txid ON tx (\(segment), txid) WHERE \(claimsIdentifier);

        CREATE TABLE certificate (
            fingerprint BLOB PRIMARY KEY CHECK (length(fingerprint) = 32),
            block INTEGER NOT NULL,
            der BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE config (
            block INTEGER PRIMARY KEY,
            tx INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE subtree (
            level INTEGER NOT NULL,
            position INTEGER NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            PRIMARY KEY (level, position)
        ) STRICT, WITHOUT ROWID;
        """
    }

    /// Confirms that the file is a chain that this program can read.
    ///
    /// - Throws: ``ChainError`` of kind `unsuitable`.
    static func checkFormat(_ database: Database, path: String) throws {
        let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        guard application == applicationID else {
            throw ChainError(.unsuitable, "\(path) is a SQLite database, but not a chain of this program")
        }
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version == ChannelConfiguration.formatVersion else {
            throw ChainError(.unsuitable, "\(path): \(ConfigurationError.formatVersion(version))")
        }
    }
}
