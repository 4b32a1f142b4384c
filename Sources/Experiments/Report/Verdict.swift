/// What the replications say of a claim.
public enum Verdict: String, Hashable, Sendable, CaseIterable {
    /// It is true, as far as an interval can say.
    case holds

    /// It is not.
    case doesNotHold = "does not hold"

    /// The interval lies on both sides.
    case undecided = "cannot be decided"

    /// The verdict on several things that all have to be so.
    init(allOf verdicts: some Sequence<Verdict>) {
        var all = Verdict.holds
        for verdict in verdicts {
            if verdict == .doesNotHold { all = .doesNotHold }
            if verdict == .undecided, all == .holds { all = .undecided }
        }
        self = all
    }
}

/// What a verdict rests on.
public enum Basis: String, Hashable, Sendable, CaseIterable {
    /// A Student-t interval, paired where policies are compared.
    case interval

    /// The exact expectation, where the numbers are too skewed for a t interval.
    case closedForm = "closed form"

    /// Every replication says the same, where the numbers are too skewed for a t interval and no closed form is known.
    case everyReplication = "every replication"
}
