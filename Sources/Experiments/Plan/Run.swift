public import Allocation
public import Simulation
public import Units

/// A simulation that an experiment needs: one policy under one set of terms and one demand.
public struct Run: Hashable, Sendable {
    /// The terms. Where the policy does not look at prices, they are those of the experiment's file.
    public let terms: ClusterTerms

    /// The rule.
    public let policy: AllocationPolicy

    /// Each building's characteristics.
    public let profiles: [DemandProfile]

    /// The tier of each building, as an index of the file's.
    public let tiers: [Int]

    /// The length of the period.
    public let period: Interval

    /// The demand, whose events are the same for all mean powers.
    func demand(start: Workload.Start, seed: UInt64) throws(WorkloadError) -> Workload {
        var events: [DemandProfile] = []
        for profile in profiles {
            events.append(
                try DemandProfile(
                    arrivalsPerHour: profile.arrivalsPerHour,
                    meanDurationSeconds: profile.meanDurationSeconds,
                    meanPowerWatts: 1
                )
            )
        }
        return try Workload(profiles: events, horizon: period, start: start, seed: seed)
    }
}
