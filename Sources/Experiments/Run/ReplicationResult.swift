public import Allocation

/// What one replication of an experiment measured: the energies of every run.
public struct ReplicationResult: Hashable, Sendable {
    /// The replication's index.
    public let index: Int

    /// For each run, the energies of its buildings.
    public let accounts: [[EnergyAccount]]

    /// Creates a result.
    public init(index: Int, accounts: [[EnergyAccount]]) {
        self.index = index
        self.accounts = accounts
    }
}
