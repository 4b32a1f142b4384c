import Configuration
import Experiments
import Foundation

/// A check against exact values as a command prints it.
struct ExactTable: Report {
    let experiment: Experiment
    let options: RunOptions
    let check: ExactCheck

    private static let columns = [
        "sweep", "value", "reading", "policy", "quantity", "n", "mean", "standard_error", "exact", "z", "verdict",
    ]

    /// The finding in a sentence.
    var summary: String {
        let judged = check.judged
        let largest = judged.map { abs($0.score ?? 0) }.max() ?? 0
        return "\(judged.count) numbers judged, \(check.rows.count - judged.count) not; "
            + "\(check.beyondThree) beyond 3 standard errors (\(Self.decimal(check.expectedBeyondThree, 1)) expected), "
            + "the farthest \(Self.decimal(largest, 2)), at most \(Self.decimal(check.limit, 2)) allowed: "
            + (check.disagrees ? "DISAGREES with the exact values" : "agrees with the exact values")
    }

    private func verdict(_ row: ExactCheck.Row) -> String {
        if let exemption = row.exemption { return "not judged: \(exemption.rawValue)" }
        let score = abs(row.score ?? 0)
        return score > check.limit ? "disagrees" : score > 3 ? "beyond 3" : "agrees"
    }

    private static func name(_ quantity: ExactCheck.Quantity) -> String {
        switch quantity {
        case .mean(let measure): measure.rawValue
        case .halfWidth: "total_ci95_of_100_kwh"
        case .coverage: "total_ci95_coverage"
        }
    }

    private static func decimal(_ number: Double, _ places: Int) -> String {
        String(format: "%.\(places)f", number)
    }

    /// The cells of a row; what is the same for all policies names none.
    private func texts(_ row: ExactCheck.Row, _ number: (Double) -> String) -> [String] {
        var isOfPolicy = true
        switch row.quantity {
        case .mean(.total), .halfWidth, .coverage: isOfPolicy = false
        case .mean: break
        }
        return [
            experiment.file.sweeps[row.cell.sweep].id, "\(experiment.value(of: row.cell))",
            isOfPolicy ? experiment.file.readings[row.cell.reading].id : "",
            isOfPolicy ? row.cell.policy : "", Self.name(row.quantity), "\(row.count)", number(row.mean),
            number(row.standardError), number(row.exact), row.score.map { Self.decimal($0, 2) } ?? "", verdict(row),
        ]
    }

    var csv: CSVText {
        CSVText(header: Self.columns, rows: check.rows.map { texts($0) { "\($0)" } })
    }

    var json: JSONText {
        let numbers: Set = ["n", "mean", "standard_error", "exact", "z"]
        let rows = csv.rows.map { row in
            JSONText.object(
                zip(Self.columns, row).map { key, text in
                    let isAbsent = text.isEmpty
                    return (key, isAbsent ? .null : numbers.contains(key) ? .number(text) : .string(text))
                }
            )
        }
        return .object([
            ("experiment", .string(experiment.name)), ("replications", .number("\(options.replications)")),
            ("seed", .number("\(options.seed)")), ("judged", .number("\(check.judged.count)")),
            ("not_judged", .number("\(check.rows.count - check.judged.count)")),
            ("runs_without_closed_form", .number("\(check.unknown)")),
            ("beyond_3", .number("\(check.beyondThree)")),
            ("expected_beyond_3", .number(Self.decimal(check.expectedBeyondThree, 3))),
            ("limit_z", .number(Self.decimal(check.limit, 4))), ("agrees", .boolean(!check.disagrees)),
            ("rows", .array(rows)),
        ])
    }

    func table(on terminal: Terminal) -> String {
        let columns = Self.columns.enumerated().map { index, title in
            (
                title: title.replacing("_", with: " "),
                alignment: (5...9).contains(index) ? TextTable.Alignment.right : .left
            )
        }
        let rows = check.rows.map { row in texts(row) { Self.decimal($0, 4) } }
        return TextTable(columns: columns, rows: rows).text(on: terminal) + "\n\n" + terminal.bold(summary)
    }
}
