import Allocation
import Simulation
import Units

/// A decision core whose energies are noted at given instants on the way, so that one long period gives the results of
/// every shorter one: no policy looks at when the period ends.
struct SnapshotCore<Core: DecisionCore>: DecisionCore {
    /// What was noted: of every instant, the energies of each tier.
    final class Notes {
        var accounts: [[EnergyAccount]] = []
    }

    private var core: Core
    private let instants: [Instant]
    private let tiers: [Int]
    private let notes: Notes
    private var next = 0

    init(_ core: Core, instants: [Instant], tiers: [Int], notes: Notes) {
        self.core = core
        self.instants = instants
        self.tiers = tiers
        self.notes = notes
    }

    mutating func start(
        building: Int,
        power: Power,
        at instant: Instant
    ) throws(AllocationError) -> Core.Request {
        try note(before: instant)
        return try core.start(building: building, power: power, at: instant)
    }

    mutating func end(_ request: Core.Request, at instant: Instant) throws(AllocationError) {
        try note(before: instant)
        try core.end(request, at: instant)
    }

    mutating func advance(to instant: Instant) throws(AllocationError) {
        try note(before: instant)
        try core.advance(to: instant)
    }

    func account(of building: Int) -> EnergyAccount { core.account(of: building) }

    private mutating func note(before instant: Instant) throws(AllocationError) {
        while next < instants.count, instants[next] <= instant {
            try core.advance(to: instants[next])
            var sums = Array(repeating: EnergyAccount.zero, count: (tiers.max() ?? 0) + 1)
            for (building, tier) in tiers.enumerated() { sums[tier] = sums[tier] + core.account(of: building) }
            notes.accounts.append(sums)
            next += 1
        }
    }
}
