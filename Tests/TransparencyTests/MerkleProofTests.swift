import Cryptography
import Foundation
import Ledger
import LedgerTestKit
import Testing

@testable import Transparency

@Suite("Proofs over a tree")
struct MerkleProofTests {
    private static let tree = MemoryTree(size: 600)
    private var leaves: [Digest] { Self.tree.levels[0] }

    @Test("Every leaf of every tree up to 160 leaves has the RFC's path, which leads to the root and nowhere else")
    func inclusion() throws {
        for size in 1...160 {
            let root = Naive.root(leaves[..<size])
            #expect(try Self.tree.root(size: size) == root)
            for index in 0..<size {
                let proof = try Self.tree.inclusionProof(index: index, size: size)
                #expect(proof.path == Naive.path(index, leaves[..<size]))
                #expect(proof.root(of: leaves[index]) == root)
                #expect(proof.root(of: leaves[index + 1]) != root)
            }
        }
    }

    @Test("Every tree up to 130 leaves has the RFC's proof that it continues each smaller one, and no other")
    func consistency() throws {
        for size in 1...130 {
            let later = Naive.root(leaves[..<size])
            for from in 1...size {
                let earlier = Naive.root(leaves[..<from])
                let proof = try Self.tree.consistencyProof(from: from, to: size)
                #expect(proof.path == Naive.proof(from, leaves[..<size]))
                #expect(proof.verifies(earlier, isContinuedBy: later))
                #expect(!proof.verifies(earlier, isContinuedBy: leaves[0]) || size == 1)
                #expect(!proof.verifies(leaves[1], isContinuedBy: later))
            }
        }
    }

    @Test("Random proofs in trees whose higher tiles are kept are the RFC's", arguments: [1, 2, 3] as [UInt64])
    func large(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let tree = Self.large
        let leaves = tree.levels[0]
        for _ in 0..<40 {
            let size = 1 + random.below(leaves.count)
            let (index, from) = (random.below(size), 1 + random.below(size))
            let root = try tree.root(size: size)
            let inclusion = try tree.inclusionProof(index: index, size: size)
            #expect(inclusion.root(of: leaves[index]) == root, "seed \(seed), \(index) of \(size)")
            let proof = try tree.consistencyProof(from: from, to: size)
            let earlier = try tree.root(size: from)
            #expect(proof.verifies(earlier, isContinuedBy: root), "seed \(seed), \(from) to \(size)")
            guard size < 3_000 else { continue }
            #expect(inclusion.path == Naive.path(index, leaves[..<size]))
            #expect(proof.path == Naive.proof(from, leaves[..<size]))
        }
    }

    private static let large = MemoryTree(size: 70_000)

    @Test("The committed vectors, which a program of its own wrote from the RFC's text")
    func vectors() throws {
        let url = try #require(Bundle.module.url(forResource: "Vectors/proofs", withExtension: "txt"))
        var tree = MemoryTree(size: 0)
        for number in 0..<21 { tree.append([UInt8(number)]) }
        var count = 0
        for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ").map(String.init)
            let (first, hashes) = (try #require(Int(words[1])), words.compactMap { Digest(hex: $0) })
            switch words[0] {
            case "root": #expect(try tree.root(size: first) == hashes[0])
            case "inclusion":
                #expect(try tree.inclusionProof(index: first, size: try #require(Int(words[2]))).path == hashes)
            default: #expect(try tree.consistencyProof(from: first, to: try #require(Int(words[2]))).path == hashes)
            }
            count += 1
        }
        #expect(count == 40)
    }

    @Test("A proof with a hash flipped, dropped, added or swapped, or with another place or size, is refused")
    func altered() throws {
        var random = SplitMix64(seed: 5)
        for _ in 0..<400 {
            let size = 2 + random.below(598)
            let (index, from) = (random.below(size), 1 + random.below(size - 1))
            let root = try Self.tree.root(size: size)
            let proof = try Self.tree.inclusionProof(index: index, size: size)
            for path in Self.alterations(of: proof.path, &random) {
                #expect(InclusionProof(index: index, size: size, path: path).root(of: leaves[index]) != root)
            }
            let other = InclusionProof(index: (index + 1) % size, size: size, path: proof.path)
            #expect(other.root(of: leaves[index]) != root)
            let earlier = try Self.tree.root(size: from)
            let consistency = try Self.tree.consistencyProof(from: from, to: size)
            for path in Self.alterations(of: consistency.path, &random) {
                let altered = ConsistencyProof(from: from, to: size, path: path)
                #expect(!altered.verifies(earlier, isContinuedBy: root))
            }
        }
    }

    private static func alterations(of path: [Digest], _ random: inout SplitMix64) -> [[Digest]] {
        guard !path.isEmpty else { return [[.zero]] }
        var flipped = path
        let place = random.below(path.count)
        var bytes = path[place].bytes
        bytes[random.below(32)] ^= 1 << UInt8(random.below(8))
        flipped[place] = Digest(bytes) ?? .zero
        let swapped = path.count > 1 ? [Array(path.reversed())] : []
        return [flipped, Array(path.dropLast()), Array(path.dropFirst()), path + [.zero]] + swapped
    }

    @Test(
        "Places and sizes that no tree has are refused, whatever the path",
        arguments: [
            (-1, 5), (5, 5), (0, 0), (0, -1), (Int.max, Int.max), (Int.min, 1),
        ]
    )
    func nonsense(index: Int, size: Int) throws {
        for count in [0, 1, 64, 300] {
            let path = Array(repeating: Digest.zero, count: count)
            #expect(InclusionProof(index: index, size: size, path: path).root(of: .zero) == nil)
            let proof = ConsistencyProof(from: index, to: size, path: path)
            #expect(!proof.verifies(.zero, isContinuedBy: .sha256([1])))
        }
        #expect(throws: ChainError.self) { try Self.tree.inclusionProof(index: index, size: size) }
    }

    @Test("The empty tree is continued by every tree, with an empty proof")
    func empty() throws {
        let proof = try Self.tree.consistencyProof(from: 0, to: 7)
        #expect(proof.path.isEmpty)
        #expect(proof.verifies(MerkleTree.emptyRoot, isContinuedBy: try Self.tree.root(size: 7)))
        #expect(!proof.verifies(.zero, isContinuedBy: try Self.tree.root(size: 7)))
        #expect(throws: ChainError.self) { try Self.tree.consistencyProof(from: 8, to: 7) }
        #expect(throws: ChainError.self) { try Self.tree.root(size: 601) }
    }
}
