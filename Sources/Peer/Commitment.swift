public import Cryptography
public import Ledger

/// A transaction's place in the ledger and what became of it: what a caller is told, after it is durable and never
/// before.
public struct Commitment: Hashable, Sendable {
    /// The transaction's identifier.
    public let txid: Digest

    /// The block, and the place there.
    public let place: Version

    /// What became of it. A transaction that is not valid is in the ledger too, and changed nothing.
    public let code: ValidationCode

    /// The chaincode's answer.
    public let response: [UInt8]

    /// Whether the identifier was known already, and this is the answer that was given then.
    public let isReplay: Bool

    init(_ transaction: ValidatedTransaction, place: Version, isReplay: Bool) {
        txid = transaction.envelope.txid
        self.place = place
        code = transaction.code
        response = transaction.envelope.result.response
        self.isReplay = isReplay
    }

    /// The same, told to somebody who asked again.
    var replayed: Commitment { Commitment(txid: txid, place: place, code: code, response: response, isReplay: true) }

    private init(txid: Digest, place: Version, code: ValidationCode, response: [UInt8], isReplay: Bool) {
        self.txid = txid
        self.place = place
        self.code = code
        self.response = response
        self.isReplay = isReplay
    }
}
