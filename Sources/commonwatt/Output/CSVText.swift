/// A table as comma-separated values (RFC 4180).
struct CSVText: CustomStringConvertible {
    var header: [String]
    var rows: [[String]]

    var description: String {
        ([header] + rows).map { $0.map(Self.field).joined(separator: ",") }.joined(separator: "\n")
    }

    private static func field(_ text: String) -> String {
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
