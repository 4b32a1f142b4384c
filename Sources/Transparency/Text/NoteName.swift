/// The name of a log or of a key, compared byte by byte: Swift takes some texts outside ASCII for equal to others.
public struct NoteName: Hashable, Sendable {
    private let bytes: [UInt8]

    /// Takes a name.
    public init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The name as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether a key can have the name (C2SP signed-note): not empty, without Unicode spaces, control characters and
    /// `+`.
    public var canNameKey: Bool {
        !bytes.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                scalar != "+" && !scalar.properties.isWhitespace && scalar.value >= 0x20 && scalar.value != 0x7f
            }
    }
}

extension NoteName: CustomStringConvertible {
    public var description: String { text }
}

extension NoteName: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init(value) }
}
