/// A text with signatures below it (C2SP signed-note).
public struct SignedNote: Hashable, Sendable {
    /// A signature line.
    public struct Signature: Hashable, Sendable {
        /// The key's name.
        public let name: NoteName

        /// The key's identifier.
        public let keyID: KeyID

        /// What the key made.
        public let bytes: [UInt8]

        /// Creates a signature.
        public init(name: NoteName, keyID: KeyID, bytes: [UInt8]) {
            self.name = name
            self.keyID = keyID
            self.bytes = bytes
        }

        /// The line, without its newline.
        public var line: String { "\(SignedNote.dash) \(name) \(Base64.text(keyID.bytes + bytes))" }

        /// Reads a line, without its newline.
        ///
        /// - Throws: ``TextFormatError``.
        public init(line: String) throws(TextFormatError) {
            guard let signature = SignedNote.signature(line) else {
                throw TextFormatError(
                    "signature line",
                    expected: SignedNote.expectedLine,
                    found: TextLines.quoted(line)
                )
            }
            self = signature
        }
    }

    /// The text that is signed, with its last newline.
    public let text: [UInt8]

    /// The signatures, of keys that may be known or not.
    public private(set) var signatures: [Signature]

    /// The most signatures that are read; a reader must accept sixteen.
    public static let maximumSignatures = 64

    fileprivate static let dash = "\u{2014}"
    fileprivate static let expectedLine = "'\u{2014} NAME SIGNATURE' with the signature in base64"

    /// Puts signatures below a text.
    public init(text: [UInt8], signatures: [Signature]) {
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note.
    ///
    /// - Throws: ``TextFormatError``.
    public init(parsing bytes: [UInt8]) throws(TextFormatError) {
        let lines = try TextLines(bytes, of: "note")
        try self.init(lines, from: 0)
    }

    /// Reads a note that is the rest of a text.
    init(_ text: TextLines, from first: Int) throws(TextFormatError) {
        guard let blank = text.lines.lastIndex(of: ""), blank > first else {
            throw text.error(text.lines.count, expected: "an empty line between text and signatures")
        }
        let lines = text.lines[(blank + 1)...]
        guard !lines.isEmpty else { throw text.error(blank + 1, expected: Self.expectedLine) }
        guard lines.count <= Self.maximumSignatures else {
            throw text.error(
                blank + 1 + Self.maximumSignatures,
                expected: "\(Self.maximumSignatures) signatures at most"
            )
        }
        var signatures: [Signature] = []
        for index in lines.indices {
            guard let signature = Self.signature(lines[index]) else {
                throw text.error(index, expected: Self.expectedLine)
            }
            signatures.append(signature)
        }
        self.init(text: text.bytes(first..<blank), signatures: signatures)
    }

    fileprivate static func signature(_ line: String) -> Signature? {
        let parts = line.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 3, parts[0].utf8.elementsEqual(dash.utf8), NoteName(parts[1]).canNameKey,
            let bytes = Base64.bytes(parts[2]), bytes.count > 4
        else { return nil }
        return Signature(name: NoteName(parts[1]), keyID: KeyID(bytes.prefix(4)), bytes: Array(bytes.dropFirst(4)))
    }

    /// The note's bytes.
    public var encoded: [UInt8] {
        text + [UInt8(ascii: "\n")] + signatures.flatMap { Array("\($0.line)\n".utf8) }
    }

    /// Adds a signature, if it is not there.
    public mutating func add(_ signature: Signature) {
        if !signatures.contains(signature) { signatures.append(signature) }
    }

    /// The same text with those signatures only that a key is named for.
    public func keeping(_ isKept: (Signature) -> Bool) -> SignedNote {
        SignedNote(text: text, signatures: signatures.filter(isKept))
    }
}
