public import Cryptography
public import Ledger

extension LedgerStore {
    /// Drops the content of all transactions that redactions of the chain name and that is still there; what was
    /// dropped is overwritten on the device. Values that were kept aside of these transactions go with it.
    ///
    /// - Returns: The identifiers of the redactions by which something was dropped, in the order of the identifiers of
    ///   what they redact.
    /// - Throws: `ChainError`; then nothing is dropped.
    @discardableResult
    public func applyRedactions() throws(ChainError) -> [Digest] {
        let (redactions, redacted) = try redactions()
        var applied: [Digest] = []
        try chain.write { database in
            applied = try redactions.filter { try ChainDatabase.redact(by: $0, in: database) }
        }
        // The log holds the pages as they were: it is moved and cut off, so that they are gone from there too.
        if !applied.isEmpty { try chain.checkpoint() }
        try aside.delete(of: redacted)
        return applied
    }

    /// The identifiers of all redactions, as the state has them, and of what they redact.
    private func redactions() throws(ChainError) -> (by: [Digest], of: [Digest]) {
        let entries: [StateEntry]
        do {
            let from = QualifiedKey(StateKey([]), in: Redaction.chaincode)
            entries = try values(from: from, to: .end(of: Redaction.chaincode))
        } catch {
            throw ChainError(.failed, error.message)
        }
        let redacted = entries.compactMap { Digest($0.key.key.bytes) }
        let by = try entries.map { entry throws(ChainError) in
            guard let txid = Digest(entry.value.value) else {
                throw ChainError(.damaged, "the state's record of a redaction is damaged; ledger rebuild makes it anew")
            }
            return txid
        }
        return (by, redacted)
    }
}
