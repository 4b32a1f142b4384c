import Cryptography
public import Ledger

/// Proofs of several transactions under one checkpoint, with what somebody says about them: a text file.
///
/// After the first line come `subject` and its bytes in base64, `count` and the number of proofs, each proof as the
/// lines `extra`, `index` and hashes of C2SP tlog-proof and an empty line, and the checkpoint. Of a ledger with hashes
/// in place of values the first line has another version, and the second is `values` and a file of values in base64.
public struct ProofBundle: Hashable, Sendable {
    /// What is said about the transactions; whether it follows from them is for the reader of the subject.
    public let subject: [UInt8]

    /// The proofs.
    public let proofs: [TransactionProof]

    /// The checkpoint that all of them lead to.
    public let checkpoint: SignedCheckpoint

    /// Values behind hashes that the transactions have; `nil` where they say their values. Whether they have the hashes
    /// is for the reader of the subject to see.
    public let shown: RevealedFile?

    private static let title = "commonwatt/proof-bundle@v1"
    private static let privateTitle = "commonwatt/proof-bundle@v2"
    private static let structure = "bundle of proofs"

    /// Puts proofs together that lead to one checkpoint.
    ///
    /// - Precondition: They do.
    public init(
        subject: [UInt8],
        proofs: [TransactionProof],
        checkpoint: SignedCheckpoint,
        shown: RevealedFile? = nil
    ) {
        precondition(proofs.allSatisfy { $0.checkpoint == checkpoint }, "the proofs lead to several checkpoints")
        self.subject = subject
        self.proofs = proofs
        self.checkpoint = checkpoint
        self.shown = shown
    }

    /// Reads a file.
    ///
    /// - Throws: ``TextFormatError``.
    public init(parsing bytes: [UInt8]) throws(TextFormatError) {
        let text = try TextLines(bytes, of: Self.structure)
        let expectedTitle = "'\(Self.title)' or '\(Self.privateTitle)'"
        let title = try text.line(0, expected: expectedTitle)
        let isPrivate = title.utf8.elementsEqual(Self.privateTitle.utf8)
        guard isPrivate || title.utf8.elementsEqual(Self.title.utf8) else {
            throw text.error(0, expected: expectedTitle)
        }
        shown = isPrivate ? try Self.values(text, at: 1) : nil
        let head = shown == nil ? 1 : 2
        let expectedSubject = "'subject' and its bytes in base64"
        guard let subject = Base64.bytes(try text.value(of: "subject", at: head, expected: expectedSubject)) else {
            throw text.error(head, expected: expectedSubject)
        }
        let expectedCount = "'count' and the number of proofs in decimal"
        let decimal = try text.value(of: "count", at: head + 1, expected: expectedCount)
        guard let count = TextLines.decimal(decimal) else { throw text.error(head + 1, expected: expectedCount) }
        var bodies: [TransactionProof.Body] = []
        var next = head + 2
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

    private static func values(_ text: TextLines, at line: Int) throws(TextFormatError) -> RevealedFile {
        let expected = "'values' and a file of 'commonwatt ledger reveal' in base64"
        let bytes = Base64.bytes(try text.value(of: "values", at: line, expected: expected))
        guard let file = bytes.flatMap({ try? RevealedFile(encoded: $0) }) else {
            throw text.error(line, expected: expected)
        }
        return file
    }

    /// The file's bytes.
    public var encoded: [UInt8] {
        let title = shown.map { "\(Self.privateTitle)\nvalues \(Base64.text($0.encoded))" } ?? Self.title
        let head = "\(title)\nsubject \(Base64.text(subject))\ncount \(proofs.count)\n"
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
