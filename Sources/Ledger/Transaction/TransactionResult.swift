public import Cryptography

/// What a call read, wrote and answered: the read set, the write set and the response that endorsers sign.
public struct TransactionResult: Hashable, Sendable {
    /// The keys read with the versions seen, in key order.
    public let reads: [KeyRead]

    /// The ranges read, in the order of the calls.
    public let ranges: [RangeRead]

    /// The keys written, in key order, each once.
    public let writes: [KeyWrite]

    /// The chaincode's answer to the caller.
    public let response: [UInt8]

    /// Creates a result.
    public init(reads: [KeyRead], ranges: [RangeRead], writes: [KeyWrite], response: [UInt8]) {
        self.reads = reads
        self.ranges = ranges
        self.writes = writes
        self.response = response
    }
}

/// A key that was read, and the version that was seen.
public struct KeyRead: Hashable, Sendable {
    /// The key, within its chaincode.
    public let key: StateKey

    /// The version, or `nil` if the key had no value.
    public let version: Version?

    /// Creates a read.
    public init(key: StateKey, version: Version?) {
        self.key = key
        self.version = version
    }
}

/// A key that was written.
public struct KeyWrite: Hashable, Sendable {
    /// The key, within its chaincode.
    public let key: StateKey

    /// The value, or `nil` if the key was deleted.
    public let value: [UInt8]?

    /// Creates a write.
    public init(key: StateKey, value: [UInt8]?) {
        self.key = key
        self.value = value
    }
}

/// A range that was read: the query itself and a hash of its results, "a set of tuples (key, ver)" (thesis, A.4.4).
public struct RangeRead: Hashable, Sendable {
    /// The first key of the range, within its chaincode.
    public let from: StateKey

    /// The end of the range, not in it; `nil` for all keys that follow.
    public let to: StateKey?

    /// The hash of the keys found and their versions.
    public let digest: Digest

    /// Creates a range read.
    public init(from: StateKey, to: StateKey?, digest: Digest) {
        self.from = from
        self.to = to
        self.digest = digest
    }
}
