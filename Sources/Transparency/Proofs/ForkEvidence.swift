public import Cryptography

/// Two checkpoints that a log has signed and that cannot both be true, as a file that convinces anybody who has the
/// log's key.
///
/// Of one size they contradict each other by their roots alone. Of different sizes the evidence has a proof beside them
/// that the later one continues another tree than the earlier one's.
public struct ForkEvidence: Hashable, Sendable {
    /// What the later checkpoint shows at the earlier one's size.
    public struct Contradiction: Hashable, Sendable {
        /// The root of the tree that the later checkpoint continues, at the earlier one's size.
        public let root: Digest

        /// The proof that it continues that tree.
        public let path: [Digest]

        /// Takes a contradiction.
        public init(root: Digest, path: [Digest]) {
            self.root = root
            self.path = path
        }
    }

    /// The checkpoint of the smaller size, or one of two of the same size.
    public let earlier: SignedCheckpoint

    /// The other one.
    public let later: SignedCheckpoint

    /// The proof, if the sizes differ.
    public let contradiction: Contradiction?

    /// The first line of the file, by which it can be told from other ones.
    public static let title = "commonwatt/fork-evidence@v1"

    /// Puts evidence together.
    public init(_ earlier: SignedCheckpoint, _ later: SignedCheckpoint, _ contradiction: Contradiction? = nil) {
        self.earlier = earlier
        self.later = later
        self.contradiction = contradiction
    }

    /// Reads a file.
    ///
    /// - Throws: ``TextFormatError``.
    public init(parsing bytes: [UInt8]) throws(TextFormatError) {
        let text = try TextLines(bytes, of: "fork evidence")
        guard try text.line(0, expected: "'\(Self.title)'").utf8.elementsEqual(Self.title.utf8) else {
            throw text.error(0, expected: "'\(Self.title)'")
        }
        let hasRoot = text.lines.count > 1 && !text.lines[1].isEmpty
        if hasRoot {
            let expected = "'root' and a hash, 32 bytes in base64"
            guard let root = Digest(base64: try text.value(of: "root", at: 1, expected: expected)) else {
                throw text.error(1, expected: expected)
            }
            contradiction = Contradiction(root: root, path: try text.hashes(from: 2).hashes)
        } else {
            contradiction = nil
        }
        // A checkpoint is two runs of lines with an empty line between: the text and the signatures.
        let blanks = text.lines.indices.filter { text.lines[$0].isEmpty }
        guard blanks.count == 4 else {
            throw text.error(blanks.count > 4 ? blanks[4] : text.lines.count, expected: "two checkpoints")
        }
        let first = try TextLines(text.bytes((blanks[0] + 1)..<blanks[2]), of: "fork evidence's first checkpoint")
        let second = try TextLines(
            text.bytes((blanks[2] + 1)..<text.lines.count),
            of: "fork evidence's second checkpoint"
        )
        earlier = try SignedCheckpoint(first, from: 0)
        later = try SignedCheckpoint(second, from: 0)
    }

    /// The file's bytes.
    public var encoded: [UInt8] {
        let head = contradiction.map { "root \(Base64.text($0.root.bytes))\n" } ?? ""
        return Array("\(Self.title)\n\(head)".utf8) + TextLines.text(of: contradiction?.path ?? [])
            + earlier.encoded + [TextLines.newline] + later.encoded
    }

    /// Whether bytes are meant to be evidence.
    public static func isMeant(by bytes: [UInt8]) -> Bool { bytes.starts(with: title.utf8) }
}

/// Why evidence shows nothing.
public enum EvidenceRefusal: Error, Hashable, Sendable {
    /// A checkpoint is not the log's.
    case checkpoint(CheckpointRefusal)

    /// The checkpoints can both be true, as far as the evidence goes.
    case noContradiction(String)
}

extension EvidenceRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .checkpoint(let refusal): refusal.description
        case .noContradiction(let reason): "no fork is shown: \(reason)"
        }
    }
}

extension ForkEvidence {
    /// Checks the evidence, without any ledger.
    ///
    /// - Returns: What the log did, in a sentence.
    /// - Throws: ``EvidenceRefusal``, if it shows nothing.
    public func verify(_ trust: LogTrust) throws(EvidenceRefusal) -> String {
        do {
            try trust.verify(earlier)
            try trust.verify(later)
        } catch {
            throw .checkpoint(error)
        }
        let (first, second) = (earlier.checkpoint, later.checkpoint)
        guard let contradiction else {
            guard first.size == second.size else { throw .noContradiction("the sizes differ and no proof is given") }
            guard first.root != second.root else { throw .noContradiction("the checkpoints say the same") }
            return """
                the log '\(first.origin)' has signed two ledgers of \(first.size) transactions: one with root \
                \(first.root.hex) and one with root \(second.root.hex)
                """
        }
        let proof = ConsistencyProof(from: first.size, to: second.size, path: contradiction.path)
        guard first.size < second.size, proof.verifies(contradiction.root, isContinuedBy: second.root) else {
            throw .noContradiction("the proof does not lead to the later checkpoint")
        }
        guard contradiction.root != first.root else {
            throw .noContradiction("the later checkpoint continues the earlier one")
        }
        return """
            the log '\(first.origin)' has signed root \(first.root.hex) at \(first.size) transactions and later a \
            ledger of \(second.size) whose first \(first.size) have root \(contradiction.root.hex)
            """
    }
}
