import Cryptography
import Foundation
import GRDB
import Ledger

/// The statements over the table of private values.
///
/// Each row proves itself by its hash, which the chain has. Rows may be deleted at any time: the chain stays as it is,
/// and what is gone cannot be shown or executed on any more.
enum PrivateDatabase {
    /// Marks the file as private values of this program: "CWlp".
    static let applicationID = 0x4357_6c70

    static func createSchema(_ database: Database) throws {
        guard try !database.tableExists("value") else { return }
        try database.execute(
            sql: """
                PRAGMA application_id = \(applicationID);
                PRAGMA user_version = \(ChannelConfiguration.formatVersion);

                CREATE TABLE value (
                    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
                    txid BLOB NOT NULL CHECK (length(txid) = 32),
                    member TEXT,
                    salt BLOB NOT NULL CHECK (length(salt) = 32),
                    value BLOB NOT NULL
                ) STRICT;
                """
        )
    }

    /// Confirms that a file is one of private values.
    ///
    /// - Throws: `ChainError` of kind `unsuitable`.
    static func checkFormat(_ database: Database, path: String) throws {
        let application = try Int.fetchOne(database, sql: "PRAGMA application_id")
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version")
        guard application == applicationID, version == ChannelConfiguration.formatVersion else {
            throw ChainError(.unsuitable, "\(path) does not hold private values of this program")
        }
    }

    static func insert(_ values: [KeptPrivateValue], into database: Database) throws {
        let put = try database.cachedStatement(sql: "INSERT OR REPLACE INTO value VALUES (?, ?, ?, ?, ?)")
        for kept in values {
            try put.execute(
                arguments: [
                    Data(kept.hash.bytes), Data(kept.transaction.bytes), kept.member, Data(kept.value.salt.bytes),
                    Data(kept.value.value),
                ]
            )
        }
    }

    static func value(of hash: Digest, in database: Database) throws -> PrivateValue? {
        let statement = try database.cachedStatement(sql: "SELECT salt, value FROM value WHERE hash = ?")
        guard let row = try Row.fetchOne(statement, arguments: [Data(hash.bytes)]), let salt = Digest(try row.bytes(0))
        else { return nil }
        return PrivateValue(try row.bytes(1), salt: salt)
    }

    /// Calls `body` with every row, in the order of the hashes.
    static func forEach(in database: Database, _ body: (KeptPrivateValue, Digest) throws -> Void) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT hash, txid, member, salt, value FROM value ORDER BY hash"
        )
        while let row = try rows.next() {
            guard let hash = Digest(try row.bytes(0)), let txid = Digest(try row.bytes(1)),
                let salt = Digest(try row.bytes(3))
            else { continue }
            let member: String? = row[2]
            try body(KeptPrivateValue(PrivateValue(try row.bytes(4), salt: salt), of: member, in: txid), hash)
        }
    }

    static func delete(_ hashes: [Digest], from database: Database) throws {
        let remove = try database.cachedStatement(sql: "DELETE FROM value WHERE hash = ?")
        for hash in hashes { try remove.execute(arguments: [Data(hash.bytes)]) }
    }

    /// Deletes what belongs to transactions.
    ///
    /// - Returns: How many values that were.
    static func delete(of transactions: [Digest], from database: Database) throws -> Int {
        var deleted = 0
        for transaction in transactions {
            try database.execute(sql: "DELETE FROM value WHERE txid = ?", arguments: [Data(transaction.bytes)])
            deleted += database.changesCount
        }
        return deleted
    }
}
