public import Units

/// Random demand on a cluster: every building's requests arrive as a Poisson process, last exponentially long and draw
/// exponentially much power (Section 4.3), over one peak period.
///
/// A workload is a value; ``demand(ofReplication:)`` draws any one replication of it by itself.
public struct Workload: Hashable, Sendable {
    /// What is active when the period starts.
    public enum Start: String, Hashable, Sendable, CaseIterable {
        /// Nothing, as in the thesis.
        case empty

        /// The steady state: a Poisson number of requests per building with fresh durations (exponential durations have
        /// no memory), so no warm-up is needed.
        case stationary
    }

    /// Each building's characteristics, in the order of the cluster's buildings.
    public let profiles: [DemandProfile]

    /// The length `T` of the period. What is active then is cut there and gets no end.
    public let horizon: Interval

    /// What is active at the start.
    public let start: Start

    /// The seed that all replications share.
    public let seed: UInt64

    /// Which of several independent sets of replications of the same seed.
    public let scenario: UInt64

    /// Creates a workload.
    ///
    /// - Throws: ``WorkloadError`` without buildings, or with a horizon that is negative or beyond a thousand years.
    public init(
        profiles: [DemandProfile],
        horizon: Interval,
        start: Start = .empty,
        seed: UInt64,
        scenario: UInt64 = 0
    ) throws(WorkloadError) {
        guard !profiles.isEmpty else { throw .noBuildings }
        guard horizon >= .zero, horizon <= .hours(24 * 366 * 1_000) else { throw .outOfRange(parameter: "horizon") }
        self.profiles = profiles
        self.horizon = horizon
        self.start = start
        self.seed = seed
        self.scenario = scenario
    }

    /// The demand of one replication, drawn as it is read.
    public func demand(ofReplication replication: Int) -> Demand {
        Demand(of: self, replication: replication)
    }

    /// Tells the simulator's use of the generator apart from any other use of the same seed.
    static let generatorTag: UInt64 = 0x4D_4D49
}

extension Workload {
    /// The resource allocation factors `RAF_n` (Eq. 4.1), normalised to sum to at most one and rounded down to parts
    /// per 10⁹; all zero if nobody is expected to draw anything.
    public var allocationFactors: [Share] {
        let loads = profiles.map(\.meanLoadWatts)
        let total = loads.reduce(0, +)
        return loads.map { load in
            // The addend undoes the rounding of the quotient where the exact one is whole; far smaller than 1 / M, it
            // cannot bring the sum above one.
            total > 0 ? Share(partsPerBillion: Int64(load / total * 1e9 + 1e-6)) : .zero
        }
    }
}
