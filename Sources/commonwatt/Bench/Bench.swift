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
        subcommands: [BenchAudit.self, BenchDispatch.self, BenchSimulate.self]
    )
}

/// The figures of a benchmark.
struct BenchReport: Report {
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
        /// The largest ratio of value to reference that is good enough, or the smallest.
        var target: Double
        /// Whether the target is the smallest ratio.
        var isFloor = false

        var ratio: Double { value / reference.value }
        var isMet: Bool { isFloor ? ratio >= target : ratio <= target }
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
                    ("target", .number(Self.text(figure.target))),
                    ("met", .boolean(figure.isMet)),
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
                Self.text(figure.target), figure.isMet ? "yes" : "no",
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
                    Self.text(figure.ratio), Self.text(figure.target), figure.isMet ? "true" : "false",
                ]
            }
        )
    }

    /// Three decimals say all that a measurement on a shared machine can.
    private static func text(_ value: Double) -> String {
        let thousandths = Int64((value * 1_000).rounded())
        let decimals = String(1_000 + thousandths % 1_000).dropFirst()
        return "\(thousandths / 1_000).\(decimals)"
    }
}
