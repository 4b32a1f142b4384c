public import Units

/// A cluster of buildings in one period: which request draws from which server, and what each building has drawn.
///
/// This is the one decision core (state × event → changes): the live controller, the ledger's contract, the simulator
/// and the audit all call it. It knows no clock, no I/O and no chance; time comes with the events and never runs
/// backwards. Every event method first checks and then acts, so that a refused event changes nothing.
///
/// The cost of an event follows what it changes, not how many requests are active: splits change only at the fronts of
/// a service stack, energies are added up per building when its split changes, and depletion is foreseen.
public struct Cluster: Sendable {
    /// The terms in force.
    public let terms: ClusterTerms

    /// The policy in force.
    public let policy: AllocationPolicy

    /// The instant of the last event.
    public internal(set) var now: Instant

    /// What the last event changed; kept only while ``isRecording``.
    public internal(set) var journal = EventJournal()

    /// Whether ``journal`` is kept.
    public var isRecording = false {
        didSet { followRecording() }
    }

    /// Shared with the copies of this cluster, and so tells whether there are any.
    private var ownership = Ownership()

    // MARK: Requests

    var slices: Slots<Slice>
    /// The first of the slots that are free; each leads to the next as its slice's cluster link does.
    var firstFree = noSlice
    var clusterStack = ServiceStack(of: ClusterLane())
    /// Whether the slices and stacks know how each building's split is spread over its requests.
    var keepsRequestSplits: Bool
    /// The sequence number of the next request.
    public internal(set) var nextSequence: Int64 = 0
    /// The number of active requests, `J(t)`.
    public internal(set) var activeCount = 0

    // MARK: Buildings

    var buildings: Slots<BuildingState>
    /// The rate `⌊W / M⌋`, divided once.
    let batteryRate: Power
    var loads: [[LoadState]]
    var gaps: [[Gap]]
    var meters: [MeterRecord]
    /// The strict bands of the stale buildings.
    public internal(set) var reserved = Power.zero

    // MARK: The cluster

    /// The split of all active requests, and what it has drawn.
    var tally = EnergyTally()
    var isBatteryExhausted: Bool
    /// What the battery's own readings have added to the charge that follows from what was drawn; it may be negative.
    var chargeCorrection = Energy.zero
    var modeSwitch: ModeSwitch

    // MARK: What is to come

    var quotaEnds: InstantQueue
    var leaseEnds: InstantQueue
    var calm: Calm

    // MARK: Work lists of an event

    var eventNumber: Int64 = 0
    /// The last building that the event has touched; each leads to the one before.
    var lastTouched = noBuilding
    /// Under adaptive redispatch: the buildings whose load exceeds their band.
    var overBand: BuildingSet
    /// Under `max-min` and `levelling`: the buildings with a load.
    var loaded: BuildingSet
    /// Under `max-min` and `levelling`: whether the event has divided the servers yet.
    var isDivided = false
    /// Under `max-min` and `levelling`: whether there may be buildings that grid-contract does not serve whole.
    var isLimited = false
    /// Under `max-min`: memory of a division, which the next one uses again.
    var claims = Slots<Claim>()
    /// Under `max-min`: where grid-contract's and the battery's water stood at the last division.
    var contractLevel = WaterLevel.unknown
    var batteryLevel = WaterLevel.unknown
    /// Under `levelling`: memory of a division, the buildings with a load.
    var ranks = Slots<UnitCostRank>()

    /// Makes sure that no copy shares the memory that an event writes to.
    @inline(__always)
    mutating func own() {
        if !isKnownUniquelyReferenced(&ownership) { separate() }
    }

    @inline(never)
    private mutating func separate() {
        ownership = Ownership()
        slices.separate()
        buildings.separate()
        quotaEnds.separate()
        leaseEnds.separate()
        overBand.separate()
        loaded.separate()
        claims.separate()
        ranks.separate()
    }

    /// The largest power of one request or load: 1 TW.
    public static let largestRequest = ClusterTerms.Limits.power

    /// Opens a period: no requests, every counter at zero, the battery full with `C` deliverable.
    ///
    /// - Parameters:
    ///   - terms: The contract, the battery and the members.
    ///   - policy: The rule.
    ///   - openedAt: When the period begins.
    ///   - charge: What the battery can deliver instead, where the terms say that its reading counts.
    public init(terms: ClusterTerms, policy: AllocationPolicy, openedAt: Instant, charge: Energy? = nil) {
        self.terms = terms
        self.policy = policy
        self.now = openedAt
        self.keepsRequestSplits = !policy.servesByBuilding
        self.slices = Slots(Slice.ends(buildingCount: terms.buildingCount))
        self.buildings = Slots(
            terms.buildings.indices.map { BuildingState(terms: terms, index: $0, openedAt: openedAt) }
        )
        self.batteryRate = terms.batteryRate
        self.loads = Array(repeating: [], count: terms.buildingCount)
        self.gaps = Array(repeating: [], count: terms.buildingCount)
        self.meters = Array(repeating: .unread, count: terms.buildingCount)
        self.isBatteryExhausted = terms.battery.capacity == .zero
        self.modeSwitch = ModeSwitch(cap: terms.contractCap, policy: policy)
        self.quotaEnds = InstantQueue(buildingCount: terms.buildingCount)
        self.leaseEnds = InstantQueue(buildingCount: terms.buildingCount)
        self.calm = Calm(endsAt: openedAt)
        self.overBand = BuildingSet(buildingCount: terms.buildingCount)
        self.loaded = BuildingSet(buildingCount: terms.buildingCount)
        if let charge, terms.battery.start == .reading {
            setCharge(min(charge, terms.battery.capacity))
            self.isBatteryExhausted = self.charge == .zero
        }
    }
}

/// Whoever owns a cluster's memory.
private final class Ownership: Sendable {}
