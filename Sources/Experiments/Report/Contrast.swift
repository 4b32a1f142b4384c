public import Simulation

/// A weighted sum of cells' measures that is not negative where a claim is true.
///
/// It is evaluated in every replication and averaged then, so that comparisons of policies are paired: they saw the
/// same demand.
struct Contrast {
    /// What stands in front of a cell's measure; cells are indices of a ``FigureSamples``.
    var terms: [(cell: Int, weight: Double)]

    /// What is added.
    var constant = 0.0

    /// What it is, in words, such as `strict − adaptive`.
    var label: String
}

/// What the replications say of a contrast.
public struct Margin: Sendable {
    /// What was estimated, in words: not negative where the claim is true.
    public let label: String

    /// The mean with its 95 % interval.
    public let estimate: Estimate

    /// The exact expectation, where it is known.
    public let exact: Double?

    /// Whether it is negative.
    public let verdict: Verdict

    /// What the verdict rests on.
    public let basis: Basis
}

extension Margin {
    /// Judges a contrast.
    ///
    /// A claim is true where all of its contrasts are not negative, so for "holds" each may be tested at the full
    /// level. It is false where any is negative, so for "does not hold" the level is divided by how many there are
    /// (Bonferroni).
    init(_ contrast: Contrast, of samples: FigureSamples, amongst count: Int, level: Double = 0.95) {
        let values = samples.values(of: contrast)
        let moments = SampleMoments(values)
        let estimate = Estimate(moments, level: level)
        let exact = samples.exact(contrast)
        self.estimate = estimate
        self.exact = exact
        label = contrast.label
        // Sums of equal numbers differ in their last places.
        let noise = 1e-9 * samples.scale(of: contrast)
        if moments.variance <= noise * noise {
            basis = .everyReplication
            verdict = moments.count > 0 && moments.mean >= -noise ? .holds : .doesNotHold
        } else if estimate.isReliable {
            basis = .interval
            let cautious = Estimate(moments, level: 1 - (1 - level) / Double(count))
            verdict = estimate.lower >= -noise ? .holds : cautious.upper < 0 ? .doesNotHold : .undecided
        } else if let exact {
            basis = .closedForm
            verdict = exact >= -noise ? .holds : .doesNotHold
        } else {
            basis = .everyReplication
            let isEverywhere = values.allSatisfy { $0 >= -noise }
            verdict = isEverywhere ? .holds : values.allSatisfy { $0 < 0 } ? .doesNotHold : .undecided
        }
    }

    /// How clearly it is not negative: its mean in half-widths.
    var clarity: Double {
        switch (basis, verdict) {
        case (.interval, _): estimate.mean / estimate.halfWidth
        case (_, .doesNotHold): -.infinity
        case (_, .undecided): 0
        case (_, .holds): .infinity
        }
    }
}
