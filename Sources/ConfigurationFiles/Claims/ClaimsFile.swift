public import Allocation

/// What a text says of its figures, as predicates that results can be held against.
///
/// A figure is one measure over one sweep of an experiment. Its claims name policies by their kind (`strict`,
/// `no-bounds`, …): which file plays that part depends on the reading.
public struct ClaimsFile: Hashable, Sendable {
    /// The file as it was read.
    public let file: InputFile

    /// The figures, in the order of the file.
    public let figures: [Figure]

    /// One measure over one sweep of an experiment, and what is said of it.
    public struct Figure: Hashable, Sendable {
        /// The figure's name in reports.
        public let id: String

        /// The directory's name of the experiment that measures it.
        public let experiment: String

        /// The sweep's name in that experiment.
        public let sweep: String

        /// What is measured.
        public let measure: ExperimentFile.Measure

        /// What is said.
        public let claims: [Claim]

        /// The line where the figure begins.
        public let line: Int
    }

    /// A sentence about a figure: it holds where all of its tests do.
    public struct Claim: Hashable, Sendable {
        /// The claim's name.
        public let id: String

        /// The sentence, paraphrased.
        public let text: String

        /// What has to be so.
        public let tests: [Test]
    }

    /// A predicate and where on the sweep it is to be true.
    public struct Test: Hashable, Sendable {
        /// What has to be so.
        public let predicate: Predicate

        /// Where.
        public let place: Place

        /// The line where the test begins.
        public let line: Int
    }

    /// Reads and checks the claims file at a path.
    ///
    /// - Throws: ``ConfigurationError`` at the first thing that is wrong.
    public static func read(_ path: String) throws(ConfigurationError) -> ClaimsFile {
        try ClaimsFile(InputFile.read(path))
    }

    /// Checks a claims file that was read already.
    ///
    /// - Throws: ``ConfigurationError`` at the first thing that is wrong: an unknown policy, measure or predicate, a
    ///   predicate without what it needs.
    public init(_ file: InputFile) throws(ConfigurationError) {
        let top = try YAMLMapping<ClaimsKey>(file.yaml(), expected: "the figures that claims are made of")
        self.file = file
        figures = try top.required(.figures).claimFigures()
    }
}

extension ClaimsFile {
    /// What can be said of a measure. Numbers are in the measure's unit.
    public enum Predicate: Hashable, Sendable {
        /// Each policy measures at most what the next one does.
        case order([PolicyKind], magnitude: Bool)

        /// Every policy measures at least and at most this.
        case between([PolicyKind], least: Double?, most: Double?, magnitude: Bool)

        /// The policy measures this, within a fraction of it.
        case near(PolicyKind, value: Double, tolerance: Double)

        /// Of the way from one policy to another, at most this share is left.
        case nearer(PolicyKind, toward: PolicyKind, from: PolicyKind, share: Double)

        /// The policy's measure, or its distance from another's, never falls along the sweep.
        case rises(PolicyKind, than: PolicyKind?, magnitude: Bool)

        /// The policy's measure, or its distance from another's, never rises along the sweep.
        case falls(PolicyKind, than: PolicyKind?, magnitude: Bool)

        /// The policy's measure stays as far from its first value as this, at most.
        case steady(PolicyKind, within: Double)

        /// The policy's magnitude is at least and at most so many times another's.
        case factor(PolicyKind, over: PolicyKind, least: Double, most: Double)
    }

    /// Where on a sweep a predicate is to be true.
    public enum Place: Hashable, Sendable {
        /// At each value.
        case every

        /// At the first value.
        case first

        /// At the last value.
        case last

        /// Of the sum over all values.
        case total

        /// At each of these values.
        case values([ExactDecimal])
    }
}
