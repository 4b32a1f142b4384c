import Allocation
import Foundation
import ResearchPolicies
import Simulation
import Units

/// What a calibration has found, as a command prints it.
struct CalibrationTable: Report {
    let result: CalibrationResult
    let printed: [Calibration.Printed]
    let replications: Int
    let seed: UInt64

    private static let header = [
        "strict", "no_bounds", "adaptive", "cap_kw", "period_h", "rms_error_pct", "strict_battery_kwh",
        "strict_premium_kwh", "no_bounds_battery_kwh", "no_bounds_premium_kwh", "adaptive_battery_kwh",
        "adaptive_premium_kwh", "strict_difference_pct", "no_bounds_difference_pct", "adaptive_difference_pct",
        "figure_4_7", "shipped",
    ]

    private static func row(_ fit: CalibrationFit) -> [String] {
        fit.candidates.map { Candidate.all[$0].name } + [
            "\(fit.cap.watts / 1_000)", decimal(Double(fit.period.milliseconds) / 3_600_000, 2),
            decimal(100 * fit.error, 2),
        ] + fit.cells.flatMap { [decimal($0.battery.mean, 1), decimal($0.gridPremium.mean, 1)] }
            + fit.cells.map { decimal($0.difference.mean, 2) }
            + [fit.meetsFairness ? "yes" : "no", fit.isShipped ? "yes" : "no"]
    }

    private static func decimal(_ number: Double, _ places: Int) -> String {
        String(format: "%.\(places)f", number)
    }

    var csv: CSVText { CSVText(header: Self.header, rows: result.best.map(Self.row)) }

    private var ridge: CSVText { CSVText(header: Self.header, rows: result.ridge.map(Self.row)) }

    var json: JSONText {
        .object([
            ("replications", .number("\(replications)")), ("seed", .number("\(seed)")),
            (
                "printed_kwh",
                .object(
                    zip(Calibration.kinds, printed).map { kind, energies in
                        (
                            kind.rawValue,
                            .object([
                                ("battery", .number("\(energies.battery)")),
                                ("grid_premium", .number("\(energies.gridPremium)")),
                            ])
                        )
                    }
                )
            ),
            ("best_fits", .array(result.best.prefix(20).map(Self.json))),
            ("best_fit_of_shipped_policies", result.best.first(where: \.isShipped).map(Self.json) ?? .null),
            ("best_fit_with_figure_4_7", result.bestFair.map(Self.json) ?? .null),
            ("ridge", .array(result.ridge.map(Self.json))),
        ])
    }

    private static func json(_ fit: CalibrationFit) -> JSONText {
        let words = Set(["strict", "no_bounds", "adaptive"])
        return .object(
            zip(header, row(fit)).map { key, text in
                switch key {
                case _ where words.contains(key): (key, .string(text))
                case "figure_4_7", "shipped": (key, .boolean(text == "yes"))
                default: (key, .number(text))
                }
            }
        )
    }

    func table(on terminal: Terminal) -> String {
        var parts = [
            "The best fits, one for each combination of readings:",
            Self.table(Array(result.best.prefix(12)), on: terminal),
        ]
        if let shipped = result.best.first(where: \.isShipped) {
            parts += ["Of the product's own policies:", Self.table([shipped], on: terminal)]
        }
        if let fair = result.bestFair {
            parts += ["With unit costs as in Figure 4.7:", Self.table([fair], on: terminal)]
        } else {
            parts.append("None has unit costs as in Figure 4.7.")
        }
        parts += ["The best fit's readings, for each cap the best period:", Self.table(result.ridge, on: terminal)]
        return parts.joined(separator: "\n\n")
    }

    private static func table(_ fits: [CalibrationFit], on terminal: Terminal) -> String {
        let titles = [
            "strict", "no-bounds", "adaptive", "kW", "h", "error %", "B s", "P s", "B nb", "P nb", "B a", "P a", "Δ s",
            "Δ nb", "Δ a", "4.7",
        ]
        let columns = titles.enumerated().map { index, title in
            (title: title, alignment: index < 3 ? TextTable.Alignment.left : .right)
        }
        return TextTable(columns: columns, rows: fits.map { Array(row($0).dropLast()) }).text(on: terminal)
    }

    /// Keeps the result in a folder.
    func write(into directory: String) throws(CommandFailure) {
        let files = [
            ("calibration.json", json.description), ("fits.csv", csv.description), ("ridge.csv", ridge.description),
        ]
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            for (name, text) in files {
                try Data("\(text)\n".utf8).write(to: URL(filePath: "\(directory)/\(name)"), options: .atomic)
            }
        } catch {
            throw .environment("\(directory): cannot be written")
        }
    }
}
