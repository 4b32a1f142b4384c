import Allocation
import ConfigurationFiles
import Experiments
import Simulation
import Units

/// A report on claims as a command prints it.
struct ClaimTable: Report {
    let report: ClaimReport

    var json: JSONText {
        .array(
            report.claims.flatMap { claim in
                claim.findings.map { finding in
                    .object([
                        ("claim", .string(claim.claim.id)), ("text", .string(claim.claim.text)),
                        ("figure", .string(claim.figure)), ("measure", .string(claim.measure.rawValue)),
                        ("reading", .string(finding.reading.id)),
                        ("cap_w", .number("\(finding.reading.cap.watts)")),
                        ("period_ms", .number("\(finding.reading.period.milliseconds)")),
                        ("policies", .object(finding.parts.map { ($0.kind.rawValue, .string($0.policy)) })),
                        ("verdict", .string(finding.verdict.rawValue)),
                        ("tests", .array(finding.tests.map(Self.json))),
                    ])
                }
            }
        )
    }

    private static func json(_ test: TestFinding) -> JSONText {
        .object([
            ("verdict", .string(test.verdict.rawValue)), ("comparisons", .number("\(test.comparisons)")),
            ("holding", .number("\(test.holding)")), ("at", .string(test.place)),
            ("comparison", .string(test.margin.label)), ("basis", .string(test.margin.basis.rawValue)),
            ("mean", number(test.margin.estimate.mean)), ("ci95", number(test.margin.estimate.halfWidth)),
            ("exact_mean", number(test.margin.exact)),
            (
                "measured",
                .array(
                    test.means.map { item in
                        .object([
                            ("policy", .string(item.kind.rawValue)), ("at", .string(item.value)),
                            ("mean", number(item.estimate.mean)), ("ci95", number(item.estimate.halfWidth)),
                            ("reliable", .boolean(item.estimate.isReliable)), ("exact_mean", number(item.exact)),
                        ])
                    }
                )
            ),
        ])
    }

    private static func number(_ value: Double?) -> JSONText {
        .number(orNull: value.flatMap { $0.isFinite ? "\($0)" : nil })
    }

    private static let columns = ["claim", "reading", "verdict", "comparison"]

    private var rows: [[String]] {
        report.claims.flatMap { claim in
            claim.findings.map { finding in
                [
                    claim.claim.id, finding.reading.id, finding.verdict.rawValue,
                    (finding.tests.first { $0.verdict == finding.verdict } ?? finding.tests[0]).decisive,
                ]
            }
        }
    }

    func table(on terminal: Terminal) -> String {
        TextTable(columns: Self.columns.map { ($0, .left) }, rows: rows).text(on: terminal)
    }

    var csv: CSVText { CSVText(header: Self.columns, rows: rows) }
}
