public import CBOR
import Cryptography

/// What travels beside a proposal to its endorsers and is in no block (Fabric's transient data): the arguments whose
/// hashes the creator has signed, and the seed of all salts of the transaction.
public struct TransientData: Hashable, Sendable {
    /// The seed.
    public let seed: PrivateSeed

    /// The arguments, as the chaincode takes them.
    public let arguments: [[UInt8]]

    /// Creates the private part of a proposal.
    public init(_ arguments: [[UInt8]], seed: PrivateSeed) {
        self.seed = seed
        self.arguments = arguments
    }

    /// The arguments with their salts.
    public var values: [PrivateValue] {
        arguments.enumerated().map { seed.salted($1, in: .argument($0)) }
    }

    /// What the proposal has as its arguments: their hashes.
    public var hashes: [[UInt8]] { values.map(\.hash.bytes) }
}

extension TransientData {
    /// The bytes in which it travels: `{1: seed, 2: [arguments]}`, byte strings all.
    public var encoded: [UInt8] {
        var writer = CBORWriter(capacity: arguments.reduce(64) { $0 + $1.count + 8 })
        writer.map(2)
        writer.key(1)
        writer.bytes(seed.bytes)
        writer.key(2)
        writer.byteStrings(arguments)
        return writer.encoded
    }

    /// Reads it.
    ///
    /// - Throws: ``LedgerFormatError``.
    public init(encoded: [UInt8]) throws(LedgerFormatError) {
        self = try decoding("private part of the proposal", encoded) { reader throws(CBORError) in
            try reader.map(of: 2)
            try reader.key(1)
            let start = reader.offset
            guard let seed = PrivateSeed(try reader.bytes()) else { throw CBORError(.outOfRange, at: start) }
            try reader.key(2)
            return TransientData(try reader.byteStrings(), seed: seed)
        }
    }
}

extension KeptPrivateValue {
    /// The bytes in which it travels and is shown: `[transaction, hash, salt, value, member]`, without the last for
    /// what is the operator's.
    public func write(to writer: inout CBORWriter) {
        writer.array(member == nil ? 4 : 5)
        writer.bytes(transaction.bytes)
        writer.bytes(hash.bytes)
        writer.bytes(value.salt.bytes)
        writer.bytes(value.value)
        if let member { writer.text(member) }
    }

    /// Reads one. Whether the value has the hash is not looked at.
    public init(from reader: inout CBORReader) throws(CBORError) {
        let count = try reader.array(of: 4, or: 5)
        transaction = try reader.digest()
        hash = try reader.digest()
        let salt = try reader.digest()
        value = PrivateValue(try reader.bytes(), salt: salt)
        member = count == 5 ? try reader.text() : nil
    }
}
