public import Ledger

/// A log's side of `add-checkpoint` (C2SP tlog-witness): what to send to a witness, and what its answer means.
///
/// The size that the witness knows is learned from the witness itself: whoever asks begins with a guess and is told.
public struct WitnessSubmission: Sendable {
    /// What is to be cosigned.
    public let checkpoint: SignedCheckpoint

    /// The size that the witness is thought to know.
    public private(set) var oldSize: Int

    private let witnesses: [VerifierKey]
    private var corrections = 0

    /// How often a witness may say another size: another member may ask it at the same time.
    private static let maximumCorrections = 4

    /// Prepares a submission.
    ///
    /// - Parameters:
    ///   - checkpoint: What is to be cosigned.
    ///   - oldSize: The size that the witness is thought to know; 0 for a guess.
    ///   - witnesses: The witnesses' keys, of which the channel's configuration has named each.
    public init(_ checkpoint: SignedCheckpoint, oldSize: Int = 0, witnesses: [VerifierKey]) {
        self.checkpoint = checkpoint
        self.oldSize = min(oldSize, checkpoint.checkpoint.size)
        self.witnesses = witnesses
    }

    /// The request to send next.
    ///
    /// - Throws: `ChainError`, if the tree cannot be read.
    public func request(from tree: some TreeReader) throws(ChainError) -> ConsistencyRequest {
        let proof = try tree.consistencyProof(from: oldSize, to: checkpoint.checkpoint.size)
        return ConsistencyRequest(proof, checkpoint: checkpoint)
    }

    /// Takes the answer.
    ///
    /// - Returns: The cosignatures by witnesses of the channel; `nil`, if another request is to be sent.
    /// - Throws: ``WitnessProblem``.
    public mutating func take(_ answer: WitnessAnswer) throws(WitnessProblem) -> [SignedNote.Signature]? {
        switch answer.status {
        case 200: return try cosignatures(answer)
        case 403: throw .otherKey(checkpoint.checkpoint.origin)
        case 404: throw .unknownLog(checkpoint.checkpoint.origin)
        case 409:
            try correct(answer)
            return nil
        case 422: throw .inconsistent(checkpoint.checkpoint, from: oldSize, answer.sentence)
        default: throw .status(answer.status, answer.sentence)
        }
    }

    private mutating func correct(_ answer: WitnessAnswer) throws(WitnessProblem) {
        guard let known = answer.size else { throw .status(answer.status, answer.sentence) }
        guard known <= checkpoint.checkpoint.size else { throw .ahead(known, checkpoint.checkpoint) }
        // Asked from its own size on, a witness has only one reason to refuse: another root at just that size.
        guard known != oldSize else {
            guard known == checkpoint.checkpoint.size else {
                throw .status(answer.status, "it knows \(known), as asked")
            }
            throw .forked(checkpoint.checkpoint)
        }
        corrections += 1
        guard corrections <= Self.maximumCorrections else { throw .status(answer.status, "it keeps on naming sizes") }
        oldSize = known
    }

    private func cosignatures(_ answer: WitnessAnswer) throws(WitnessProblem) -> [SignedNote.Signature] {
        let given = answer.cosignatures
        var believed: [SignedNote.Signature] = []
        for witness in witnesses {
            for signature in given {
                switch witness.verdict(on: signature, of: checkpoint.note.text) {
                case .valid: believed.append(signature)
                case .invalid: throw .falseSignature(witness.name)
                case .absent: continue
                }
            }
        }
        guard !believed.isEmpty else { throw .stranger(given.map(\.name), expected: witnesses.map(\.name)) }
        return believed
    }
}
