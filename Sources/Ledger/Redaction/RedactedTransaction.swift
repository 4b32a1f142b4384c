import CBOR
public import Cryptography

/// What is left of a transaction whose content was redacted: enough for its leaf, its endorsements and the versions of
/// the keys that it wrote, and nothing of what it said.
///
/// The content hash is the one that the leaf carries and the endorsers signed, so that proofs and the endorsement
/// policy stay verifiable. The chaincode's name and the keys are what the redaction's signers vouch for.
public struct RedactedTransaction: Hashable, Sendable {
    /// A key that the transaction wrote.
    public struct Write: Hashable, Sendable {
        /// The key, within the chaincode.
        public let key: StateKey

        /// Whether it was deleted; else it had a value, which is gone.
        public let isDeletion: Bool
    }

    /// The bytes that are stored in the envelope's place.
    public let bytes: [UInt8]

    /// The transaction's identifier.
    public let txid: Digest

    /// The hash of the proposal and the result that are gone.
    public let content: ContentHash

    /// The chaincode's name.
    public let chaincode: String

    /// The keys written, in key order.
    public let writes: [Write]

    /// The endorsements of the content; those of other results are gone with it.
    public let endorsements: [Endorsement]

    /// What a redaction leaves of a transaction.
    public init(of envelope: Envelope) {
        txid = envelope.txid
        content = envelope.content
        chaincode = envelope.proposal.chaincode
        writes = envelope.result.writes.map { Write(key: $0.key, isDeletion: $0.value == nil) }
        endorsements = envelope.endorsements.filter { $0.result == nil }
        bytes = Self.encode(txid, content, chaincode, writes, endorsements)
    }

    /// Reads what a redaction has left.
    ///
    /// - Throws: ``LedgerFormatError``.
    public init(encoded: [UInt8]) throws(LedgerFormatError) {
        let parts = try decoding("redacted transaction", encoded) { reader throws(CBORError) in
            try Parts(from: &reader)
        }
        let keys = parts.writes.map(\.key)
        guard zip(keys, keys.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .disordered(structure: "redacted transaction", list: "write set")
        }
        let endorsers = parts.endorsements.map(\.endorser)
        guard Set(endorsers).count == endorsers.count else {
            throw .disordered(structure: "redacted transaction", list: "list of endorsers")
        }
        bytes = encoded
        txid = parts.txid
        content = parts.content
        chaincode = parts.chaincode
        writes = parts.writes
        endorsements = parts.endorsements
    }

    /// Whether stored bytes are what a redaction has left, by the first one: the head of a map of five. An envelope is
    /// a map of four.
    public static func isKept(in bytes: [UInt8]) -> Bool {
        bytes.first == 0xa5
    }
}

extension RedactedTransaction {
    /// `{1: txid, 2: content hash, 3: chaincode, 4: [[key, 1] or [key]], 5: [[endorser, signature]]}`; a write without
    /// the 1 is a deletion.
    private static func encode(
        _ txid: Digest,
        _ content: ContentHash,
        _ chaincode: String,
        _ writes: [Write],
        _ endorsements: [Endorsement]
    ) -> [UInt8] {
        var writer = CBORWriter(capacity: 128 + writes.count * 32 + endorsements.count * 112)
        writer.map(5)
        writer.key(1)
        writer.bytes(txid.bytes)
        writer.key(2)
        writer.bytes(content.digest.bytes)
        writer.key(3)
        writer.text(chaincode)
        writer.key(4)
        writer.array(writes.count)
        for write in writes {
            writer.array(write.isDeletion ? 1 : 2)
            writer.bytes(write.key.bytes)
            if !write.isDeletion { writer.unsigned(1) }
        }
        writer.key(5)
        writer.array(endorsements.count)
        for endorsement in endorsements {
            writer.array(2)
            writer.bytes(endorsement.endorser.bytes)
            writer.bytes(endorsement.signature)
        }
        return writer.encoded
    }

    /// The same, encoded again: the bytes have one form.
    public var rewritten: [UInt8] { Self.encode(txid, content, chaincode, writes, endorsements) }

    private struct Parts {
        let txid: Digest
        let content: ContentHash
        let chaincode: String
        let writes: [Write]
        let endorsements: [Endorsement]

        init(from reader: inout CBORReader) throws(CBORError) {
            try reader.map(of: 5)
            try reader.key(1)
            txid = try reader.digest()
            try reader.key(2)
            content = ContentHash(try reader.digest())
            try reader.key(3)
            chaincode = try reader.text()
            try reader.key(4)
            writes = try reader.list { reader throws(CBORError) in
                let count = try reader.array(of: 1, or: 2)
                let key = StateKey(try reader.bytes())
                let start = reader.offset
                guard count == 2 else { return Write(key: key, isDeletion: true) }
                guard try reader.unsigned() == 1 else { throw CBORError(.outOfRange, at: start) }
                return Write(key: key, isDeletion: false)
            }
            try reader.key(5)
            endorsements = try reader.list { reader throws(CBORError) in
                try reader.array(of: 2)
                return Endorsement(endorser: try reader.digest(), signature: try reader.bytes())
            }
        }
    }
}
