import Cryptography
import Testing

@testable import Ledger

@Suite("The tree of RFC 6962")
struct MerkleTreeTests {
    /// The leaves and roots that the reference implementations of Certificate Transparency test with.
    private static let inputs: [[UInt8]] = [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
        [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        [0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
    ]
    private static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    @Test("Roots of the reference trees of 0 to 8 leaves", arguments: 0...8)
    func referenceRoots(count: Int) {
        let leaves = Self.inputs.prefix(count).map { MerkleTree.leafHash($0) }
        #expect(MerkleTree.root(of: leaves).hex == Self.roots[count])
    }

    @Test("The incremental root is the recursive one of the RFC for every size up to 300")
    func recursive() {
        let leaves = (0..<300).map { MerkleTree.leafHash([UInt8($0 & 0xff), UInt8($0 >> 8)]) }
        var frontier = MerkleFrontier()
        for count in 0...300 {
            #expect(frontier.root == Self.recursiveRoot(leaves[..<count]), "\(count) leaves")
            #expect(frontier.size == count)
            #expect(MerkleFrontier(size: count, hashes: frontier.hashes) == frontier)
            if count < 300 { frontier.append(leaves[count]) }
        }
    }

    @Test("Completed subtrees are told with their place, and stand for their leaves")
    func subtrees() {
        let leaves = (0..<70).map { MerkleTree.leafHash([UInt8($0)]) }
        var complete: [MerkleFrontier.CompleteSubtree] = []
        var frontier = MerkleFrontier()
        for leaf in leaves { frontier.append(leaf) { complete.append($0) } }
        for subtree in complete {
            let first = subtree.index << subtree.level
            #expect(subtree.hash == Self.recursiveRoot(leaves[first..<(first + (1 << subtree.level))]))
        }
        #expect(complete.filter { $0.level == 2 }.map(\.index) == Array(0..<17))

        var rebuilt = MerkleFrontier()
        for subtree in complete where subtree.level == 3 { rebuilt.append(subtree: subtree.hash, level: 3) }
        for leaf in leaves[64...] { rebuilt.append(leaf) }
        #expect(rebuilt == frontier)
    }

    @Test("An edge with another number of hashes than its size has is none")
    func badEdges() {
        let hash = MerkleTree.leafHash([1])
        #expect(MerkleFrontier(size: 2, hashes: [hash, hash]) == nil)
        #expect(MerkleFrontier(size: -1, hashes: []) == nil)
        #expect(MerkleFrontier(size: 0, hashes: []) == MerkleFrontier())
    }

    /// MTH as section 2.1 defines it: split at the largest power of two below the number of leaves.
    private static func recursiveRoot(_ leaves: ArraySlice<Digest>) -> Digest {
        guard let first = leaves.first else { return .sha256([]) }
        guard leaves.count > 1 else { return first }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        let middle = leaves.startIndex + split
        return .sha256([1], recursiveRoot(leaves[..<middle]).bytes, recursiveRoot(leaves[middle...]).bytes)
    }
}
