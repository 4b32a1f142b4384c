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

    @Test("Whoever has the other ledger has evidence at every two sizes, also where the proof does not repeat a root")
    func allSizes() throws {
        let (honest, forked) = (try Log(size: 3), try Log(size: 0))
        let (one, other) = (try honest.grown(40, "a"), try forked.following(honest).grown(40, "b"))
        for early in 4...39 {
            for late in (early + 1)...40 {
                let evidence = try #require(
                    try other.tree.evidence(against: one.checkpoint(early), by: other.checkpoint(late))
                )
                #expect(try ForkEvidence(parsing: evidence.encoded).verify(one.trust).contains("first \(early) have"))
            }
        }
    }

    @Test("A witness that is shown no more than a proof has evidence at every size but a power of two")
    func witnessed() throws {
        let (honest, forked) = (try Log(size: 3), try Log(size: 0))
        let (one, other) = (try honest.grown(40, "a"), try forked.following(honest).grown(40, "b"))
        for early in 4...39 {
            for late in (early + 1)...40 {
                var witness = try WitnessMachine(log: one.trust, newest: one.checkpoint(early))
                let refusal = #expect(throws: WitnessRefusal.self) {
                    try witness.consider(other.request(from: early, to: late))
                }
                #expect(refusal?.httpStatus == 422)
                guard case .fork(let evidence)? = refusal else {
                    #expect(early.nonzeroBitCount == 1, "no evidence of a fork from \(early) to \(late)")
                    continue
                }
                #expect(early.nonzeroBitCount > 1)
                #expect(try evidence.verify(one.trust).contains("first \(early) have"))
            }
        }
    }

    /// Why a refused proof from a power of two convicts nobody: anybody can make one for an honest log's checkpoints.
    /// The log signs checkpoints, not proofs, and only the hash that such a proof leaves out would tie it to the later
    /// checkpoint.
    @Test("A false proof between checkpoints of one history looks like a fork from a power of two, and like no other")
    func slander() throws {
        let log = try Log(size: 40)
        for early in 4...39 {
            let proof = ConsistencyProof(
                from: early,
                to: 40,
                path: try log.tree.consistencyProof(from: early, to: 40).path.map { _ in .sha256([7]) }
            )
            var witness = try WitnessMachine(log: log.trust, newest: log.checkpoint(early))
            let inconsistent = WitnessRefusal.inconsistent(
                known: try log.checkpoint(early).checkpoint,
                offered: try log.checkpoint(40).checkpoint
            )
            #expect(throws: inconsistent) {
                try witness.consider(ConsistencyRequest(proof, checkpoint: log.checkpoint(40)))
            }
        }
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
