import Cryptography
public import Ledger
public import Units

extension LedgerNetwork {
    /// A redaction that the operator's administrator proposes and these members endorse.
    ///
    /// - Parameter number: Makes its identifier.
    public func redaction(
        _ redaction: Redaction,
        on channel: String,
        endorsedBy members: [Member],
        number: Int = 0,
        at instant: Instant = now
    ) throws -> Envelope {
        let bare = try redaction.transaction(
            on: channel,
            creator: admin.fingerprint,
            key: admin.key,
            at: instant,
            nonce: Digest.sha256(Array("redaction \(redaction.place), \(number)".utf8)).bytes
        )
        let endorsements = try members.map {
            try Endorsement(of: bare.content, endorser: $0.fingerprint, key: $0.key)
        }
        return Envelope(bare.signedProposal, result: bare.result, endorsements: endorsements)
    }
}

extension MemoryChain {
    /// Puts other bytes in an envelope's place, as the store does when it drops content.
    public mutating func store(_ bytes: [UInt8], at place: Version) {
        let block = blocks[place.block]
        var transactions = block.transactions
        let old = transactions[place.transaction]
        transactions[place.transaction] = StoredTransaction(
            number: old.number,
            txid: old.txid,
            code: old.code,
            leaf: old.leaf,
            envelope: bytes
        )
        blocks[place.block] = StoredBlock(
            number: block.number,
            header: block.header,
            seal: block.seal,
            transactions: transactions
        )
    }
}
