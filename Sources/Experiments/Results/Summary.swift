public import ConfigurationFiles
public import Simulation

/// What all replications of an experiment say: a row for every cell and measure, and one for every pair of policies
/// that saw the same demand.
public struct Summary: Sendable {
    /// A measure of one cell.
    public struct Row: Sendable {
        /// The cell.
        public let cell: Cell

        /// What was measured.
        public let measure: ExperimentFile.Measure

        /// The plain mean with its t interval.
        public let estimate: Estimate

        /// The standard deviation over the replications.
        public let standardDeviation: Double

        /// The mean with the help of the total energy; `nil` where that does not help.
        public let controlled: ControlledEstimate?

        /// The exact expectation where neither battery nor quota has run out; `nil` where none is known.
        public let exact: Double?
    }

    /// The difference of a measure between two policies, replication by replication.
    public struct Difference: Sendable {
        /// The cell of the policy that is subtracted from.
        public let left: Cell

        /// The cell of the policy that is subtracted.
        public let right: Cell

        /// What was measured.
        public let measure: ExperimentFile.Measure

        /// The mean difference with its paired t interval.
        public let estimate: Estimate
    }

    /// The rows, in the order of cells and measures.
    public let rows: [Row]

    /// The differences, in the order of cells.
    public let differences: [Difference]
}

/// Takes in replications by index and sums them up.
public struct Summarizer: Sendable {
    private let experiment: Experiment
    private let measures: [ExperimentFile.Measure]
    private var cells: [CellSummary]
    private var pairs: [Pair] = []

    private struct Pair: Sendable {
        let left: Int
        let right: Int
        var moments: [SampleMoments]
    }

    /// How many replications were taken in.
    public private(set) var count = 0

    /// Creates a summarizer of an experiment without replications.
    public init(_ experiment: Experiment) {
        self.experiment = experiment
        let measures = ExperimentFile.Measure.allCases.filter { measure in
            switch measure {
            case .relativeDifference: experiment.file.tiers.count == 2
            case .gridPremiumShare: experiment.file.panels.contains { $0.measures.contains(measure) }
            default: true
            }
        }
        self.measures = measures
        let start = experiment.start
        cells = experiment.cells.map {
            CellSummary(experiment.runs[$0.run], prices: $0.prices, start: start, measures: measures)
        }
        var settings: [Cell.Setting: [Int]] = [:]
        for (index, cell) in experiment.cells.enumerated() {
            for other in settings[cell.setting, default: []] {
                let moments = Array(repeating: SampleMoments(), count: measures.count)
                pairs.append(Pair(left: other, right: index, moments: moments))
            }
            settings[cell.setting, default: []].append(index)
        }
    }

    /// Takes in the next replication. Replications are always taken in by index, so that sums of doubles do not depend
    /// on how the replications were run.
    public mutating func add(_ result: ReplicationResult) {
        count += 1
        var values: [[Double?]] = []
        values.reserveCapacity(cells.count)
        for index in cells.indices {
            values.append(cells[index].add(result.accounts[experiment.cells[index].run]))
        }
        for index in pairs.indices {
            let (left, right) = (values[pairs[index].left], values[pairs[index].right])
            for measure in measures.indices {
                guard let left = left[measure], let right = right[measure] else { continue }
                pairs[index].moments[measure].add(left - right)
            }
        }
    }

    /// The widest interval of a panel's measures, for deciding whether there are enough replications.
    ///
    /// Relative to the mean, in percent of it; for measures that are percentages themselves, in points. What has too
    /// skewed a distribution for a t interval is left out.
    public var widestHalfWidth: Double {
        var widest = 0.0
        for (index, cell) in experiment.cells.enumerated() {
            for panel in experiment.file.panels where panel.sweep == cell.sweep {
                guard let measure = measures.firstIndex(of: panel.measure) else { continue }
                let estimate = Estimate(cells[index].moments[measure])
                guard estimate.isReliable else { continue }
                let isPercentage = panel.measure.isPercentage
                widest = max(widest, isPercentage ? estimate.halfWidth : 100 * estimate.relativeHalfWidth)
            }
        }
        return widest
    }

    /// The summary of what was taken in so far.
    public var summary: Summary { summary(exactMeans: cells.map(\.exactMeans)) }

    /// The same, with the exact expectations worked out on several cores.
    ///
    /// - Parameter jobs: How many are worked out at once.
    public func summary(jobs: Int) async -> Summary {
        let exactMeans = await withTaskGroup(of: (place: Int, means: ExactMeans?).self) { group in
            var means: [ExactMeans?] = Array(repeating: nil, count: cells.count)
            var places = cells.indices.makeIterator()
            func start() {
                guard let place = places.next() else { return }
                let cell = cells[place]
                group.addTask { (place, cell.exactMeans) }
            }
            for _ in 0..<max(1, jobs) { start() }
            while let result = await group.next() {
                means[result.place] = result.means
                start()
            }
            return means
        }
        return summary(exactMeans: exactMeans)
    }

    private func summary(exactMeans: [ExactMeans?]) -> Summary {
        var quantiles = StudentT.Memo()
        var rows: [Summary.Row] = []
        for (index, cell) in experiment.cells.enumerated() {
            for (place, measure) in measures.enumerated() {
                let moments = cells[index].moments[place]
                rows.append(
                    Summary.Row(
                        cell: cell,
                        measure: measure,
                        estimate: Estimate(moments, quantiles: &quantiles),
                        standardDeviation: moments.standardDeviation,
                        controlled: cells[index].controlled(place, quantiles: &quantiles),
                        exact: exactMeans[index]?.value(measure)
                    )
                )
            }
        }
        var differences: [Summary.Difference] = []
        for pair in pairs {
            for (place, measure) in measures.enumerated() {
                differences.append(
                    Summary.Difference(
                        left: experiment.cells[pair.left],
                        right: experiment.cells[pair.right],
                        measure: measure,
                        estimate: Estimate(pair.moments[place], quantiles: &quantiles)
                    )
                )
            }
        }
        return Summary(rows: rows, differences: differences)
    }
}
