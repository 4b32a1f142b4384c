public import Allocation
public import Units

/// What one replication measured.
public struct Replication: Hashable, Sendable {
    /// Its index, which with the workload is all that is needed to run it again.
    public let index: Int

    /// The energies of each building by server, in the order of the buildings.
    public let accounts: [EnergyAccount]

    /// How many requests started or ended within the period.
    public let events: Int

    /// Creates a result.
    public init(index: Int, accounts: [EnergyAccount], events: Int) {
        self.index = index
        self.accounts = accounts
        self.events = events
    }

    /// The energies of the cluster.
    public var account: EnergyAccount {
        accounts.reduce(.zero, +)
    }
}

extension Workload {
    /// Runs a replication under a policy, from the start of the period to its end.
    public func run(
        _ index: Int,
        terms: ClusterTerms,
        policy: AllocationPolicy
    ) throws(AllocationError) -> Replication {
        try run(index, on: Cluster(terms: terms, policy: policy, openedAt: Instant(milliseconds: 0)))
    }

    /// Runs a replication on a core that stands at the start of the period.
    ///
    /// A request that is active at the horizon is served until then: its energy counts as far as it was delivered.
    @inlinable
    public func run<Core: DecisionCore>(_ index: Int, on core: consuming Core) throws(AllocationError) -> Replication {
        var lane = ReplicationLane(core, meanPowers: profiles.map(\.meanPowerWatts))
        var demand = demand(ofReplication: index)
        var events = 0
        while demand.advance() {
            events += demand.events.count
            try lane.play(demand)
        }
        let accounts = try lane.finish(at: Instant(milliseconds: horizon.milliseconds))
        return Replication(index: index, accounts: accounts, events: events)
    }
}
