import Allocation
import ConfigurationFiles
import Experiments
import Simulation

/// Random demand from the model that a cluster file gives for its buildings.
struct RandomDemand {
    let workload: Workload

    init(_ cluster: ClusterFile, seed: UInt64) throws {
        let profiles = try cluster.buildings.map { building in
            guard let model = building.demand else {
                throw CommandFailure.badInput(
                    "\(cluster.file.path): buildings: random demand needs arrivals_per_hour, mean_duration_s and "
                        + "mean_power_w of every building; or give a recorded demand with --trace"
                )
            }
            return try DemandProfile(model)
        }
        workload = try Workload(profiles: profiles, horizon: cluster.period.duration, seed: seed)
    }

    /// Runs replications from 0 on; the same seed gives the same demand to every policy.
    func replications(
        _ count: Int,
        terms: ClusterTerms,
        policy: AllocationPolicy,
        progress: (Double) -> Void
    ) throws -> [Replication] {
        try (0..<count).map { index in
            progress(Double(index) / Double(count))
            return try workload.run(index, terms: terms, policy: policy)
        }
    }
}
