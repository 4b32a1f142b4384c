import Allocation
import ConfigurationFiles
import Simulation

/// One measure of all cells of one sweep under one reading, in every replication.
struct FigureSamples {
    /// A policy's part: its kind and its file's name.
    struct Part {
        let kind: PolicyKind
        let name: String
    }

    /// The sweep's values.
    let sweep: [ExactDecimal]

    /// The policies of the reading, the first of each kind.
    let parts: [Part]

    /// Of each cell (`value · parts.count + part`), the measure in every replication.
    private var cells: [[Double?]]
    private var moments: [SampleMoments]
    private var exactMeans: [Double?]

    init(
        _ experiment: Experiment,
        _ results: [ReplicationResult],
        sweep: Int,
        reading: Int,
        measure: ExperimentFile.Measure
    ) {
        self.sweep = experiment.file.sweeps[sweep].values
        var parts: [Part] = []
        for name in experiment.file.readings[reading].policies {
            guard let policy = experiment.policies.first(where: { $0.name == name })?.file.policy,
                !parts.contains(where: { $0.kind == policy.kind })
            else { continue }
            parts.append(Part(kind: policy.kind, name: name))
        }
        self.parts = parts
        cells = []
        moments = []
        exactMeans = []
        for value in self.sweep.indices {
            for part in parts {
                guard
                    let cell = experiment.cells.first(where: {
                        $0.sweep == sweep && $0.value == value && $0.reading == reading && $0.policy == part.name
                    })
                else { preconditionFailure("every sweep is run under every reading") }
                let (numbers, exact) = experiment.samples(of: cell, measure, results)
                cells.append(numbers)
                moments.append(SampleMoments(numbers.compactMap { $0 }))
                exactMeans.append(exact)
            }
        }
    }

    /// The cell of a policy at a value; `nil` where no policy of the kind is in the reading.
    func cell(_ kind: PolicyKind, at value: Int) -> Int? {
        parts.firstIndex { $0.kind == kind }.map { value * parts.count + $0 }
    }

    /// A cell's mean.
    func estimate(_ cell: Int) -> Estimate { Estimate(moments[cell]) }

    /// A cell's exact expectation, where it is known.
    func exact(_ cell: Int) -> Double? { exactMeans[cell] }

    /// 1 or −1, as the cell's mean is.
    func sign(_ cell: Int) -> Double { moments[cell].mean < 0 ? -1 : 1 }

    /// A contrast in every replication in which all its cells have a value.
    func values(of contrast: Contrast) -> [Double] {
        guard let count = cells.first?.count else { return [] }
        return (0..<count).compactMap { replication in
            var sum = contrast.constant
            for term in contrast.terms {
                guard let value = cells[term.cell][replication] else { return nil }
                sum += term.weight * value
            }
            return sum
        }
    }

    /// A contrast's exact expectation.
    func exact(_ contrast: Contrast) -> Double? {
        var sum = contrast.constant
        for term in contrast.terms {
            guard let value = exactMeans[term.cell] else { return nil }
            sum += term.weight * value
        }
        return sum
    }

    /// How large the numbers are that a contrast is made of.
    func scale(of contrast: Contrast) -> Double {
        contrast.terms.reduce(abs(contrast.constant)) { $0 + abs($1.weight * moments[$1.cell].mean) }
    }
}

extension Experiment {
    /// A cell's measure in every replication, and its exact expectation.
    fileprivate func samples(
        of cell: Cell,
        _ measure: ExperimentFile.Measure,
        _ results: [ReplicationResult]
    ) -> (numbers: [Double?], exact: Double?) {
        let run = runs[cell.run]
        var summary = CellSummary(run, prices: cell.prices, start: start, measures: [measure])
        let numbers = results.map { summary.add($0.accounts[cell.run])[0] }
        return (numbers, summary.exactMeans?.value(measure))
    }
}
