public import CBOR
public import Cryptography
public import Ledger

/// A coin state: so many units of a kind that belong to somebody (thesis, A.5.1: `(amount, owner, label)`).
public struct Coin: Hashable, Sendable {
    /// How many units; more than none.
    public let amount: Int64

    /// The fingerprint of the owner's certificate.
    public let owner: Digest

    /// The kind of coin, for example `USD` or `FBC`.
    public let label: String

    /// Creates a coin.
    public init(amount: Int64, owner: Digest, label: String) {
        self.amount = amount
        self.owner = owner
        self.label = label
    }
}

/// The key of a coin state: the output's number in the transaction that created it (thesis, A.5.1: `txid.j`).
public struct CoinReference: Hashable, Sendable {
    /// The transaction's identifier.
    public let txid: Digest

    /// The output's number, from 1.
    public let output: Int

    /// Creates a reference.
    public init(txid: Digest, output: Int) {
        self.txid = txid
        self.output = output
    }

    /// The state's key: the identifier and the number as eight big-endian bytes.
    public var key: StateKey { StateKey(txid.bytes).appending(UInt64(output)) }
}

// MARK: - Bytes

extension Coin {
    /// `[amount, owner, label]` as deterministic CBOR.
    public var encoded: [UInt8] {
        var writer = CBORWriter(capacity: 48)
        write(to: &writer)
        return writer.encoded
    }

    /// Reads a coin state.
    ///
    /// - Throws: `CBORError`.
    public init(encoded: [UInt8]) throws(CBORError) {
        var reader = CBORReader(encoded)
        self = try Coin(from: &reader)
        try reader.finish()
    }

    fileprivate func write(to writer: inout CBORWriter) {
        writer.array(3)
        writer.int(amount)
        writer.bytes(owner.bytes)
        writer.text(label)
    }

    fileprivate init(from reader: inout CBORReader) throws(CBORError) {
        try reader.array(of: 3)
        amount = try reader.int()
        owner = try reader.digest()
        label = try reader.text()
    }

    /// An array of coins: the outputs of a transaction.
    static func encode(_ coins: [Coin]) -> [UInt8] {
        var writer = CBORWriter(capacity: 8 + coins.count * 48)
        writer.array(coins.count)
        for coin in coins { coin.write(to: &writer) }
        return writer.encoded
    }

    static func decode(_ encoded: [UInt8]) throws(CBORError) -> [Coin] {
        var reader = CBORReader(encoded)
        var coins: [Coin] = []
        for _ in 0..<(try reader.array()) { coins.append(try Coin(from: &reader)) }
        try reader.finish()
        return coins
    }
}

extension CoinReference {
    /// An array of `[txid, output]`: the inputs of a transaction.
    static func encode(_ references: [CoinReference]) -> [UInt8] {
        var writer = CBORWriter(capacity: 8 + references.count * 40)
        writer.array(references.count)
        for reference in references {
            writer.array(2)
            writer.bytes(reference.txid.bytes)
            writer.unsigned(UInt64(reference.output))
        }
        return writer.encoded
    }

    static func decode(_ encoded: [UInt8]) throws(CBORError) -> [CoinReference] {
        var reader = CBORReader(encoded)
        var references: [CoinReference] = []
        for _ in 0..<(try reader.array()) {
            try reader.array(of: 2)
            let txid = try reader.digest()
            let start = reader.offset
            guard let output = Int(exactly: try reader.unsigned()) else { throw CBORError(.outOfRange, at: start) }
            references.append(CoinReference(txid: txid, output: output))
        }
        try reader.finish()
        return references
    }
}
