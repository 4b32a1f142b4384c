import Configuration
import Simulation
import Units

/// The total energy of one demand in batches of replications: does an interval of a batch say what it promises?
struct BatchedTotals: Sendable {
    /// How many replications are a batch: what the figures of the source have.
    static let size = 100

    private let cell: Cell
    private let exactMean: Double
    private let exactDeviation: Double

    private var totals = SampleMoments()
    private var batch = SampleMoments()
    private var squares = SampleMoments()
    private var hits = 0

    /// - Parameter cell: The first cell of this demand.
    init(_ run: Run, of cell: Cell, start: Workload.Start) {
        self.cell = cell
        let hours = Double(run.period.milliseconds) / 3.6e6
        exactMean = run.profiles.reduce(0) { $0 + $1.expectedEnergy(hours: hours, from: start) } / 1_000
        let variance = run.profiles.reduce(0) { $0 + $1.energyVariance(hours: hours, from: start) } / 1e6
        exactDeviation = variance.squareRoot()
    }

    /// Adds a replication's total in kWh.
    mutating func add(_ total: Double) {
        totals.add(total)
        batch.add(total)
        guard batch.count == Self.size else { return }
        let estimate = Estimate(batch)
        squares.add(estimate.halfWidth * estimate.halfWidth)
        if abs(estimate.mean - exactMean) <= estimate.halfWidth { hits += 1 }
        batch = SampleMoments()
    }

    /// The total's mean, the half-width and the coverage; these two need ten batches.
    var rows: [ExactCheck.Row] {
        let error = (totals.variance / Double(max(1, totals.count))).squareRoot()
        var rows = [row(.mean(.total), totals.count, totals.mean, error, exactMean)]
        let batches = squares.count
        guard batches >= 10 else { return rows }
        let count = Double(batches)
        let width = squares.mean.squareRoot()
        let quantile = StudentT.quantile(0.975, degreesOfFreedom: Self.size - 1)
        let exactWidth = quantile * exactDeviation / Double(Self.size).squareRoot()
        // The square is the unbiased one; its error carries over to the root by the derivative.
        let widthError = (squares.variance / count).squareRoot() / (2 * width)
        rows.append(row(.halfWidth, batches, width, widthError, exactWidth))
        rows.append(row(.coverage, batches, Double(hits) / count, (0.95 * 0.05 / count).squareRoot(), 0.95))
        return rows
    }

    private func row(
        _ quantity: ExactCheck.Quantity,
        _ count: Int,
        _ mean: Double,
        _ error: Double,
        _ exact: Double
    ) -> ExactCheck.Row {
        ExactCheck.Row(
            cell: cell,
            quantity: quantity,
            count: count,
            mean: mean,
            standardError: error,
            exact: exact,
            exemption: nil
        )
    }
}
