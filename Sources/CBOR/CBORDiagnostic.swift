/// Bytes of the profile as people read them: the diagnostic notation of RFC 8949, section 8.
public enum CBORDiagnostic {
    /// The notation of the one item that the bytes hold, or `nil` if they are anything else.
    public static func text(_ bytes: [UInt8]) -> String? {
        var reader = CBORReader(bytes)
        guard let text = try? item(&reader), (try? reader.finish()) != nil else { return nil }
        return text
    }

    private static func item(_ reader: inout CBORReader) throws(CBORError) -> String {
        switch reader.nextKind {
        case .unsigned: return "\(try reader.unsigned())"
        case .negative: return "\(try reader.int())"
        case .bytes: return "h'" + hexadecimal(try reader.bytes()) + "'"
        case .text: return quoted(try reader.text())
        case .array:
            var items: [String] = []
            for _ in 0..<(try reader.array()) { items.append(try item(&reader)) }
            return "[" + items.joined(separator: ", ") + "]"
        case .map:
            var entries: [String] = []
            for _ in 0..<(try reader.map()) { entries.append("\(try reader.key()): \(try item(&reader))") }
            return "{" + entries.joined(separator: ", ") + "}"
        case nil: throw CBORError(.outsideProfile, at: reader.offset)
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\u{0}"..."\u{1F}", "\u{7F}": quoted += scalar.escaped(asASCII: true)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
