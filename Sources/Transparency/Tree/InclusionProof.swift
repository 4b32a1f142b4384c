public import Cryptography
public import Ledger

/// A Merkle audit path: that a leaf is at a place of a tree (RFC 6962, section 2.1.1).
public struct InclusionProof: Hashable, Sendable {
    /// The leaf's place, from 0.
    public let index: Int

    /// The number of the tree's leaves.
    public let size: Int

    /// The hashes beside the way from the leaf to the root, the leaf's neighbour first.
    public let path: [Digest]

    /// Takes a proof.
    public init(index: Int, size: Int, path: [Digest]) {
        self.index = index
        self.size = size
        self.path = path
    }

    /// The root that follows from a leaf's hash (RFC 9162, section 2.1.3.2); `nil` if the path has not the length that
    /// the place and the size ask for.
    public func root(of leaf: Digest) -> Digest? {
        guard (0..<max(size, 0)).contains(index) else { return nil }
        var (node, last) = (index, size - 1)
        var root = leaf
        for hash in path {
            guard last > 0 else { return nil }
            if node & 1 == 1 || node == last {
                root = MerkleTree.nodeHash(hash, root)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                root = MerkleTree.nodeHash(root, hash)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 ? root : nil
    }
}

extension TreeReader {
    /// The proof that the leaf at an index is in the tree as it was with `size` leaves.
    ///
    /// - Throws: `ChainError`, also if there are not that many leaves or the index is none of theirs.
    public func inclusionProof(index: Int, size: Int) throws(ChainError) -> InclusionProof {
        try checkSize(size)
        guard (0..<max(size, 0)).contains(index) else {
            throw ChainError(.failed, "transaction \(index) is not among the first \(size)")
        }
        var siblings: [Digest] = []
        var (first, count, rest) = (0, size, index)
        // From the root down to the leaf; the proof names them from the leaf up.
        while count > 1 {
            let half = count.largestPowerOfTwoBelow
            if rest < half {
                siblings.append(try hash(from: first + half, count: count - half))
                count = half
            } else {
                siblings.append(try hash(from: first, count: half))
                (first, count, rest) = (first + half, count - half, rest - half)
            }
        }
        return InclusionProof(index: index, size: size, path: siblings.reversed())
    }
}
