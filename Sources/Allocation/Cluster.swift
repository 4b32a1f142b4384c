public import Units

/// A cluster of buildings in one period: which request draws from which server, and what each building has drawn.
///
/// This is the one decision core (state × event → changes): the live controller, the ledger's contract, the simulator
/// and the audit all call it. It knows no clock, no I/O and no chance; time comes with the events and never runs
/// backwards. Every event method first checks and then acts, so that a refused event changes nothing.
///
/// The cost of an event follows what it changes, not how many requests are active: splits change only at the fronts of
/// a ``ServiceStack``, energies are added up per building when its split changes, and depletion is foreseen.
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
    public var isRecording = false

    // MARK: Requests

    var slices: [Slice] = []
    var freeSlots: [Int32] = []
    var clusterStack = ServiceStack()
    /// The sequence number of the next request.
    public internal(set) var nextSequence: Int64 = 0
    /// The number of active requests, `J(t)`.
    public internal(set) var activeCount = 0

    // MARK: Buildings

    var buildings: [BuildingState]
    var loads: [[LoadState]]
    var gaps: [[Gap]]
    /// The strict bands of the stale buildings.
    public internal(set) var reserved = Power.zero

    // MARK: The cluster

    /// The split of all active requests.
    var totals = Split.zero
    var clusterAccount = EnergyAccount.zero
    var isBatteryExhausted: Bool
    var modeSwitch: ModeSwitch

    // MARK: What is to come

    var quotaEnds: InstantQueue
    var leaseEnds: InstantQueue

    // MARK: Work lists of an event

    var eventNumber: Int64 = 0
    var touched: [Int32] = []
    /// Under adaptive redispatch: the buildings whose load exceeds their band.
    var overBand: BuildingSet
    /// Under `max-min` and `levelling`: the buildings with a load.
    var loaded: BuildingSet
    /// Under `max-min` and `levelling`: whether the event has divided the servers yet.
    var isDivided = false
    /// Under `max-min` and `levelling`: the buildings that grid-contract did not serve whole at the last event.
    var limited: [Int32] = []

    /// The largest power of one request or load: 1 TW.
    public static let largestRequest = ClusterTerms.Limits.power

    /// Opens a period: no requests, every counter at zero, the battery full with `C` deliverable.
    public init(terms: ClusterTerms, policy: AllocationPolicy, openedAt: Instant) {
        self.terms = terms
        self.policy = policy
        self.now = openedAt
        self.buildings = terms.buildings.indices.map {
            BuildingState(terms: terms, index: $0, openedAt: openedAt)
        }
        self.loads = Array(repeating: [], count: terms.buildingCount)
        self.gaps = Array(repeating: [], count: terms.buildingCount)
        self.isBatteryExhausted = terms.battery.capacity == .zero
        self.modeSwitch = ModeSwitch(cap: terms.contractCap, policy: policy)
        self.quotaEnds = InstantQueue(buildingCount: terms.buildingCount)
        self.leaseEnds = InstantQueue(buildingCount: terms.buildingCount)
        self.overBand = BuildingSet(buildingCount: terms.buildingCount)
        self.loaded = BuildingSet(buildingCount: terms.buildingCount)
    }
}
