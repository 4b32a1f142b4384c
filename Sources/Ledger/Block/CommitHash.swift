import CBOR
public import Cryptography

/// A hash chained over the state updates of all blocks: two ledgers that differ in a commit hash differ in their state,
/// and the first block that differs is where it began.
public struct CommitHash: Hashable, Sendable {
    /// The hash.
    public let digest: Digest

    /// The commit hash before the first block.
    public static let initial = CommitHash(.zero)

    /// Takes a commit hash that was kept.
    public init(_ digest: Digest) {
        self.digest = digest
    }

    /// The commit hash after a block with these updates: SHA-256 of this one and the array of the block's last updates
    /// of each key in key order, `[key, transaction, value]` or `[key, transaction]` for a deletion.
    public func next(_ updates: StateUpdates) -> CommitHash {
        var writer = CBORWriter(capacity: 64 + updates.entries.count * 128)
        writer.array(updates.entries.count)
        updates.entries.forEach { key, update in
            writer.array(update.value == nil ? 2 : 3)
            writer.bytes(key.bytes)
            writer.unsigned(UInt64(update.version.transaction))
            if let value = update.value { writer.bytes(value) }
        }
        return CommitHash(.sha256(digest.bytes, writer.encoded))
    }
}
