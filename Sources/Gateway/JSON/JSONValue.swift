/// A JSON value as it was read, with the members of objects in their order (RFC 8259).
///
/// Numbers are whole or they are not: nothing on this wire is a fraction, so no fraction is converted.
public indirect enum JSONValue: Hashable, Sendable {
    case null
    case boolean(Bool)

    /// A number without fraction and exponent that an `Int64` holds.
    case integer(Int64)

    /// A number without fraction and exponent that is too large for an `Int64`, or too small.
    case largeInteger

    /// A number with a fraction or an exponent.
    case fraction

    case string(String)
    case array([JSONValue])
    case object([JSONMember])
}

/// A member of a JSON object.
public struct JSONMember: Hashable, Sendable {
    /// The member's name.
    public var name: String

    /// The member's value.
    public var value: JSONValue

    /// Creates a member.
    public init(_ name: String, _ value: JSONValue) {
        self.name = name
        self.value = value
    }
}

extension JSONValue {
    /// What kind of value it is, for a person.
    var kind: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .integer, .largeInteger: "an integer"
        case .fraction: "a number with a fraction or exponent"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// Why bytes are no JSON that is taken here.
public struct JSONError: Error, Hashable, Sendable {
    /// The offset in bytes at which reading stopped.
    public let offset: Int

    /// What was wrong there.
    public let fault: Fault

    /// What can be wrong.
    public enum Fault: Hashable, Sendable {
        /// The bytes are not UTF-8, or begin with a byte order mark.
        case encoding

        /// Something else was expected.
        case expected(String)

        /// The text ends within a value.
        case end

        /// More follows the value.
        case trailing

        /// A member's name comes twice in an object.
        case duplicate(String)

        /// Arrays and objects are nested too deeply.
        case depth

        /// An escape in a string is unknown, or half of a surrogate pair.
        case escape

        /// A control character stands unescaped in a string.
        case control
    }
}

extension JSONError: CustomStringConvertible {
    public var description: String {
        let words =
            switch fault {
            case .encoding: "the text is not UTF-8 (without a byte order mark)"
            case .expected(let what): "\(what) expected"
            case .end: "the text ends within a value"
            case .trailing: "something follows the value"
            case .duplicate(let name): "\"\(name)\" comes twice"
            case .depth: "values are nested too deeply"
            case .escape: "an escape is unknown, or half of a surrogate pair"
            case .control: "a control character is not escaped"
            }
        return "at byte \(offset): \(words)"
    }
}
