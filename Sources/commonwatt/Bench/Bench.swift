import ArgumentParser

/// `commonwatt bench`: the performance figures, each with a reference measured in the same run.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure performance: each figure beside a reference from the same run.",
        discussion: """
            Machines differ and are shared, so a figure is a ratio to something measured beside it. Use a release build.

            EXAMPLE:
              commonwatt bench dispatch --format table
            """,
        subcommands: [
            BenchAudit.self, BenchController.self, BenchDispatch.self, BenchEcho.self, BenchLedger.self,
            BenchReplay.self, BenchSimulate.self, BenchStart.self,
        ]
    )
}

/// The figures of a benchmark.
struct BenchReport: Report {
    /// Which ratios of a value to its reference are good enough.
    enum Goal {
        /// This one and lower ones.
        case atMost(Double)
        /// This one and higher ones.
        case atLeast(Double)

        var target: Double {
            switch self {
            case .atMost(let target), .atLeast(let target): target
            }
        }

        func isMet(by ratio: Double) -> Bool {
            switch self {
            case .atMost(let target): ratio <= target
            case .atLeast(let target): ratio >= target
            }
        }
    }

    /// One figure, with what it is held against.
    struct Figure {
        /// The benchmark's name.
        var bench: String
        /// What was measured.
        var figure: String
        /// The measured value.
        var value: Double
        /// The value's unit.
        var unit: String
        /// What was measured beside it.
        var reference: (name: String, value: Double)
        /// What the ratio of value to reference should be; `nil` if the figure is there to be known.
        var goal: Goal?

        var ratio: Double { value / reference.value }
        var target: Double? { goal?.target }
        var isMet: Bool? { goal?.isMet(by: ratio) }
    }

    var figures: [Figure] = []

    var json: JSONText {
        .array(
            figures.map { figure in
                .object([
                    ("bench", .string(figure.bench)),
                    ("figure", .string(figure.figure)),
                    ("value", .number(Self.text(figure.value))),
                    ("unit", .string(figure.unit)),
                    (
                        "reference",
                        .object([
                            ("name", .string(figure.reference.name)),
                            ("value", .number(Self.text(figure.reference.value))),
                        ])
                    ),
                    ("ratio", .number(Self.text(figure.ratio))),
                    ("target", .number(orNull: figure.target.map(Self.text))),
                    ("met", figure.isMet.map { .boolean($0) } ?? .null),
                ])
            }
        )
    }

    func table(on terminal: Terminal) -> String {
        var table = TextTable(columns: [
            ("figure", .left), ("value", .right), ("unit", .left), ("reference", .left), ("ratio", .right),
            ("target", .right), ("met", .left),
        ])
        table.rows = figures.map { figure in
            [
                figure.figure, Self.text(figure.value), figure.unit, figure.reference.name, Self.text(figure.ratio),
                figure.target.map(Self.text) ?? "", figure.isMet.map { $0 ? "yes" : "no" } ?? "",
            ]
        }
        return table.text(on: terminal)
    }

    var csv: CSVText {
        CSVText(
            header: ["bench", "figure", "value", "unit", "reference", "ratio", "target", "met"],
            rows: figures.map { figure in
                [
                    figure.bench, figure.figure, Self.text(figure.value), figure.unit, figure.reference.name,
                    Self.text(figure.ratio), figure.target.map(Self.text) ?? "",
                    figure.isMet.map { $0 ? "true" : "false" } ?? "",
                ]
            }
        )
    }

    /// Three decimals say all that a measurement on a shared machine can.
    private static func text(_ value: Double) -> String {
        // A ratio to nothing, where not one transaction succeeded, is no number.
        guard value.isFinite else { return "null" }
        let thousandths = Int64((value * 1_000).rounded())
        let decimals = String(1_000 + abs(thousandths) % 1_000).dropFirst()
        return "\(thousandths < 0 ? "-" : "")\(abs(thousandths) / 1_000).\(decimals)"
    }
}
