public import Allocation
public import Simulation
public import Units

/// A search for the cap, the period and the readings of the policies under which a cluster draws printed energies.
public struct Calibration: Sendable {
    /// What is printed of a policy.
    public struct Printed: Hashable, Sendable {
        /// Energy from the battery in kWh.
        public let battery: Double

        /// Energy from grid-premium in kWh.
        public let gridPremium: Double

        /// Creates a pair of energies.
        public init(battery: Double, gridPremium: Double) {
            self.battery = battery
            self.gridPremium = gridPremium
        }
    }

    /// The cluster but for its cap.
    public let terms: ClusterTerms

    /// The tier of each building: 0 for the small ones, 1 for the large ones.
    public let tiers: [Int]

    /// The demand over the longest period.
    public let workload: Workload

    /// The caps that are tried.
    public let caps: [Power]

    /// The periods that are tried.
    public let periods: [Interval]

    /// How many replications.
    public let replications: Int

    /// Creates a search.
    ///
    /// - Throws: `WorkloadError` where the demand is out of range.
    public init(
        terms: ClusterTerms,
        profiles: [DemandProfile],
        tiers: [Int],
        caps: [Power],
        periods: [Interval],
        replications: Int,
        seed: UInt64
    ) throws(WorkloadError) {
        self.terms = terms
        self.tiers = tiers
        self.caps = caps
        self.periods = periods.sorted()
        self.replications = replications
        workload = try Workload(profiles: profiles, horizon: self.periods.last ?? .zero, seed: seed)
    }

    /// What a candidate measures at one cap and period.
    public struct Cell: Hashable, Sendable {
        /// Energy from the battery in kWh.
        public internal(set) var battery = SampleMoments()

        /// Energy from grid-premium in kWh.
        public internal(set) var gridPremium = SampleMoments()

        /// `(AUC_small − AUC_large) / AUC_small` in percent.
        public internal(set) var difference = SampleMoments()
    }

    /// Measures all candidates at all caps and periods: `[cap][candidate][period]`.
    ///
    /// Everything sees the same demand, and caps are measured one by one, so that the numbers do not depend on `jobs`.
    ///
    /// - Parameters:
    ///   - jobs: how many tasks to use.
    ///   - progress: takes how many caps are done.
    public func measure(jobs: Int, progress: (Int) -> Void = { _ in }) async throws -> [[[Cell]]] {
        var measured: [[[Cell]]] = Array(repeating: [], count: caps.count)
        try await withThrowingTaskGroup(of: (Int, [[Cell]]).self) { group in
            var (started, done) = (0, 0)
            while done < caps.count {
                while started < caps.count, started - done < max(1, jobs) {
                    let index = started
                    group.addTask { (index, try self.measure(caps[index])) }
                    started += 1
                }
                guard let (index, cells) = try await group.next() else { return }
                measured[index] = cells
                done += 1
                progress(done)
            }
        }
        return measured
    }

    private func measure(_ cap: Power) throws -> [[Cell]] {
        var terms = terms
        terms.contractCap = cap
        let instants = periods.map { Instant(milliseconds: 0) + $0 }
        return try Candidate.all.map { candidate in
            var cells = Array(repeating: Cell(), count: periods.count)
            for replication in 0..<replications {
                let energies = try candidate.energies(
                    workload,
                    replication,
                    terms: terms,
                    tiers: tiers,
                    instants: instants
                )
                for (period, accounts) in energies.enumerated() { cells[period].add(accounts, terms.prices) }
            }
            return cells
        }
    }
}

extension Calibration.Cell {
    fileprivate mutating func add(_ tiers: [EnergyAccount], _ prices: ServerPrices) {
        let perKilowattHour = Double(Energy.millijoulesPerKilowattHour)
        let sum = tiers.reduce(.zero, +)
        battery.add(Double(sum.battery.millijoules) / perKilowattHour)
        gridPremium.add(Double(sum.gridPremium.millijoules) / perKilowattHour)
        func unitCost(_ account: EnergyAccount) -> Double {
            let energy = Double(account.total.millijoules)
            return energy > 0 ? Double(account.cost(at: prices).microMillijoulesPerKilowattHour) / energy : 0
        }
        guard tiers.count == 2,
            let difference = Fairness.relativeDifference(small: unitCost(tiers[0]), large: unitCost(tiers[1]))
        else { return }
        self.difference.add(100 * difference)
    }
}
