import Cryptography
import Foundation
import GRDB
import Ledger

extension ChainDatabase {
    /// Drops the content of a transaction, as a redaction that the chain has says.
    ///
    /// The table's own trigger refuses every other change: it lets an envelope be replaced only by what the table of
    /// redactions holds for it, in which nothing can be changed.
    ///
    /// - Parameter txid: The redaction's identifier.
    /// - Returns: Whether there was something to drop.
    /// - Throws: ``ChainError``, if there is no such redaction, or the transaction is not what it says.
    static func redact(by txid: Digest, in database: Database) throws -> Bool {
        guard let permission = try transaction(txid, in: database),
            let redaction = try permission.stored.replayed()?.redaction
        else { throw ChainError(.unsuitable, "the ledger has no valid redaction \(txid.hex)") }
        let remains = redaction.remains
        guard let target = try transaction(remains.txid, in: database), target.place == redaction.place else {
            throw ChainError(.unsuitable, "the redaction \(txid.hex) names a transaction that the ledger does not have")
        }
        guard target.stored.envelope != remains.bytes else { return false }
        guard let whole = try target.stored.replayed()?.whole, RedactedTransaction(of: whole.envelope) == remains else {
            throw ChainError(.unsuitable, "the redaction \(txid.hex) says something else of the transaction than it is")
        }
        try allowRedactions(in: database)
        let number = target.stored.number
        try database.execute(
            sql: "INSERT INTO redaction VALUES (?, ?, ?)",
            arguments: [number, permission.stored.number, Data(remains.bytes)]
        )
        try database.execute(
            sql: "UPDATE tx SET envelope = ? WHERE number = ?",
            arguments: [Data(remains.bytes), number]
        )
        return true
    }

    /// Creates the table of redactions, and lets what it holds take the place of an envelope and nothing else; a ledger
    /// without redactions has neither.
    private static func allowRedactions(in database: Database) throws {
        guard try !database.tableExists("redaction") else { return }
        try database.execute(
            sql: """
                CREATE TABLE redaction (
                    tx INTEGER PRIMARY KEY,
                    by INTEGER NOT NULL,
                    remains BLOB NOT NULL
                ) STRICT;

                DROP TRIGGER tx_refuses_update;
                CREATE TRIGGER tx_refuses_update BEFORE UPDATE ON tx
                WHEN NOT (
                    NEW.number = OLD.number AND NEW.block = OLD.block AND NEW.txid = OLD.txid AND NEW.code = OLD.code
                    AND NEW.leaf = OLD.leaf
                    AND EXISTS (SELECT 1 FROM redaction WHERE tx = OLD.number AND remains = NEW.envelope)
                )
                BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
                """
        )
        try refuseChanges(of: ["redaction"], in: database)
    }
}
