public import Cryptography

/// A value that the ledger has as a salted hash, with its salt: what opens the hash, and nothing else does.
///
/// The hash is SHA-256 over a text of its own, the salt and the value. Power values are few, so that without the salt
/// anybody could try them all; with it, equal values have different hashes.
public struct PrivateValue: Hashable, Sendable {
    /// 32 bytes that nobody can guess.
    public let salt: Digest

    /// The value.
    public let value: [UInt8]

    /// Takes a value with its salt.
    public init(_ value: [UInt8], salt: Digest) {
        self.value = value
        self.salt = salt
    }

    /// The hash that stands in the ledger in the value's place.
    public var hash: Digest { .sha256(Self.prefix, salt.bytes, value) }

    private static let prefix = Array("commonwatt private value v1\n".utf8)
}

/// Where in a transaction a value stands that is private.
public enum PrivateSlot: Hashable, Sendable {
    /// An argument of the call, by its place from 0.
    case argument(Int)

    /// The value of a key in the write set.
    case write(StateKey)

    /// The chaincode's answer.
    case response
}

/// The secret of one transaction's salts: 32 bytes that its creator draws for it alone.
///
/// Every endorser derives the same salts from it, and so writes the same bytes. A salt says nothing of the seed, so
/// that one value can be shown without the others.
public struct PrivateSeed: Hashable, Sendable {
    /// The number of bytes.
    public static let length = 32

    /// The bytes.
    public let bytes: [UInt8]

    /// Takes bytes that were drawn at random; `nil` if there are not ``length`` of them.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        self.bytes = bytes
    }

    /// The salt of a value: SHA-256 over a text of its own, the seed, and where the value stands (0 and the argument's
    /// place as eight big-endian bytes; 1 and the key; 2).
    public func salt(of slot: PrivateSlot) -> Digest {
        switch slot {
        case .argument(let index):
            let place = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: index >> $0) }
            return .sha256(Self.prefix, bytes, [0], place)
        case .write(let key): return .sha256(Self.prefix, bytes, [1], key.bytes)
        case .response: return .sha256(Self.prefix, bytes, [2])
        }
    }

    /// A value with the salt of its place.
    public func salted(_ value: [UInt8], in slot: PrivateSlot) -> PrivateValue {
        PrivateValue(value, salt: salt(of: slot))
    }

    private static let prefix = Array("commonwatt private salt v1\n".utf8)
}

/// A private value as it is kept beside the ledger.
public struct KeptPrivateValue: Hashable, Sendable {
    /// The transaction in which its hash stands.
    public let transaction: Digest

    /// The member whose it is, as the chaincode names them; `nil` for what is the operator's, such as a record in which
    /// one member's power follows from the others'.
    public let member: String?

    /// The value with its salt.
    public let value: PrivateValue

    /// Its hash.
    public let hash: Digest

    /// Creates a kept value.
    public init(_ value: PrivateValue, of member: String?, in transaction: Digest) {
        self.value = value
        self.member = member
        self.transaction = transaction
        hash = value.hash
    }
}

/// Where private values are looked up by their hashes.
public protocol PrivateValues: Sendable {
    /// The value of a hash; `nil` if it is not here. Whether it has that hash is for the asker to see.
    ///
    /// - Throws: ``StateError``, if what holds them cannot be read.
    func privateValue(of hash: Digest) throws(StateError) -> PrivateValue?
}

/// A place without private values.
public struct NoPrivateValues: PrivateValues {
    /// Creates it.
    public init() {}

    public func privateValue(of hash: Digest) throws(StateError) -> PrivateValue? { nil }
}
