import Cryptography
import Ledger
import Testing

@testable import Transparency

@Suite("A log that has signed two histories")
struct ForkTests {
    /// Two histories that agree in their first twenty leaves.
    private static func histories() throws -> (Log, Log) {
        let (honest, forked) = (try Log(size: 20), try Log(size: 0))
        return (try honest.grown(30, "a"), try forked.following(honest).grown(40, "b"))
    }

    @Test("Two roots at one size are evidence by themselves")
    func sameSize() throws {
        let (one, other) = try Self.histories()
        let evidence = try #require(try other.tree.evidence(against: one.checkpoint(25), by: other.checkpoint(25)))
        #expect(evidence.contradiction == nil)
        let read = try ForkEvidence(parsing: evidence.encoded)
        #expect(read == evidence)
        #expect(try read.verify(one.trust).contains("has signed two ledgers of 25 transactions"))
    }

    @Test(
        "Two sizes are evidence with a proof that the later continues another root",
        arguments: [
            (21, 22), (24, 40), (25, 33), (30, 40),
        ]
    )
    func differentSizes(early: Int, late: Int) throws {
        let (one, other) = try Self.histories()
        let evidence = try #require(
            try other.tree.evidence(against: one.checkpoint(early), by: other.checkpoint(late))
        )
        let read = try ForkEvidence(parsing: evidence.encoded)
        #expect(read == evidence)
        #expect(try read.verify(one.trust).contains("and later a ledger of \(late) whose first \(early) have root"))
    }

    @Test("Checkpoints of one history are no evidence, nor are a stranger's, nor a proof that was altered")
    func none() throws {
        let (one, other) = try Self.histories()
        #expect(try other.tree.evidence(against: one.checkpoint(20), by: other.checkpoint(40)) == nil)
        #expect(try other.tree.evidence(against: one.checkpoint(30), by: other.checkpoint(22)) == nil)
        let same = ForkEvidence(try one.checkpoint(25), try one.checkpoint(25))
        #expect { try same.verify(one.trust) } throws: { "\($0)".contains("say the same") }
        let unproven = ForkEvidence(try one.checkpoint(24), try one.checkpoint(25))
        #expect { try unproven.verify(one.trust) } throws: { "\($0)".contains("no proof is given") }
        let proof = try one.tree.consistencyProof(from: 24, to: 25)
        let root = try one.tree.root(size: 24)
        for (root, words) in [(root, "continues the earlier one"), (.zero, "does not lead")] {
            let contradiction = ForkEvidence.Contradiction(root: root, path: proof.path)
            let evidence = ForkEvidence(try one.checkpoint(24), try one.checkpoint(25), contradiction)
            #expect { try evidence.verify(one.trust) } throws: { "\($0)".contains(words) }
        }
        let evidence = try #require(try other.tree.evidence(against: one.checkpoint(25), by: other.checkpoint(25)))
        let stranger = try Log(size: 0, seed: 9)
        #expect(throws: EvidenceRefusal.self) { try evidence.verify(stranger.trust) }
    }

    @Test("A ledger says whether it contains a kept checkpoint, ends before it, or is another")
    func comparison() throws {
        let (one, other) = try Self.histories()
        #expect(try other.tree.compare(with: one.checkpoint(20).checkpoint) == .contains)
        #expect(try other.tree.compare(with: one.checkpoint(25).checkpoint) == .fork(root: other.tree.root(size: 25)))
        let short = try Log(size: 10)
        #expect(try short.tree.compare(with: one.checkpoint(25).checkpoint) == .older(size: 10))
    }
}

extension Log {
    /// The same log after more leaves.
    func grown(_ size: Int, _ name: String) throws -> Log {
        var tree = self.tree
        for number in tree.levels[0].count..<size { tree.append(MemoryTree.leaf(number, name)) }
        return Log(tree: tree, signer: signer)
    }

    /// A log with this one's key and another's leaves.
    func following(_ other: Log) -> Log { Log(tree: other.tree, signer: signer) }
}
