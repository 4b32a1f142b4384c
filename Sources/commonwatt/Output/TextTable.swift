/// A table for people: columns as wide as their widest cell, numbers to the right.
struct TextTable {
    enum Alignment {
        case left
        case right
    }

    var columns: [(title: String, alignment: Alignment)]
    var rows: [[String]] = []

    /// Rows below a line: sums.
    var footer: [[String]] = []

    func text(on terminal: Terminal) -> String {
        let titles = columns.map(\.title)
        let widths = columns.indices.map { column in
            ([titles] + rows + footer).map { $0[column].count }.max() ?? 0
        }
        var lines = [terminal.bold(line(titles, widths))]
        lines += rows.map { line($0, widths) }
        if !footer.isEmpty {
            lines.append(widths.map { String(repeating: "─", count: $0) }.joined(separator: "──"))
            lines += footer.map { line($0, widths) }
        }
        return lines.joined(separator: "\n")
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = columns.indices.map { column in
            let padding = String(repeating: " ", count: widths[column] - cells[column].count)
            return columns[column].alignment == .left ? cells[column] + padding : padding + cells[column]
        }
        let line = padded.joined(separator: "  ")
        return String(line.reversed().drop { $0 == " " }.reversed())
    }
}
