public import Cryptography

/// The Merkle tree of RFC 6962, section 2.1, with SHA-256: a leaf is `H(0x00 ‖ data)`, a node `H(0x01 ‖ left ‖ right)`.
public enum MerkleTree {
    /// The hash of a tree without leaves: SHA-256 of nothing.
    public static let emptyRoot = Digest.sha256([])

    /// The hash of a leaf.
    public static func leafHash(_ data: [UInt8]) -> Digest {
        .sha256(prefix: 0x00, data)
    }

    /// The hash of an inner node.
    public static func nodeHash(_ left: Digest, _ right: Digest) -> Digest {
        .sha256(prefix: 0x01, left, right)
    }

    /// The Merkle Tree Hash (MTH) of a list of leaf hashes.
    public static func root(of leaves: [Digest]) -> Digest {
        var frontier = MerkleFrontier()
        for leaf in leaves { frontier.append(leaf) }
        return frontier.root
    }
}

/// The right edge of a growing tree: what must be kept to append leaves and to know the root.
///
/// The leaves form complete subtrees, largest first, one for each one-bit of their number; the edge holds the hash of
/// each. Appending a leaf takes two hashes on average.
public struct MerkleFrontier: Hashable, Sendable {
    /// A subtree that an appended leaf completed.
    public struct CompleteSubtree: Hashable, Sendable {
        /// The height: the subtree has `2^level` leaves.
        public let level: Int

        /// The number of subtrees of this height to its left.
        public let index: Int

        /// Its hash.
        public let hash: Digest
    }

    /// The number of leaves.
    public private(set) var size = 0

    /// The hashes of the complete subtrees, the largest first.
    public private(set) var hashes: [Digest] = []

    /// The edge of the tree without leaves.
    public init() {}

    /// Takes an edge from what was kept of it; `nil` if a tree of that size does not have that many complete subtrees.
    public init?(size: Int, hashes: [Digest]) {
        guard size >= 0, hashes.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.hashes = hashes
    }

    /// Appends a leaf's hash.
    public mutating func append(_ leaf: Digest) {
        append(leaf) { _ in }
    }

    /// Appends a leaf's hash and tells of every subtree that it completes, the smallest first.
    public mutating func append(_ leaf: Digest, completing: (CompleteSubtree) -> Void) {
        var hash = leaf
        var level = 0
        while size >> level & 1 == 1 {
            hash = MerkleTree.nodeHash(hashes.removeLast(), hash)
            level += 1
            completing(CompleteSubtree(level: level, index: size >> level, hash: hash))
        }
        hashes.append(hash)
        size += 1
    }

    /// Appends the hash of a complete subtree of `2^level` leaves, as it was kept instead of its leaves.
    ///
    /// - Precondition: The tree so far consists of whole subtrees of that height.
    public mutating func append(subtree: Digest, level: Int) {
        precondition(size & (1 << level - 1) == 0, "a subtree of height \(level) does not fit behind \(size) leaves")
        var hash = subtree
        var height = level
        while size >> height & 1 == 1 {
            hash = MerkleTree.nodeHash(hashes.removeLast(), hash)
            height += 1
        }
        hashes.append(hash)
        size += 1 << level
    }

    /// The root: MTH of all leaves so far.
    public var root: Digest {
        guard var root = hashes.last else { return MerkleTree.emptyRoot }
        for hash in hashes.dropLast().reversed() { root = MerkleTree.nodeHash(hash, root) }
        return root
    }
}
