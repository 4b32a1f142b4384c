import Cryptography
import Ledger
import LedgerTestKit
import Testing

@testable import Transparency

@Suite("Proofs of transactions")
struct TransactionProofTests {
    private static let ledger = Result { try SmallLedger() }

    @Test("Every transaction is proven without the ledger, with its content or without", arguments: [true, false])
    func proven(withContent: Bool) throws {
        let ledger = try Self.ledger.get()
        let trust = try ledger.log.trust
        for index in ledger.leaves.indices {
            let file = try ledger.proof(of: index, withContent: withContent).encoded
            let proven = try TransactionProof(parsing: file).verify(trust)
            #expect(proven.leaf == ledger.leaves[index] && proven.checkpoint.size == ledger.leaves.count)
            #expect(proven.envelope == (withContent ? ledger.envelopes[index] : nil))
        }
    }

    @Test("A building is told by its own keys alone that its reply is recorded")
    func reply() throws {
        let ledger = try Self.ledger.get()
        let (trust, leaf) = (try ledger.log.trust, ledger.leaves[5])
        let proof = try ledger.proof(of: 5)
        #expect(try proof.verify(reply: leaf.txid, height: 2, place: 1, trust: trust).leaf == leaf)
        #expect(throws: ProofRefusal.otherTransaction(expected: ledger.leaves[4].txid, found: leaf.txid)) {
            try proof.verify(reply: ledger.leaves[4].txid, height: 2, place: 1, trust: trust)
        }
        #expect(throws: ProofRefusal.place(leaf: 5, proof: 6)) {
            try proof.verify(reply: leaf.txid, height: 6, place: 0, trust: trust)
        }
        #expect(throws: ProofRefusal.self) {
            try proof.verify(reply: leaf.txid, height: .max, place: 1, trust: trust)
        }
    }

    @Test("A leaf, a place, a hash, a content or a checkpoint that was altered is refused, each in its words")
    func altered() throws {
        let ledger = try Self.ledger.get()
        let (trust, proof) = (try ledger.log.trust, try ledger.proof(of: 5))
        let size = proof.checkpoint.checkpoint.size
        func forged(
            leaf: [UInt8]? = nil,
            envelope: [UInt8]? = nil,
            index: Int = 5,
            path: [Digest]? = nil
        )
            -> TransactionProof
        {
            TransactionProof(
                leaf: leaf ?? proof.leaf,
                envelope: envelope ?? proof.envelope,
                inclusion: InclusionProof(index: index, size: size, path: path ?? proof.path),
                checkpoint: proof.checkpoint
            )
        }
        var flipped = proof.leaf
        flipped[40] ^= 1
        for altered in [forged(leaf: flipped), forged(index: 6), forged(path: Array(proof.path.reversed()))] {
            #expect { try altered.verify(trust) } throws: { "\($0)".contains("was altered") }
        }
        #expect { try forged(envelope: ledger.envelopes[4].bytes).verify(trust) } throws: {
            "\($0)".hasPrefix("the content shown has hash ")
        }
        #expect { try forged(envelope: [1]).verify(trust) } throws: { "\($0)".contains("envelope cannot be read") }
        let text = String(decoding: proof.encoded, as: UTF8.self)
        let grown = text.replacing("\n\(size)\n", with: "\n\(size + 1)\n")
        #expect { try TransactionProof(parsing: Array(grown.utf8)).verify(trust) } throws: {
            "\($0)".contains("is false: the text was altered")
        }
    }

    @Test("A proof from another ledger names both origins")
    func otherLedger() throws {
        let other = try Log(size: 3, origin: "elsewhere.example/log")
        #expect { try Self.ledger.get().proof(of: 1).verify(other.trust) } throws: { error in
            "\(error)".contains("'elsewhere.example/log'") && "\(error)".contains("'riverside.example/ledger'")
        }
    }

    @Test(
        "A text that is no proof says the line and what was expected there",
        arguments: [
            (0, "c2sp.org/tlog-proof@v2", "line 1: expected 'c2sp.org/tlog-proof@v1'"),
            (1, "extra AAAA", "line 2: expected 'extra' and the transaction's leaf in base64"),
            (1, "index 5", "line 2: expected 'extra'"),
            (2, "index 05", "line 3: expected 'index' and the leaf's place"),
            (3, "AAAA", "line 4: expected a hash, 32 bytes in base64, or an empty line, found 'AAAA'"),
        ]
    )
    func refused(line: Int, text: String, message: String) throws {
        var lines = String(decoding: try Self.ledger.get().proof(of: 5).encoded, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines[line] = text
        #expect { try TransactionProof(parsing: Array(lines.joined(separator: "\n").utf8)) } throws: {
            "\($0)".contains(message)
        }
    }
}
