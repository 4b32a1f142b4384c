public import Cryptography

/// The values in force that a redaction has taken away: the state has their keys and versions, but not what they were,
/// so that nothing may be executed on them.
///
/// A redaction takes effect only when later transactions have overwritten what it takes away. So there are such values
/// while a redacted chain is followed from its beginning, and at its end only where content was dropped without one, or
/// where the end is not the one that the redaction stands in.
public struct LostValues: Hashable, Sendable {
    /// Where a value was written that is gone.
    public struct Loss: Hashable, Sendable {
        /// The transaction's identifier.
        public let txid: Digest

        /// Its block and its place there.
        public let place: Version

        /// Creates a loss.
        public init(txid: Digest, place: Version) {
            self.txid = txid
            self.place = place
        }
    }

    private var losses: [QualifiedKey: Loss]

    /// Takes the losses of some keys.
    public init(_ losses: [QualifiedKey: Loss] = [:]) {
        self.losses = losses
    }

    /// The losses in the order of their keys.
    public var entries: [(key: QualifiedKey, loss: Loss)] {
        losses.keys.sorted().compactMap { key in losses[key].map { (key, $0) } }
    }

    /// Goes over a block: what it writes anew is there again, and what it has lost is not.
    public mutating func follow(_ block: ReplayedBlock) {
        if !losses.isEmpty { block.updates.entries.forEach { key, _ in losses[key] = nil } }
        for (index, transaction) in block.transactions.enumerated() where transaction.hasLostValues {
            let loss = Loss(
                txid: transaction.txid,
                place: Version(block: block.header.number, transaction: index)
            )
            guard let remains = transaction.remains else { continue }
            for write in remains.writes where !write.isDeletion {
                let key = QualifiedKey(write.key, in: remains.chaincode)
                if block.updates.entries[key]?.version == loss.place { losses[key] = loss }
            }
        }
    }

    /// Confirms that a key's value is there.
    ///
    /// - Throws: ``StateError`` with the transaction that wrote it and what can be done, if it is not.
    public func check(_ key: QualifiedKey) throws(StateError) {
        guard let loss = losses[key] else { return }
        let place = "block \(loss.place.block), transaction \(loss.place.transaction)"
        throw StateError(
            "the value of \(key) was redacted with transaction \(loss.txid.hex) (\(place)), so that nothing can be "
                + "executed on it; have a later transaction write the key again, or give the endorser a ledger that "
                + "still has this transaction"
        )
    }

    /// Confirms that the values of a range are there.
    ///
    /// - Throws: ``StateError``, as ``check(_:)``.
    public func check(from: QualifiedKey, to: QualifiedKey) throws(StateError) {
        guard !losses.isEmpty else { return }
        for (key, _) in entries where from <= key && key < to { try check(key) }
    }
}
