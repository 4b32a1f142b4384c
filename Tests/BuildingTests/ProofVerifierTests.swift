import Building
import Cryptography
import Gateway
import Ledger
import Testing
import Transparency

@Suite("A building's proofs")
struct ProofVerifierTests {
    private let signer: NoteSigner
    private let trust: LogTrust
    private let origin = NoteName("commonwatt/test/1")

    init() throws {
        signer = try NoteSigner(name: origin, kind: .log, key: try CheckpointSigningKey.generate())
        trust = try LogTrust(origin: origin, logKeys: [signer.verifierKey])
    }

    /// A ledger of two transactions, and the proof of its second.
    private struct TwoTransactions {
        let leaves: [Leaf]
        let checkpoint: SignedCheckpoint

        init(_ name: String, _ code: ValidationCode, _ origin: NoteName, _ signer: NoteSigner) throws {
            leaves = (0..<2).map { number in
                let bytes = Array("\(name) \(number)".utf8)
                return Leaf(
                    number: number,
                    txid: .sha256(bytes),
                    code: code,
                    content: ContentHash(proposal: bytes, result: bytes)
                )
            }
            let root = MerkleTree.root(of: leaves.map { MerkleTree.leafHash($0.encoded) })
            checkpoint = try SignedCheckpoint(Checkpoint(origin: origin, size: 2, root: root), signedBy: signer)
        }

        var place: TransactionPlace { TransactionPlace(id: leaves[1].txid.hex, height: 1, index: 0) }

        var head: LedgerHeadPayload {
            LedgerHeadPayload(height: 2, checkpoint: String(decoding: checkpoint.encoded, as: UTF8.self))
        }

        var proof: [UInt8] {
            let path = [MerkleTree.leafHash(leaves[0].encoded)]
            let inclusion = InclusionProof(index: 1, size: 2, path: path)
            return TransactionProof(
                leaf: leaves[1].encoded,
                envelope: nil,
                inclusion: inclusion,
                checkpoint: checkpoint
            ).encoded
        }
    }

    private func ledger(_ name: String, _ code: ValidationCode = .valid) throws -> TwoTransactions {
        try TwoTransactions(name, code, origin, signer)
    }

    @Test("A proof that leads to a checkpoint of the log's shows the transaction, and none is there too early")
    func holds() async throws {
        let ledger = try ledger("one")
        var verifier = ProofVerifier(trust: trust) { txid in txid == ledger.place.id ? ledger.proof : nil }
        try verifier.keep(ledger.head)
        let proven = try await verifier.prove(ledger.place)
        #expect(proven?.number == 1 && proven?.checkpoint.size == 2)
        let later = TransactionPlace(id: String(repeating: "0", count: 64), height: 9, index: 0)
        #expect(try await verifier.prove(later) == nil)
    }

    @Test("Each of these is refused: another transaction's proof, an invalid one's, an altered one, a late place")
    func refused() async throws {
        let (ledger, invalid) = (try ledger("one"), try ledger("two", .mvccReadConflict))
        let altered = ledger.proof.map { $0 == UInt8(ascii: "1") ? UInt8(ascii: "2") : $0 }
        let late = TransactionPlace(id: ledger.place.id, height: 7, index: 0)
        let cases: [(TransactionPlace, [UInt8], String)] = [
            (ledger.place, invalid.proof, "is for transaction"),
            (invalid.place, invalid.proof, "not valid"),
            (ledger.place, altered, ""),
            (late, ledger.proof, "the leaf is of transaction 1"),
        ]
        for (place, proof, words) in cases {
            let verifier = ProofVerifier(trust: trust) { _ in proof }
            let finding = await #expect(throws: ProofFinding.self) { _ = try await verifier.prove(place) }
            let text = try #require(finding).description
            #expect(words.isEmpty || text.contains(words), "\(text)")
        }
    }

    @Test("A log that shows the building another ledger than it said to all is found out")
    func fork() async throws {
        let (said, shown) = (try ledger("said"), try ledger("shown"))
        var verifier = ProofVerifier(trust: trust) { _ in shown.proof }
        try verifier.keep(said.head)
        let finding = await #expect(throws: ProofFinding.self) { _ = try await verifier.prove(shown.place) }
        #expect(try #require(finding).description.contains("two ledgers"))
        #expect(throws: ProofFinding.self) { try verifier.keep(shown.head) }
    }

    @Test("A head that another key has signed is not kept")
    func otherKey() throws {
        let other = try NoteSigner(name: origin, kind: .log, key: try CheckpointSigningKey.generate())
        let ledger = try TwoTransactions("one", .valid, origin, other)
        var verifier = ProofVerifier(trust: trust) { _ in nil }
        #expect(throws: ProofFinding.self) { try verifier.keep(ledger.head) }
    }
}
