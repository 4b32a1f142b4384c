import Cryptography
import Ledger
import LedgerStore

/// A transaction that somebody wants redacted, as a ledger at rest has it.
struct RedactableTransaction {
    private let committed: CommittedTransaction
    private let state: StateArchive?

    init(_ txid: String, in path: String) throws(CommandFailure) {
        let place = try LedgerPlace(path)
        let digest = try Digest.transaction(txid)
        do throws(ChainError) {
            let archive = try LedgerArchive(at: place.directory)
            guard let found = try archive.transaction(digest) else {
                throw ChainError(.unsuitable, "there is no transaction \(txid) in \(path)")
            }
            committed = found
            state = try StateArchive(at: place.directory)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// The redaction that drops its content.
    ///
    /// - Throws: ``CommandFailure``, if it was redacted already, is one of the channel's own, or a value that it wrote
    ///   is still in force.
    func redaction() throws(CommandFailure) -> Redaction {
        let transaction: ReplayedTransaction
        do {
            guard let found = try committed.stored.replayed() else {
                throw CommandFailure.negativeFinding("it has a validation code that does not exist; audit the ledger")
            }
            transaction = found
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw .negativeFinding("the transaction cannot be read (\(error)); audit the ledger")
        }
        guard let envelope = transaction.whole?.envelope else { throw refused("was redacted already") }
        let redaction: Redaction
        do {
            redaction = try Redaction(of: envelope, at: committed.place)
        } catch {
            throw .badInput("\(error)")
        }
        try confirm(redaction, isValid: transaction.code == .valid)
        return redaction
    }

    /// Compares with the state: that there is no such redaction yet, and no value in force.
    private func confirm(_ redaction: Redaction, isValid: Bool) throws(CommandFailure) {
        let known = Redaction.key(of: redaction.remains.txid)
        let written = Set(redaction.remains.writes.map { QualifiedKey($0.key, in: redaction.remains.chaincode) })
        var problem: String?
        do {
            try state?.forEach { key, value in
                if key == known {
                    problem = "is redacted already; 'ledger redact apply' drops its content from a copy"
                } else if isValid, written.contains(key), value.version == redaction.place {
                    problem =
                        "wrote \(key), which has no newer value yet; redact it when a later transaction has written it"
                }
                return problem == nil
            }
        } catch {
            throw CommandFailure(error)
        }
        if let problem { throw refused(problem) }
    }

    private func refused(_ reason: String) -> CommandFailure {
        .badInput("transaction \(committed.stored.txid.hex) \(reason)")
    }
}
