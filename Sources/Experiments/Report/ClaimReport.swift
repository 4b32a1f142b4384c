public import Allocation
public import ConfigurationFiles
public import Simulation

/// What an experiment's results say of the claims that are made of it.
public struct ClaimReport: Sendable {
    /// The experiment's title.
    public let title: String

    /// What it wants to know.
    public let question: String

    /// The manifest of the results.
    public let manifest: Manifest

    /// The claims in the order of their file, each with every reading that has its policies.
    public let claims: [JudgedClaim]

    /// Whether a claim does not hold, under the reading that is asked for or any.
    public func hasRefutation(under reading: String? = nil) -> Bool {
        claims.contains { claim in
            claim.findings.contains { (reading == nil || $0.reading.id == reading) && $0.verdict == .doesNotHold }
        }
    }
}

/// A claim and what was found under each reading.
public struct JudgedClaim: Sendable {
    /// The figure's name.
    public let figure: String

    /// What is measured.
    public let measure: ExperimentFile.Measure

    /// The claim.
    public let claim: ClaimsFile.Claim

    /// What was found, by reading.
    public let findings: [Finding]
}

/// What was found of a claim under one reading.
public struct Finding: Sendable {
    /// The reading: its cap and period.
    public let reading: ExperimentFile.Reading

    /// The policies' files, by the parts that they play in the claim.
    public let parts: [(kind: PolicyKind, policy: String)]

    /// The verdict.
    public let verdict: Verdict

    /// What was found of each test.
    public let tests: [TestFinding]
}

/// What was found of one test of a claim.
public struct TestFinding: Sendable {
    /// The verdict.
    public let verdict: Verdict

    /// How many comparisons it is made of.
    public let comparisons: Int

    /// How many of them hold.
    public let holding: Int

    /// Where on the sweep the comparison is that holds least clearly.
    public let place: String

    /// That comparison.
    public let margin: Margin

    /// What the policies of the test measured there, or, of a change, at the end.
    public let means: [(kind: PolicyKind, value: String, estimate: Estimate, exact: Double?)]
}
