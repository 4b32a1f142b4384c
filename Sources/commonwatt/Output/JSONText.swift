/// JSON whose keys keep their order and whose numbers keep their digits.
indirect enum JSONText: Equatable {
    case object([(key: String, value: JSONText)])
    case array([JSONText])
    case string(String)
    /// A number as it shall be printed.
    case number(String)
    case boolean(Bool)
    case null

    static func == (left: JSONText, right: JSONText) -> Bool {
        left.description == right.description
    }

    /// A number, or null where there is none.
    static func number(orNull text: String?) -> JSONText {
        text.map { .number($0) } ?? .null
    }

    /// Text, or null where there is none.
    static func string(orNull text: String?) -> JSONText {
        text.map { .string($0) } ?? .null
    }
}

extension JSONText: CustomStringConvertible {
    var description: String { text(indent: "") }

    private func text(indent: String) -> String {
        switch self {
        case .object(let members):
            let lines = members.map { "\(Self.quoted($0.key)): \($0.value.text(indent: indent + "  "))" }
            return Self.block("{", lines, "}", indent)
        case .array(let items):
            return Self.block("[", items.map { $0.text(indent: indent + "  ") }, "]", indent)
        case .string(let text): return Self.quoted(text)
        case .number(let text): return text
        case .boolean(let value): return value ? "true" : "false"
        case .null: return "null"
        }
    }

    /// The same on one line.
    var line: String {
        switch self {
        case .object(let members):
            "{" + members.map { "\(Self.quoted($0.key)):\($0.value.line)" }.joined(separator: ",") + "}"
        case .array(let items): "[" + items.map(\.line).joined(separator: ",") + "]"
        case .string, .number, .boolean, .null: description
        }
    }

    private static func block(_ open: String, _ lines: [String], _ close: String, _ indent: String) -> String {
        guard !lines.isEmpty else { return open + close }
        let body = lines.map { "\(indent)  \($0)" }.joined(separator: ",\n")
        return "\(open)\n\(body)\n\(indent)\(close)"
    }

    /// A string in quotes, with what RFC 8259 section 7 says must be escaped.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
