public import Cryptography

/// A checkpoint with the proof that it continues an earlier one, as a witness is given it: the body of `add-checkpoint`
/// (C2SP tlog-witness).
public struct ConsistencyRequest: Hashable, Sendable {
    /// The number of leaves that the witness is thought to know.
    public let oldSize: Int

    /// The hashes of the consistency proof.
    public let path: [Digest]

    /// The checkpoint.
    public let checkpoint: SignedCheckpoint

    /// Puts a request together.
    public init(_ proof: ConsistencyProof, checkpoint: SignedCheckpoint) {
        oldSize = proof.from
        path = proof.path
        self.checkpoint = checkpoint
    }

    /// Reads a request.
    ///
    /// - Throws: ``TextFormatError``.
    public init(parsing bytes: [UInt8]) throws(TextFormatError) {
        let text = try TextLines(bytes, of: "consistency proof")
        let expected = "'old' and the earlier number of leaves in decimal"
        guard let oldSize = TextLines.decimal(try text.value(of: "old", at: 0, expected: expected)) else {
            throw text.error(0, expected: expected)
        }
        self.oldSize = oldSize
        let (path, next) = try text.hashes(from: 1)
        self.path = path
        checkpoint = try SignedCheckpoint(text, from: next)
    }

    /// The bytes.
    public var encoded: [UInt8] {
        Array("old \(oldSize)\n".utf8) + TextLines.text(of: path) + checkpoint.encoded
    }

    /// The proof.
    public var proof: ConsistencyProof {
        ConsistencyProof(from: oldSize, to: checkpoint.checkpoint.size, path: path)
    }
}
