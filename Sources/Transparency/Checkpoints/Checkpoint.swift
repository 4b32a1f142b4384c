public import Cryptography

/// A commitment to a whole ledger at a moment: its log's name, the number of its transactions, and the root of the tree
/// over them (C2SP tlog-checkpoint).
public struct Checkpoint: Hashable, Sendable {
    /// The name of the log.
    public let origin: NoteName

    /// The number of leaves.
    public let size: Int

    /// The root of the tree over the leaves.
    public let root: Digest

    /// Creates a checkpoint.
    public init(origin: NoteName, size: Int, root: Digest) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// The text that is signed: three lines. Extension lines, which nobody could audit, are neither written nor read.
    public var text: [UInt8] {
        Array("\(origin)\n\(size)\n\(Base64.text(root.bytes))\n".utf8)
    }

    /// Reads the text of a note, which begins at a line of a longer text.
    init(_ text: TextLines, _ range: Range<Int>) throws(TextFormatError) {
        func line(_ index: Int, _ expected: String) throws(TextFormatError) -> String {
            guard range.lowerBound + index < range.upperBound else {
                throw text.error(range.lowerBound + index, expected: expected)
            }
            return text.lines[range.lowerBound + index]
        }
        let origin = try line(0, "the origin, a name")
        guard !origin.isEmpty else { throw text.error(range.lowerBound, expected: "the origin, a name") }
        let expectedSize = "the number of leaves in decimal"
        guard let size = TextLines.decimal(try line(1, expectedSize)) else {
            throw text.error(range.lowerBound + 1, expected: expectedSize)
        }
        let expectedRoot = "the root, 32 bytes in base64"
        guard let root = Digest(base64: try line(2, expectedRoot)) else {
            throw text.error(range.lowerBound + 2, expected: expectedRoot)
        }
        guard range.count == 3 else { throw text.error(range.lowerBound + 3, expected: "an empty line") }
        self.init(origin: NoteName(origin), size: size, root: root)
    }
}

extension Checkpoint: CustomStringConvertible {
    /// For example `riverside/ledger at 4711 transactions with root 5f…`.
    public var description: String { "\(origin) at \(size) transactions with root \(root.hex)" }
}

/// A checkpoint with its signatures, of which none has been looked at.
public struct SignedCheckpoint: Hashable, Sendable {
    /// What is signed.
    public let checkpoint: Checkpoint

    /// The note.
    public private(set) var note: SignedNote

    /// Signs a checkpoint.
    ///
    /// - Throws: `CryptoError`.
    public init(_ checkpoint: Checkpoint, signedBy signer: NoteSigner) throws(CryptoError) {
        self.checkpoint = checkpoint
        note = SignedNote(text: checkpoint.text, signatures: [try signer.sign(checkpoint.text)])
    }

    /// Reads a checkpoint.
    ///
    /// - Throws: ``TextFormatError``.
    public init(parsing bytes: [UInt8]) throws(TextFormatError) {
        try self.init(try TextLines(bytes, of: "checkpoint"), from: 0)
    }

    /// Reads a checkpoint that is the rest of a text.
    init(_ text: TextLines, from first: Int) throws(TextFormatError) {
        let note = try SignedNote(text, from: first)
        let end = text.lines.count - note.signatures.count - 1
        checkpoint = try Checkpoint(text, first..<end)
        self.note = note
    }

    /// The note's bytes.
    public var encoded: [UInt8] { note.encoded }

    /// Adds a signature.
    public mutating func add(_ signature: SignedNote.Signature) { note.add(signature) }
}

extension Digest {
    /// Takes 32 bytes in base64.
    init?(base64: String) {
        guard let bytes = Base64.bytes(base64) else { return nil }
        self.init(bytes)
    }
}
