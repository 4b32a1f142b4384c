/// A table as comma-separated values (RFC 4180).
struct CSVText: CustomStringConvertible {
    var header: [String]
    var rows: [[String]]

    var description: String {
        ([header] + rows).map(Self.line).joined(separator: "\n")
    }

    /// One line, for what is too long to be kept whole.
    static func line(_ fields: [String]) -> String {
        fields.map(field).joined(separator: ",")
    }

    private static func field(_ text: String) -> String {
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
