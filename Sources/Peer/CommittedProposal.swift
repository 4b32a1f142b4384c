public import Cryptography
public import Ledger

/// A proposal that has become a valid, durable transaction.
public struct CommittedProposal: Hashable, Sendable {
    /// The transaction's identifier.
    public let txid: Digest

    /// Its block, and its place there.
    public let place: Version

    /// What the chaincode answered.
    public let response: [UInt8]

    /// Whether the transaction was committed before the proposal was handed in.
    public let isReplay: Bool
}
