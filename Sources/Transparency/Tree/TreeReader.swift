public import Cryptography
public import Ledger

/// The tree over a ledger's leaves as it is kept: every eighth level of it, as in the tiles of a transparency log.
public protocol TreeReader: Sendable {
    /// The number of leaves.
    func treeSize() throws(ChainError) -> Int

    /// Hashes of a kept level: at level 0 those of leaves, at level `t` those of complete subtrees of `256^t` leaves.
    ///
    /// - Throws: `ChainError`, also if one of them is not there.
    func hashes(level: Int, _ range: Range<Int>) throws(ChainError) -> [Digest]
}

/// How many levels of the tree lie between two kept ones (C2SP tlog-tiles).
public let tileHeight = TileEdge.tileHeight

extension TreeReader {
    /// The root of the tree as it was with that many leaves.
    public func root(size: Int) throws(ChainError) -> Digest {
        guard size > 0 else { return MerkleTree.emptyRoot }
        try checkSize(size)
        return try hash(from: 0, count: size)
    }

    /// The Merkle Tree Hash of leaves in a row, `D[first:first + count]` (RFC 6962, section 2.1).
    ///
    /// - Precondition: `count` is positive, and `first` a multiple of every power of two up to it, as in every path.
    func hash(from first: Int, count: Int) throws(ChainError) -> Digest {
        guard count & (count - 1) != 0 else { return try subtree(from: first, height: count.trailingZeroBitCount) }
        let half = count.largestPowerOfTwoBelow
        let left = try subtree(from: first, height: half.trailingZeroBitCount)
        return MerkleTree.nodeHash(left, try hash(from: first + half, count: count - half))
    }

    func checkSize(_ size: Int) throws(ChainError) {
        let leaves = try treeSize()
        guard size <= leaves else {
            throw ChainError(.failed, "the ledger has \(leaves) transactions, not \(size)")
        }
    }

    /// A complete subtree, put together from the next kept level below.
    private func subtree(from first: Int, height: Int) throws(ChainError) -> Digest {
        let (level, rest) = height.quotientAndRemainder(dividingBy: tileHeight)
        let start = first >> (level * tileHeight)
        return MerkleTree.root(of: try hashes(level: level, start..<(start + (1 << rest))))
    }
}

extension Int {
    /// The largest power of two that is smaller than this number, which is at least 2.
    var largestPowerOfTwoBelow: Int { 1 << (Int.bitWidth - 1 - (self - 1).leadingZeroBitCount) }
}
