import Cryptography
import Ledger

@testable import Transparency

/// A tree in memory that keeps every eighth level, as a store does.
struct MemoryTree: TreeReader {
    private(set) var levels: [[Digest]] = [[]]
    private var frontier = MerkleFrontier()

    /// Leaves that each say their number and a name.
    init(size: Int, name: String = "") {
        for number in 0..<size { append(Self.leaf(number, name)) }
    }

    static func leaf(_ number: Int, _ name: String = "") -> [UInt8] { Array("leaf \(number) \(name)".utf8) }

    mutating func append(_ leaf: [UInt8]) {
        let hash = MerkleTree.leafHash(leaf)
        levels[0].append(hash)
        frontier.append(hash) { subtree in
            guard subtree.level.isMultiple(of: tileHeight) else { return }
            let level = subtree.level / tileHeight
            if levels.count == level { levels.append([]) }
            levels[level].append(subtree.hash)
        }
    }

    func treeSize() throws(ChainError) -> Int { levels[0].count }

    func hashes(level: Int, _ range: Range<Int>) throws(ChainError) -> [Digest] {
        guard levels.indices.contains(level), levels[level].indices.contains(range) || range.isEmpty else {
            throw ChainError(.damaged, "no hashes \(range) at level \(level)")
        }
        return Array(levels[level][range])
    }
}

extension Range<Int> {
    fileprivate func contains(_ other: Range<Int>) -> Bool {
        lowerBound <= other.lowerBound && other.upperBound <= upperBound
    }
}

/// RFC 6962, section 2.1, word for word: what everything else is compared with.
enum Naive {
    static func root(_ leaves: ArraySlice<Digest>) -> Digest {
        guard leaves.count > 1 else { return leaves.first ?? .sha256([]) }
        let (left, right) = halves(leaves)
        return .sha256(prefix: 0x01, root(left), root(right))
    }

    /// `PATH(m, D[n])`.
    static func path(_ index: Int, _ leaves: ArraySlice<Digest>) -> [Digest] {
        guard leaves.count > 1 else { return [] }
        let (left, right) = halves(leaves)
        return index < left.count
            ? path(index, left) + [root(right)] : path(index - left.count, right) + [root(left)]
    }

    /// `PROOF(m, D[n])`.
    static func proof(_ size: Int, _ leaves: ArraySlice<Digest>) -> [Digest] { subproof(size, leaves, true) }

    private static func subproof(_ size: Int, _ leaves: ArraySlice<Digest>, _ isWhole: Bool) -> [Digest] {
        guard size < leaves.count else { return isWhole ? [] : [root(leaves)] }
        let (left, right) = halves(leaves)
        return size <= left.count
            ? subproof(size, left, isWhole) + [root(right)]
            : subproof(size - left.count, right, false) + [root(left)]
    }

    /// The first `k` leaves, where `k` is the largest power of two smaller than their number, and the others.
    private static func halves(_ leaves: ArraySlice<Digest>) -> (ArraySlice<Digest>, ArraySlice<Digest>) {
        var half = 1
        while half * 2 < leaves.count { half *= 2 }
        return (leaves.prefix(half), leaves.dropFirst(half))
    }
}
