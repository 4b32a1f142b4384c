/// Why bytes are not in the closed profile of deterministic CBOR, and where.
public struct CBORError: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Reason: Hashable, Sendable {
        /// The bytes end inside an item, or an item is missing.
        case truncated

        /// Bytes follow the outermost item.
        case trailingBytes

        /// A number or length does not use the fewest bytes (RFC 8949, section 4.2.1).
        case notShortest

        /// An indefinite length, which the deterministic encoding does not have.
        case indefiniteLength

        /// A tag, float, boolean, null or undefined: nothing that this profile has.
        case outsideProfile

        /// Another kind of item stands where this one was expected.
        case expected(CBORKind, found: CBORKind)

        /// A key of a map is not an unsigned integer, or does not fit an `Int`.
        case keyNotUnsigned

        /// Keys of a map do not ascend strictly: one is repeated or out of order.
        case keysNotAscending

        /// An array, map or the sequence itself has fewer items than the format asks for.
        case noItemLeft

        /// The format has another number of elements or entries here.
        case count(Int, expected: Int)

        /// The format has another key here.
        case key(Int, expected: Int)

        /// Arrays and maps are nested deeper than ``CBORReader/maximumDepth``.
        case tooDeep

        /// An integer outside the range of the type that the format has here.
        case outOfRange

        /// A text string that is not UTF-8.
        case notUTF8
    }

    /// What is wrong.
    public let reason: Reason

    /// The offset of the offending byte.
    public let offset: Int

    /// Creates an error at an offset.
    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

/// The kinds of items in the profile.
public enum CBORKind: String, Hashable, Sendable {
    /// Major type 0.
    case unsigned = "unsigned integer"

    /// Major type 1.
    case negative = "negative integer"

    /// Major type 2.
    case bytes = "byte string"

    /// Major type 3.
    case text = "text string"

    /// Major type 4.
    case array

    /// Major type 5.
    case map
}

extension CBORError: CustomStringConvertible {
    public var description: String { "byte \(offset): \(reason.explanation)" }
}

extension CBORError.Reason {
    fileprivate var explanation: String {
        switch self {
        case .truncated: "the bytes end inside an item"
        case .trailingBytes: "bytes follow the item"
        case .notShortest: "a number is not in its shortest form"
        case .indefiniteLength: "an indefinite length"
        case .outsideProfile: "a tag, float or simple value, which the profile does not have"
        case .expected(let kind, let found): "expected: \(kind.rawValue), found: \(found.rawValue)"
        case .keyNotUnsigned: "a key is not an unsigned integer"
        case .keysNotAscending: "keys do not ascend"
        case .noItemLeft: "an item is missing"
        case .count(let count, let expected): "expected \(expected) elements, found \(count)"
        case .key(let key, let expected): "expected key \(expected), found \(key)"
        case .tooDeep: "nested deeper than \(CBORReader.maximumDepth) levels"
        case .outOfRange: "an integer out of range"
        case .notUTF8: "a text string is not UTF-8"
        }
    }
}
