import Cryptography
import Ledger

/// Proofs of several transactions under one checkpoint, with what somebody says about them: a text file.
///
/// After the first line come `subject` and its bytes in base64, `count` and the number of proofs, each proof as the
/// lines `extra`, `index` and hashes of C2SP tlog-proof and an empty line, and the checkpoint.
public struct ProofBundle: Hashable, Sendable {
    /// What is said about the transactions; whether it follows from them is for the reader of the subject.
    public let subject: [UInt8]

    /// The proofs.
    public let proofs: [TransactionProof]

    /// The checkpoint that all of them lead to.
    public let checkpoint: SignedCheckpoint

    private static let title = "commonwatt/proof-bundle@v1"
    private static let structure = "bundle of proofs"

    /// Puts proofs together that lead to one checkpoint.
    ///
    /// - Precondition: They do.
    public init(subject: [UInt8], proofs: [TransactionProof], checkpoint: SignedCheckpoint) {
        precondition(proofs.allSatisfy { $0.checkpoint == checkpoint }, "the proofs lead to several checkpoints")
        self.subject = subject
        self.proofs = proofs
        self.checkpoint = checkpoint
    }

    /// Reads a file.
    ///
    /// - Throws: ``TextFormatError``.
    public init(parsing bytes: [UInt8]) throws(TextFormatError) {
        let text = try TextLines(bytes, of: Self.structure)
        guard try text.line(0, expected: "'\(Self.title)'").utf8.elementsEqual(Self.title.utf8) else {
            throw text.error(0, expected: "'\(Self.title)'")
        }
        let expectedSubject = "'subject' and its bytes in base64"
        guard let subject = Base64.bytes(try text.value(of: "subject", at: 1, expected: expectedSubject)) else {
            throw text.error(1, expected: expectedSubject)
        }
        let expectedCount = "'count' and the number of proofs in decimal"
        guard let count = TextLines.decimal(try text.value(of: "count", at: 2, expected: expectedCount)) else {
            throw text.error(2, expected: expectedCount)
        }
        var bodies: [TransactionProof.Body] = []
        var next = 3
        for _ in 0..<count {
            let body = try TransactionProof.Body(text, from: next)
            next = body.next
            bodies.append(body)
        }
        let checkpoint = try SignedCheckpoint(text, from: next)
        self.subject = subject
        self.checkpoint = checkpoint
        proofs = bodies.map { TransactionProof($0, checkpoint: checkpoint) }
    }

    /// The file's bytes.
    public var encoded: [UInt8] {
        let head = "\(Self.title)\nsubject \(Base64.text(subject))\ncount \(proofs.count)\n"
        return Array(head.utf8) + proofs.flatMap(\.body) + checkpoint.encoded
    }

    /// Checks every proof, without the ledger.
    ///
    /// - Parameter trust: Whom to believe about the log.
    /// - Returns: The transactions, in their order.
    /// - Throws: ``ProofRefusal``.
    public func verify(_ trust: LogTrust) throws(ProofRefusal) -> [ProvenTransaction] {
        do throws(CheckpointRefusal) { try trust.verifyWitnessed(checkpoint) } catch { throw .checkpoint(error) }
        return try proofs.map { proof throws(ProofRefusal) in try proof.verify(trust) }
    }
}
