/// Rows of text in columns: the first are set to the left, numbers to the right, and nothing trails.
struct TextTable {
    private var rows: [[String]]

    init(_ header: [String]) {
        rows = [header]
    }

    mutating func add(_ row: [String]) {
        rows.append(row)
    }

    var lines: [String] {
        let header = rows[0]
        let widths = header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for column in header.indices {
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                line += "  " + (header[column].isEmpty ? row[column] + padding : padding + row[column])
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
