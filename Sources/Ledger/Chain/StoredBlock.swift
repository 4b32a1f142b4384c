public import Cryptography

/// A block as a store keeps it and gives it back: bytes, of which nothing has been judged yet.
public struct StoredBlock: Hashable, Sendable {
    /// The number under which the block is kept.
    public let number: Int

    /// The header's bytes (``BlockHeader``).
    public let header: [UInt8]

    /// The seal's bytes (``BlockSeal``).
    public let seal: [UInt8]

    /// The transactions, in order.
    public let transactions: [StoredTransaction]

    /// Creates a block.
    public init(number: Int, header: [UInt8], seal: [UInt8], transactions: [StoredTransaction]) {
        self.number = number
        self.header = header
        self.seal = seal
        self.transactions = transactions
    }
}

extension StoredBlock {
    /// A draft and its seal, as a store keeps them.
    public init(_ draft: BlockDraft, seal: BlockSeal) {
        let transactions = draft.transactions.indices.map { index in
            StoredTransaction(
                number: draft.header.firstLeaf + index,
                txid: draft.transactions[index].envelope.txid,
                code: Int(draft.transactions[index].code.rawValue),
                leaf: draft.leaves[index],
                envelope: draft.transactions[index].envelope.bytes
            )
        }
        self.init(
            number: draft.header.number,
            header: draft.headerBytes,
            seal: seal.encoded,
            transactions: transactions
        )
    }
}

/// A transaction as a store keeps it.
public struct StoredTransaction: Hashable, Sendable {
    /// The place in the ledger under which it is kept.
    public let number: Int

    /// The identifier under which it is kept.
    public let txid: Digest

    /// The number of its validation code.
    public let code: Int

    /// The hash of its leaf.
    public let leaf: Digest

    /// The envelope's bytes (``Envelope``).
    public let envelope: [UInt8]

    /// Creates a transaction.
    public init(number: Int, txid: Digest, code: Int, leaf: Digest, envelope: [UInt8]) {
        self.number = number
        self.txid = txid
        self.code = code
        self.leaf = leaf
        self.envelope = envelope
    }
}

/// A chain to read from: what replay, audit and proofs need, and no more.
public protocol ChainReader: Sendable {
    /// The number of blocks.
    func height() throws(ChainError) -> Int

    /// A block, or `nil` if there is none of that number.
    func block(_ number: Int) throws(ChainError) -> StoredBlock?

    /// A certificate (DER) by its fingerprint, or `nil` if the chain does not have it.
    func certificate(_ fingerprint: Digest) throws(ChainError) -> [UInt8]?
}

/// A chain could not be read or written, and where.
public struct ChainError: Error, Hashable, Sendable {
    /// What kind of failure, for those who must tell them apart.
    public enum Kind: Hashable, Sendable {
        /// The file or a part of it is not what was written.
        case damaged

        /// Another process holds the ledger.
        case locked

        /// The ledger is older than one that was already here.
        case rolledBack

        /// The ledger contradicts a checkpoint that was signed over it.
        case forked

        /// There is no ledger, or it is another channel's, another program's, or of a newer format.
        case unsuitable

        /// No room is left on the device.
        case full

        /// The operating system or SQLite refused.
        case failed
    }

    /// What kind of failure.
    public let kind: Kind

    /// What happened, where, and what to do, for people.
    public let message: String

    /// Creates an error.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

extension ChainError: CustomStringConvertible {
    public var description: String { message }
}
