public import Cryptography

/// A key that signs notes, as verifiers are given it: `name+hash+base64` (C2SP signed-note, "Verifier keys").
public struct VerifierKey: Hashable, Sendable {
    /// What a signature says and how it is made.
    public enum Kind: UInt8, Hashable, Sendable {
        /// A log's Ed25519 signature of the text (type `0x01`).
        case log = 0x01

        /// A witness's Ed25519 cosignature of the text and a time (type `0x04`, C2SP tlog-cosignature).
        case witness = 0x04
    }

    /// The key's name.
    public let name: NoteName

    /// What the key signs.
    public let kind: Kind

    /// The public key.
    public let key: CheckpointVerificationKey

    /// The key's identifier: SHA-256 of the name, a newline, the type and the public key, the first four bytes of it.
    public let id: KeyID

    /// Names a key.
    ///
    /// - Throws: ``TextFormatError``, if a key cannot have the name.
    public init(name: NoteName, kind: Kind, key: CheckpointVerificationKey) throws(TextFormatError) {
        guard name.canNameKey else {
            let expected = "a name without spaces and '+'"
            throw TextFormatError("verifier key", expected: expected, found: TextLines.quoted(name.text))
        }
        self.name = name
        self.kind = kind
        self.key = key
        id = KeyID(name: name, type: kind.rawValue, key: key.rawBytes)
    }

    /// Reads a verifier key.
    ///
    /// - Throws: ``TextFormatError`` with what is wrong.
    public init(_ text: String) throws(TextFormatError) {
        func failure(_ expected: String) -> TextFormatError {
            TextFormatError("verifier key", expected: expected, found: TextLines.quoted(text))
        }
        // Base64 has the plus sign too, names and hashes have not.
        let parts = text.utf8.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 3 else { throw failure("NAME+HASH+KEY") }
        guard let bytes = Base64.bytes(parts[2]), let type = bytes.first else { throw failure("a key in base64") }
        guard let kind = Kind(rawValue: type) else {
            throw failure("a key of type 1 (Ed25519) or 4 (Ed25519 cosignature)")
        }
        let key: CheckpointVerificationKey
        do {
            key = try CheckpointVerificationKey(rawBytes: Array(bytes.dropFirst()))
        } catch {
            throw failure("a key of 32 bytes")
        }
        try self.init(name: NoteName(parts[0]), kind: kind, key: key)
        guard id.hex == parts[1] else { throw failure("the hash \(id.hex) of name and key") }
    }

    /// The key as text.
    public var text: String {
        "\(name)+\(id.hex)+\(Base64.text([kind.rawValue] + key.rawBytes))"
    }
}

extension VerifierKey: CustomStringConvertible {
    public var description: String { text }
}

/// The identifier of a key in a note's signature lines: four bytes.
public struct KeyID: Hashable, Sendable {
    /// The bytes.
    public let bytes: [UInt8]

    init(name: NoteName, type: UInt8, key: [UInt8]) {
        let hash = Digest.sha256(Array(name.text.utf8), [UInt8(ascii: "\n"), type], key)
        bytes = Array(hash.bytes.prefix(4))
    }

    init(_ bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
    }

    /// Eight lower-case hexadecimal digits.
    var hex: String {
        bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
