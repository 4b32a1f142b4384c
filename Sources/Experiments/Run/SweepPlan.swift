public import Allocation
public import Simulation
import Units

/// An experiment's runs, gathered by the demand they share, ready to be replicated.
public struct SweepPlan: Sendable {
    /// Runs that are played the same events.
    private struct Group: Sendable {
        let workload: Workload
        var runs: [Int]
    }

    private let runs: [Run]
    private let groups: [Group]

    /// Gathers the runs of an experiment.
    ///
    /// - Throws: `WorkloadError` where a run's demand is out of range.
    public init(_ experiment: Experiment, seed: UInt64) throws(WorkloadError) {
        var groups: [Group] = []
        var places: [Workload: Int] = [:]
        for (index, run) in experiment.runs.enumerated() {
            let workload = try run.demand(start: experiment.start, seed: seed)
            if let place = places[workload] {
                groups[place].runs.append(index)
            } else {
                places[workload] = groups.count
                groups.append(Group(workload: workload, runs: [index]))
            }
        }
        runs = experiment.runs
        self.groups = groups
    }

    /// Runs one replication of everything.
    ///
    /// - Throws: `AllocationError` where the energies of a period outgrow their type.
    public func replicate(_ index: Int) throws(AllocationError) -> ReplicationResult {
        var accounts: [[EnergyAccount]] = Array(repeating: [], count: runs.count)
        for group in groups {
            var lanes = group.runs.map { lane(of: runs[$0]) }
            var demand = group.workload.demand(ofReplication: index)
            while demand.advance() {
                for place in lanes.indices { try lanes[place].play(demand) }
            }
            let end = Instant(milliseconds: group.workload.horizon.milliseconds)
            for (place, run) in group.runs.enumerated() { accounts[run] = try lanes[place].finish(at: end) }
        }
        return ReplicationResult(index: index, accounts: accounts)
    }

    private func lane(of run: Run) -> ReplicationLane<Cluster> {
        ReplicationLane(
            Cluster(terms: run.terms, policy: run.policy, openedAt: Instant(milliseconds: 0)),
            meanPowers: run.profiles.map(\.meanPowerWatts)
        )
    }
}
