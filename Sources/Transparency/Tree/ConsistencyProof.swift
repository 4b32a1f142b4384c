public import Cryptography
public import Ledger

/// That a tree is the continuation of a smaller one: all its leaves in their places, and more behind them (RFC 6962,
/// section 2.1.2).
public struct ConsistencyProof: Hashable, Sendable {
    /// The number of leaves of the earlier tree.
    public let from: Int

    /// The number of leaves of the later tree.
    public let to: Int

    /// The hashes from which both roots follow.
    public let path: [Digest]

    /// Takes a proof.
    public init(from: Int, to: Int, path: [Digest]) {
        self.from = from
        self.to = to
        self.path = path
    }

    /// Whether trees with these roots are one the continuation of the other (RFC 9162, section 2.1.4.2).
    public func verifies(_ earlier: Digest, isContinuedBy later: Digest) -> Bool {
        guard from >= 0, from <= to else { return false }
        guard from < to else { return path.isEmpty && earlier == later }
        guard from > 0 else { return path.isEmpty && earlier == MerkleTree.emptyRoot }
        guard let roots = roots(seed: isComplete ? earlier : nil) else { return false }
        return roots.earlier == earlier && roots.later == later
    }

    /// The root of the earlier tree that a later one of this root continues, as far as the proof itself says it: the
    /// proof that a log makes of another tree than the one that it has shown before convicts it.
    ///
    /// - Returns: `nil`, if the proof does not lead to the later root, or if the earlier tree is complete: then the
    ///   proof does not repeat its root.
    public func earlierRoot(continuedBy later: Digest) -> Digest? {
        guard from > 0, from < to, !isComplete, let roots = roots(seed: nil), roots.later == later else { return nil }
        return roots.earlier
    }

    /// Whether the earlier tree has as many leaves as a complete one: then it is a subtree of the later one.
    private var isComplete: Bool { from & (from - 1) == 0 }

    /// Both roots, as they follow from the path; `nil` if it is not one between trees of these sizes.
    ///
    /// - Parameter seed: The earlier root, where the path does not repeat it.
    private func roots(seed given: Digest?) -> (earlier: Digest, later: Digest)? {
        var hashes = (given.map { [$0] } ?? []) + path
        guard path.count <= 2 * Int.bitWidth, !path.isEmpty else { return nil }
        let seed = hashes.removeFirst()
        var (node, last) = (from - 1, to - 1)
        while node & 1 == 1 {
            node >>= 1
            last >>= 1
        }
        var (first, second) = (seed, seed)
        for hash in hashes {
            guard last > 0 else { return nil }
            if node & 1 == 1 || node == last {
                first = MerkleTree.nodeHash(hash, first)
                second = MerkleTree.nodeHash(hash, second)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                second = MerkleTree.nodeHash(second, hash)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 ? (first, second) : nil
    }
}

extension TreeReader {
    /// The proof that the tree as it was with `to` leaves continues the tree as it was with `from` leaves.
    ///
    /// - Throws: `ChainError`, also if there are not that many leaves or `from` is greater than `to`.
    public func consistencyProof(from: Int, to: Int) throws(ChainError) -> ConsistencyProof {
        try checkSize(to)
        guard (0...to).contains(from) else {
            throw ChainError(.failed, "a tree of \(to) leaves cannot continue one of \(from)")
        }
        guard from > 0, from < to else { return ConsistencyProof(from: from, to: to, path: []) }
        var hashes: [Digest] = []
        var (first, count, rest) = (0, to, from)
        // From the root down to where the earlier tree ends; the proof names them from there up.
        while rest < count {
            let half = count.largestPowerOfTwoBelow
            if rest <= half {
                hashes.append(try hash(from: first + half, count: count - half))
                count = half
            } else {
                hashes.append(try hash(from: first, count: half))
                (first, count, rest) = (first + half, count - half, rest - half)
            }
        }
        if first > 0 { hashes.append(try hash(from: first, count: count)) }
        return ConsistencyProof(from: from, to: to, path: hashes.reversed())
    }
}
