/// The version of a value: the transaction that wrote it (thesis, A.4.4).
///
/// "The version consists of the block sequence number and the sequence number of the transaction (that stores the
/// entry) within the block. This makes the version unique and monotonically increasing."
public struct Version: Hashable, Sendable {
    /// The number of the block.
    public let block: Int

    /// The place of the transaction in its block, from 0.
    public let transaction: Int

    /// Creates a version.
    public init(block: Int, transaction: Int) {
        self.block = block
        self.transaction = transaction
    }
}

extension Version: Comparable {
    public static func < (left: Version, right: Version) -> Bool {
        (left.block, left.transaction) < (right.block, right.transaction)
    }
}

extension Version: CustomStringConvertible {
    public var description: String { "\(block):\(transaction)" }
}

/// A value and the transaction that wrote it.
public struct VersionedValue: Hashable, Sendable {
    /// The value.
    public let value: [UInt8]

    /// The transaction that wrote it.
    public let version: Version

    /// Creates a versioned value.
    public init(_ value: [UInt8], version: Version) {
        self.value = value
        self.version = version
    }
}
