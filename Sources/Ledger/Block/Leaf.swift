import CBOR
public import Cryptography

/// The leaf of a transaction in the ledger's tree: its place, its identifier, what became of it, and the hash of its
/// content. With the leaf a transaction stays provable when its envelope is gone.
public struct Leaf: Hashable, Sendable {
    /// The transaction's place in the ledger, from 0.
    public let number: Int

    /// The transaction's identifier.
    public let txid: Digest

    /// What became of it.
    public let code: ValidationCode

    /// The hash of its proposal and result.
    public let content: ContentHash

    /// Creates a leaf.
    public init(number: Int, txid: Digest, code: ValidationCode, content: ContentHash) {
        self.number = number
        self.txid = txid
        self.code = code
        self.content = content
    }

    /// The leaf's data: `{1: number, 2: txid, 3: validation code, 4: content hash}`.
    public var encoded: [UInt8] {
        var writer = CBORWriter(capacity: 88)
        writer.map(4)
        writer.key(1)
        writer.unsigned(UInt64(number))
        writer.key(2)
        writer.bytes(txid.bytes)
        writer.key(3)
        writer.unsigned(UInt64(code.rawValue))
        writer.key(4)
        writer.bytes(content.digest.bytes)
        return writer.encoded
    }

    /// The leaf's hash (RFC 6962).
    public var hash: Digest { MerkleTree.leafHash(encoded) }
}
