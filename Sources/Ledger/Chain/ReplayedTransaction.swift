public import Cryptography

/// A transaction of a stored block and what became of it: whole, or what a redaction has left.
public struct ReplayedTransaction: Hashable, Sendable {
    /// What is stored of a transaction. It is much, and passed on as one.
    public indirect enum Content: Hashable, Sendable {
        /// All of it.
        case whole(Envelope)

        /// What a redaction has left.
        case redacted(RedactedTransaction)
    }

    /// What is stored of it.
    public let content: Content

    /// What became of it.
    public let code: ValidationCode

    /// Takes a transaction that is whole.
    public init(_ transaction: ValidatedTransaction) {
        content = .whole(transaction.envelope)
        code = transaction.code
    }

    /// Reads what is stored of a transaction.
    ///
    /// - Throws: ``LedgerFormatError``.
    public init(encoded: [UInt8], code: ValidationCode) throws(LedgerFormatError) {
        content =
            RedactedTransaction.isKept(in: encoded)
            ? .redacted(try RedactedTransaction(encoded: encoded)) : .whole(try Envelope(encoded: encoded))
        self.code = code
    }

    /// The identifier.
    public var txid: Digest {
        switch content {
        case .whole(let envelope): envelope.txid
        case .redacted(let remains): remains.txid
        }
    }

    /// The hash that its leaf carries.
    public var contentHash: ContentHash {
        switch content {
        case .whole(let envelope): envelope.content
        case .redacted(let remains): remains.content
        }
    }

    /// The transaction, if it is whole.
    public var whole: ValidatedTransaction? {
        guard case .whole(let envelope) = content else { return nil }
        return ValidatedTransaction(envelope, code: code)
    }

    /// What is left of it, if it was redacted.
    public var remains: RedactedTransaction? {
        guard case .redacted(let remains) = content else { return nil }
        return remains
    }

    /// Whether it wrote a value that is gone.
    public var hasLostValues: Bool {
        code == .valid && remains?.writes.contains { !$0.isDeletion } ?? false
    }

    /// The redaction that it is, if it is a valid one.
    public var redaction: Redaction? {
        guard code == .valid, case .whole(let envelope) = content, Redaction.isOne(envelope) else { return nil }
        return try? Redaction(envelope)
    }

    /// Its leaf at a place of the ledger.
    public func leaf(number: Int) -> Leaf {
        Leaf(number: number, txid: txid, code: code, content: contentHash)
    }

    var changesConfiguration: Bool {
        guard code == .valid, case .whole(let envelope) = content else { return false }
        return envelope.proposal.chaincode == ChannelConfiguration.chaincode
    }
}

extension StoredTransaction {
    /// The transaction with its code.
    ///
    /// - Throws: ``LedgerFormatError``; `nil` for a code that does not exist.
    public func replayed() throws(LedgerFormatError) -> ReplayedTransaction? {
        guard let code = UInt8(exactly: code).flatMap(ValidationCode.init(rawValue:)) else { return nil }
        return try ReplayedTransaction(encoded: envelope, code: code)
    }
}

extension StateUpdates {
    /// The value that a key has whose value is gone. No contract is ever executed on it: a redaction takes effect only
    /// when later transactions have overwritten what it takes away.
    static let lostValue: [UInt8] = []

    /// Adds what a transaction changes: its writes, if it is valid.
    public mutating func record(_ transaction: ReplayedTransaction, version: Version) {
        guard transaction.code == .valid else { return }
        switch transaction.content {
        case .whole(let envelope):
            record(envelope.result.writes, of: envelope.proposal.chaincode, version: version)
        case .redacted(let remains):
            let writes = remains.writes.map { write in
                KeyWrite(key: write.key, value: write.isDeletion ? nil : Self.lostValue)
            }
            record(writes, of: remains.chaincode, version: version)
        }
    }
}
