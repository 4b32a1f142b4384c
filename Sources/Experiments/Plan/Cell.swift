public import Allocation
public import ConfigurationFiles
import Simulation

/// One point of an experiment: a sweep's value under a reading's policy.
public struct Cell: Hashable, Sendable {
    /// Which sweep, as an index of the file's.
    public let sweep: Int

    /// Which of the sweep's values.
    public let value: Int

    /// Which reading, as an index of the file's.
    public let reading: Int

    /// The name of the policy.
    public let policy: String

    /// The prices that its energies are billed at.
    public let prices: ServerPrices

    /// The simulation that it takes its energies from, as an index of ``Experiment/runs``.
    public let run: Int
}

extension Cell {
    /// What only this cell and those of other policies have in common: they saw the same demand at the same setting.
    struct Setting: Hashable {
        let sweep: Int
        let value: Int
        let reading: Int
    }

    var setting: Setting { Setting(sweep: sweep, value: value, reading: reading) }
}

extension Experiment {
    /// The value of a cell's parameter, as the file writes it.
    public func value(of cell: Cell) -> ExactDecimal {
        file.sweeps[cell.sweep].values[cell.value]
    }

    /// What is active when the period starts.
    var start: Workload.Start {
        switch file.start {
        case .empty: .empty
        case .stationary: .stationary
        }
    }
}
