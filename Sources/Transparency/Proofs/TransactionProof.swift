import CBOR
public import Cryptography
import Ledger

/// A proof that a transaction is in a ledger, which can be checked without the ledger: a file in the form of C2SP
/// tlog-proof.
///
/// Its extra data is `{1: leaf}` or `{1: leaf, 2: envelope}`: the leaf that was logged, and the transaction itself
/// where its content is to be seen. Nothing of it is believed before it follows from the checkpoint.
public struct TransactionProof: Hashable, Sendable {
    /// The leaf's bytes (`Leaf`).
    public let leaf: [UInt8]

    /// The transaction's bytes (`Envelope`), if the proof shows them.
    public let envelope: [UInt8]?

    /// The leaf's place.
    public let index: Int

    /// The hashes beside the way from the leaf to the root.
    public let path: [Digest]

    /// The checkpoint whose tree the leaf is in.
    public let checkpoint: SignedCheckpoint

    private static let title = "c2sp.org/tlog-proof@v1"
    private static let structure = "proof"

    /// Puts a proof together.
    public init(leaf: [UInt8], envelope: [UInt8]?, inclusion: InclusionProof, checkpoint: SignedCheckpoint) {
        self.leaf = leaf
        self.envelope = envelope
        index = inclusion.index
        path = inclusion.path
        self.checkpoint = checkpoint
    }

    /// Reads a proof's file.
    ///
    /// - Throws: ``TextFormatError``.
    public init(parsing bytes: [UInt8]) throws(TextFormatError) {
        let text = try TextLines(bytes, of: Self.structure)
        guard try text.line(0, expected: "'\(Self.title)'").utf8.elementsEqual(Self.title.utf8) else {
            throw text.error(0, expected: "'\(Self.title)'")
        }
        let body = try Body(text, from: 1)
        self.init(body, checkpoint: try SignedCheckpoint(text, from: body.next))
    }

    init(_ body: Body, checkpoint: SignedCheckpoint) {
        leaf = body.leaf
        envelope = body.envelope
        index = body.index
        path = body.path
        self.checkpoint = checkpoint
    }

    /// What stands between the first line of a proof and its checkpoint.
    struct Body {
        let leaf: [UInt8]
        let envelope: [UInt8]?
        let index: Int
        let path: [Digest]
        /// The index of the line behind it.
        let next: Int

        init(_ text: TextLines, from first: Int) throws(TextFormatError) {
            let expectedExtra = "'extra' and the transaction's leaf in base64"
            let extra = Base64.bytes(try text.value(of: "extra", at: first, expected: expectedExtra))
            guard let extra, let parts = try? TransactionProof.read(extra) else {
                throw text.error(first, expected: expectedExtra)
            }
            (leaf, envelope) = parts
            let expectedIndex = "'index' and the leaf's place in decimal"
            let decimal = try text.value(of: "index", at: first + 1, expected: expectedIndex)
            guard let index = TextLines.decimal(decimal) else { throw text.error(first + 1, expected: expectedIndex) }
            self.index = index
            (path, next) = try text.hashes(from: first + 2)
        }
    }

    private static func read(_ extra: [UInt8]) throws(CBORError) -> (leaf: [UInt8], envelope: [UInt8]?) {
        var reader = CBORReader(extra)
        let count = try reader.map()
        try reader.key(1)
        let leaf = try reader.bytes()
        var envelope: [UInt8]?
        if count > 1 {
            try reader.key(2)
            envelope = try reader.bytes()
        }
        try reader.finish()
        return (leaf, envelope)
    }

    /// The file's bytes.
    public var encoded: [UInt8] { Array("\(Self.title)\n".utf8) + body + checkpoint.encoded }

    /// The lines between the first one and the checkpoint.
    var body: [UInt8] {
        var extra = CBORWriter(capacity: 128 + (envelope?.count ?? 0))
        extra.map(envelope == nil ? 1 : 2)
        extra.key(1)
        extra.bytes(leaf)
        if let envelope {
            extra.key(2)
            extra.bytes(envelope)
        }
        let head = "extra \(Base64.text(extra.encoded))\nindex \(index)\n"
        return Array(head.utf8) + TextLines.text(of: path)
    }
}

extension TextLines {
    /// Hashes in base64, a line each, up to an empty line, and the index of the line behind that.
    func hashes(from first: Int) throws(TextFormatError) -> (hashes: [Digest], next: Int) {
        let expected = "a hash, 32 bytes in base64, or an empty line"
        var hashes: [Digest] = []
        var index = first
        while true {
            let text = try line(index, expected: expected)
            if text.isEmpty { return (hashes, index + 1) }
            // A tree of 2⁶³ leaves is 63 high, and a consistency proof names two hashes a level at most.
            guard hashes.count < 128, let hash = Digest(base64: text) else { throw error(index, expected: expected) }
            hashes.append(hash)
            index += 1
        }
    }

    /// The bytes of hashes in base64, a line each, and of an empty line.
    static func text(of hashes: [Digest]) -> [UInt8] {
        Array(hashes.map { Base64.text($0.bytes) + "\n" }.joined().utf8) + [newline]
    }
}
