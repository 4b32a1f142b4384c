import Cryptography
import Ledger
import LedgerTestKit
import Transparency

extension FuzzDecoder {
    /// Notes, checkpoints, proofs and what is made of them.
    static func transparency() throws -> [FuzzDecoder] {
        let (signer, other) = (try signer(seed: 1), try signer(seed: 2))
        let witness = try NoteSigner(
            name: "witness.example",
            kind: .witness,
            key: try CheckpointSigningKey(seed: Array(repeating: 3, count: 32))
        )
        let network = try LedgerNetwork()
        var builder = try ChainBuilder(network, network.configuration())
        for _ in 0..<3 { try builder.appendPuts(3) }
        let size = builder.tip.frontier.size
        let checkpoint = try signed(size, builder.tip.frontier.root, by: signer)
        let forked = try signed(size, .sha256([1]), by: signer)
        let foreign = try signed(size + 3, .sha256([2]), by: other)
        let checkpoints = [checkpoint, forked, foreign].map(\.encoded)
        let request = ConsistencyRequest(
            ConsistencyProof(from: 3, to: size, path: [.sha256([3]), .sha256([4])]),
            checkpoint: checkpoint
        )
        return [
            FuzzDecoder(canonical: "note", checkpoints) { try? SignedNote(parsing: $0).encoded },
            FuzzDecoder(canonical: "checkpoint", checkpoints) { try? SignedCheckpoint(parsing: $0).encoded },
            FuzzDecoder(canonical: "proof", try proofs(builder, checkpoint)) {
                try? TransactionProof(parsing: $0).encoded
            },
            FuzzDecoder(canonical: "proof-bundle", try bundles(builder, checkpoint)) {
                try? ProofBundle(parsing: $0).encoded
            },
            FuzzDecoder(canonical: "consistency", [request.encoded]) { try? ConsistencyRequest(parsing: $0).encoded },
            FuzzDecoder(reading: "witness-answer", [try cosigned(checkpoint, by: witness), utf8("4711\n")]) { input in
                let sizes = WitnessAnswer(status: 409, contentType: WitnessAnswer.sizeType, body: input)
                return sizes.size != nil
                    || !WitnessAnswer(status: 200, contentType: "", body: input).cosignatures.isEmpty
            },
            FuzzDecoder(canonical: "fork-evidence", [ForkEvidence(checkpoint, forked).encoded]) {
                try? ForkEvidence(parsing: $0).encoded
            },
            FuzzDecoder(
                canonical: "verifier-key",
                [utf8(signer.verifierKey.text), utf8(witness.verifierKey.text)],
                executions: 10_000
            ) { input in
                text(input).flatMap { try? VerifierKey($0) }.map { utf8($0.text) }
            },
        ]
    }

    private static func signer(seed: UInt8) throws -> NoteSigner {
        let key = try CheckpointSigningKey(seed: Array(repeating: seed, count: 32))
        return try NoteSigner(name: "riverside.example/ledger", kind: .log, key: key)
    }

    private static func cosigned(_ checkpoint: SignedCheckpoint, by witness: NoteSigner) throws -> [UInt8] {
        WitnessAnswer(cosignatures: [try witness.sign(checkpoint.note.text, time: 7)]).body
    }

    private static func signed(_ size: Int, _ root: Digest, by signer: NoteSigner) throws -> SignedCheckpoint {
        let checkpoint = Checkpoint(origin: signer.verifierKey.name, size: size, root: root)
        return try SignedCheckpoint(checkpoint, signedBy: signer)
    }

    /// Proofs as far as their reader looks: whether their path leads to the root is for the verifier.
    private static func proofs(_ builder: ChainBuilder, _ checkpoint: SignedCheckpoint) throws -> [[UInt8]] {
        let transaction = builder.blocks[1].draft.transactions[0]
        let path = (0..<4).map { Digest.sha256([UInt8($0)]) }
        let inclusion = InclusionProof(index: 1, size: builder.tip.frontier.size, path: path)
        let leaf = Leaf(number: 1, transaction).encoded
        return [nil, transaction.envelope.bytes].map { envelope in
            TransactionProof(leaf: leaf, envelope: envelope, inclusion: inclusion, checkpoint: checkpoint).encoded
        }
    }

    private static func bundles(_ builder: ChainBuilder, _ checkpoint: SignedCheckpoint) throws -> [[UInt8]] {
        let proofs = try proofs(builder, checkpoint).map { try TransactionProof(parsing: $0) }
        let value = KeptPrivateValue(PrivateValue([7], salt: .sha256([8])), of: "b01", in: .sha256([9]))
        return [nil, RevealedFile(channel: "riverside", values: [value])].map { shown in
            ProofBundle(subject: [1, 2, 3], proofs: proofs, checkpoint: checkpoint, shown: shown).encoded
        }
    }
}
