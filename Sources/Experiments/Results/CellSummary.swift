import Allocation
import Configuration
import Simulation
import Units

/// What a sweep's replications say of one cell, in constant memory.
struct CellSummary: Sendable {
    private let run: Run
    private let prices: ServerPrices
    private let measures: [ExperimentFile.Measure]
    /// The exact mean of the total energy in kWh, for the measures that are helped by it.
    private let expectedTotal: Double

    private let start: Workload.Start

    /// Whether the battery, or a building's part of it, has run out in a replication.
    private(set) var hasRunOut = false

    private(set) var moments: [SampleMoments]
    private var joint: [JointMoments]

    init(_ run: Run, prices: ServerPrices, start: Workload.Start, measures: [ExperimentFile.Measure]) {
        self.run = run
        self.prices = prices
        self.measures = measures
        self.start = start
        let hours = Double(run.period.milliseconds) / 3.6e6
        expectedTotal = run.profiles.reduce(0) { $0 + $1.expectedEnergy(hours: hours, from: start) } / 1_000
        moments = Array(repeating: SampleMoments(), count: measures.count)
        joint = Array(repeating: JointMoments(size: 2), count: measures.count)
    }

    /// Adds a replication; returns what was measured.
    mutating func add(_ accounts: [EnergyAccount]) -> [Double?] {
        let total = accounts.reduce(.zero, +).total.kilowattHours
        hasRunOut = hasRunOut || run.mayHaveRunOut(accounts)
        var values: [Double?] = []
        for (index, measure) in measures.enumerated() {
            let value = measure.value(accounts, tiers: run.tiers, terms: run.terms, prices: prices)
            values.append(value)
            guard let value else { continue }
            moments[index].add(value)
            joint[index].add([value, total])
        }
        return values
    }

    /// The mean of a measure with the help of the total energy, whose mean is known; `nil` for what the total cannot
    /// help, and the total itself.
    func controlled(_ index: Int, quantiles: inout StudentT.Memo) -> ControlledEstimate? {
        guard measures[index] != .total, moments[index].variance > 0 else { return nil }
        return ControlledEstimate(
            joint[index],
            controlMeans: [expectedTotal],
            isReliable: Estimate(moments[index], quantiles: &quantiles).isReliable,
            quantiles: &quantiles
        )
    }

    /// The exact expectations of the measures, while nothing has run out.
    var exactMeans: ExactMeans? { hasRunOut ? nil : ExactMeans(run, start: start) }
}
