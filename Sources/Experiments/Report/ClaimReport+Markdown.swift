import Allocation
public import Configuration
import Simulation
import Units

extension ExperimentFile.Measure {
    /// The unit for people; empty for a plain number.
    public var unit: String {
        switch self {
        case .gridContract, .battery, .gridPremium, .total: "kWh"
        case .batteryUsed, .gridPremiumShare, .relativeDifference: "%"
        case .cost, .unitCostDeviation, .jainIndex: ""
        }
    }
}

extension TestFinding {
    /// What was measured where the test holds least clearly, in words.
    public func measured(_ measure: ExperimentFile.Measure) -> String {
        var text = means.map { "\($0.kind.rawValue) \(Self.text($0.estimate, $0.exact))" }.joined(separator: ", ")
        if !measure.unit.isEmpty { text += " \(measure.unit)" }
        return means.first.map { "\(text) at \($0.value)" } ?? text
    }

    /// The comparison that holds least clearly, in words.
    public var decisive: String {
        let count = comparisons == 1 ? "" : " (\(holding) of \(comparisons) hold)"
        let basis = margin.basis == .interval ? "" : " [\(margin.basis.rawValue)]"
        let value = margin.basis == .closedForm ? margin.exact.map(readable) : nil
        return "\(place): \(margin.label) = \(value ?? Self.text(margin.estimate, nil))\(basis)\(count)"
    }

    /// A mean with its interval, or the closed form where the interval has no meaning.
    private static func text(_ estimate: Estimate, _ exact: Double?) -> String {
        if !estimate.isReliable, let exact { return "\(readable(exact)) (closed form)" }
        guard estimate.halfWidth > 0 else { return readable(estimate.mean) }
        return "\(readable(estimate.mean)) ± \(readable(estimate.halfWidth))"
    }
}

extension ClaimReport {
    /// The report as a page.
    public var markdown: String {
        var lines = [
            "# \(title): the claims", "", question, "",
            "\(manifest.completed) replications, seed \(manifest.seed). Written by `commonwatt experiment report` from "
                + "the results in this folder.",
            "",
            "A claim is a list of comparisons ([claims.yaml](../../claims.yaml)); it *holds* where the 95 % interval "
                + "of each lies on its side of zero, it *does not hold* where that of any lies wholly on the other "
                + "(Bonferroni's level), and otherwise it *cannot be decided*. Policies saw the same demand, so their "
                + "differences are taken replication by replication. Where numbers are too skewed for a t interval, "
                + "the closed form decides, or that every replication says the same; the text says so.",
            "",
            "| claim | " + readings.map(\.id).joined(separator: " | ") + " |",
            "|---" + String(repeating: "|---", count: readings.count) + "|",
        ]
        for claim in claims {
            let verdicts = readings.map { reading in
                claim.findings.first { $0.reading.id == reading.id }.map { Self.mark($0.verdict) } ?? "–"
            }
            lines.append("| \(claim.claim.id): \(claim.claim.text) | \(verdicts.joined(separator: " | ")) |")
        }
        lines += ["", "## The readings", ""] + readings.map(Self.item) + ["", "## What was measured", ""]
        for claim in claims { lines += Self.section(claim) }
        return lines.joined(separator: "\n") + "\n"
    }

    private var readings: [ExperimentFile.Reading] {
        var readings: [ExperimentFile.Reading] = []
        for finding in claims.flatMap(\.findings) where !readings.contains(where: { $0.id == finding.reading.id }) {
            readings.append(finding.reading)
        }
        return readings
    }

    private static func item(_ reading: ExperimentFile.Reading) -> String {
        let hours = readable(Double(reading.period.milliseconds) / 3_600_000)
        let cap = readable(Double(reading.cap.watts) / 1_000)
        return "* `\(reading.id)`: \(reading.title); L_CAP \(cap) kW, T \(hours) h; "
            + reading.policies.joined(separator: ", ")
    }

    private static func mark(_ verdict: Verdict) -> String {
        switch verdict {
        case .holds: "holds"
        case .doesNotHold: "**does not hold**"
        case .undecided: "*cannot be decided*"
        }
    }

    private static func section(_ claim: JudgedClaim) -> [String] {
        var lines = ["### \(claim.claim.id)", "", claim.claim.text, ""]
        for finding in claim.findings {
            lines.append("* `\(finding.reading.id)`: \(mark(finding.verdict))")
            for test in finding.tests {
                lines.append("  * \(test.measured(claim.measure)); \(test.decisive)")
            }
        }
        return lines + [""]
    }
}
