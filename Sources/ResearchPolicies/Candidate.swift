public import Allocation
import Simulation
import Units

/// One way to read one of the three policies.
public struct Candidate: Hashable, Sendable {
    /// The policy that is read.
    public let kind: PolicyKind

    /// How it is read, in words.
    public let name: String

    /// Whether the product has it.
    public let isShipped: Bool

    private let rule: HeldRule?

    /// The candidates for `strict`, `no-bounds` and `adaptive`, in this order.
    public static let all: [Candidate] =
        [
            Candidate(kind: .strict, rule: nil), Candidate(kind: .strict, rule: .strict),
            Candidate(kind: .strict, rule: .strictMixed(.stay)), Candidate(kind: .strict, rule: .strictMixed(.yield)),
            Candidate(kind: .noBounds, rule: nil), Candidate(kind: .noBounds, rule: .noBounds),
            Candidate(kind: .adaptive, rule: nil),
        ] + HeldRule.adaptiveRules.map { Candidate(kind: .adaptive, rule: $0) }

    private init(kind: PolicyKind, rule: HeldRule?) {
        self.kind = kind
        self.rule = rule
        name = rule?.description ?? "re-split"
        isShipped =
            switch rule {
            case nil, .strict, .noBounds: true
            case .strictMixed: false
            case .adaptive(let test): test.countsArrival && test.keepsCap && test.signal != .cheap
            }
    }

    /// The energies of each tier at each of the instants, in one replication.
    func energies(
        _ workload: Workload,
        _ replication: Int,
        terms: ClusterTerms,
        tiers: [Int],
        instants: [Instant]
    ) throws -> [[EnergyAccount]] {
        let opening = Instant(milliseconds: 0)
        guard let rule else {
            let policy = try AllocationPolicy(kind: kind, discipline: .redispatch)
            let core = Cluster(terms: terms, policy: policy, openedAt: opening)
            return try Self.notes(workload, replication, core, tiers, instants)
        }
        let core = HeldCluster(terms: terms, rule: rule, openedAt: opening)
        return try Self.notes(workload, replication, core, tiers, instants)
    }

    private static func notes<Core: DecisionCore>(
        _ workload: Workload,
        _ replication: Int,
        _ core: Core,
        _ tiers: [Int],
        _ instants: [Instant]
    ) throws -> [[EnergyAccount]] {
        let notes = SnapshotCore<Core>.Notes()
        _ = try workload.run(
            replication,
            on: SnapshotCore(core, instants: instants, tiers: tiers, notes: notes)
        )
        return notes.accounts
    }
}
