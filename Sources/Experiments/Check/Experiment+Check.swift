import Allocation
import Configuration
import Simulation
import Units

extension Experiment {
    /// Runs the experiment, keeps nothing of it, and holds its means against the closed forms.
    ///
    /// - Throws: `WorkloadError` and `AllocationError` where a setting is out of range.
    public func check(
        _ options: RunOptions,
        progress: (RunProgress) -> Void = { _ in }
    ) async throws -> ExactCheck {
        var gathering = Gathering(self)
        let total = options.replications
        let plan = try SweepPlan(self, seed: options.seed)
        try await plan.replicate(0..<total, jobs: options.jobs) { result in
            gathering.add(result)
            progress(RunProgress(done: result.index + 1, resumed: 0, total: total))
            return true
        }
        return gathering.check
    }
}

/// The numbers of a check as replications come in.
private struct Gathering {
    private static let measures: [ExperimentFile.Measure] = [.gridContract, .battery, .gridPremium]

    /// What tells one demand from another: totals depend on nothing else.
    private struct Load: Hashable {
        let profiles: [DemandProfile]
        let milliseconds: Int64
    }

    private var cells: [(cell: Cell, exact: ExactMeans, summary: CellSummary)] = []
    private var totals: [(run: Int, batches: BatchedTotals)] = []
    private var unknown = 0

    init(_ experiment: Experiment) {
        var seen: Set<Int> = []
        var loads: Set<Load> = []
        for cell in experiment.cells {
            let run = experiment.runs[cell.run]
            if loads.insert(Load(profiles: run.profiles, milliseconds: run.period.milliseconds)).inserted {
                totals.append((cell.run, BatchedTotals(run, of: cell, start: experiment.start)))
            }
            // Cells that differ in prices alone share a run, and its energies.
            guard seen.insert(cell.run).inserted else { continue }
            guard let exact = ExactMeans(run, start: experiment.start) else {
                unknown += 1
                continue
            }
            let summary = CellSummary(run, prices: cell.prices, start: experiment.start, measures: Self.measures)
            cells.append((cell, exact, summary))
        }
    }

    mutating func add(_ result: ReplicationResult) {
        for index in cells.indices { _ = cells[index].summary.add(result.accounts[cells[index].cell.run]) }
        for index in totals.indices {
            let accounts = result.accounts[totals[index].run]
            totals[index].batches.add(accounts.reduce(.zero, +).total.kilowattHours)
        }
    }

    var check: ExactCheck {
        var rows: [ExactCheck.Row] = []
        for (cell, exactMeans, summary) in cells {
            for (place, measure) in Self.measures.enumerated() {
                guard let exact = exactMeans.value(measure) else { continue }
                rows.append(Self.row(cell, measure, summary.moments[place], exact, hasRunOut: summary.hasRunOut))
            }
        }
        return ExactCheck(rows: rows + totals.flatMap(\.batches.rows), unknown: unknown)
    }

    private static func row(
        _ cell: Cell,
        _ measure: ExperimentFile.Measure,
        _ moments: SampleMoments,
        _ exact: Double,
        hasRunOut: Bool
    ) -> ExactCheck.Row {
        // Where nothing varied, what is rare has not been seen at all.
        let isSkewed = moments.variance == 0 || !Estimate(moments).isReliable
        return ExactCheck.Row(
            cell: cell,
            quantity: .mean(measure),
            count: moments.count,
            mean: moments.mean,
            standardError: (moments.variance / Double(max(1, moments.count))).squareRoot(),
            exact: exact,
            exemption: hasRunOut ? .depleted : isSkewed ? .skewed : nil
        )
    }
}
