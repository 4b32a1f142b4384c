public import Allocation
public import Units

/// What a transaction of the allocation contract answers: the allocations that it changed, and how the cluster stands.
public struct AllocationResponse: Hashable, Sendable {
    /// The allocation of every building whose split the transaction changed, and of the building it concerns;
    /// ascending by building.
    public var allocations: [BuildingAllocation]

    /// The cluster after the transaction.
    public var cluster: ClusterSummary

    /// What the allocations cost, and by which rule they were made.
    public var tariff: Tariff

    /// What happened of itself, in order of time.
    public var notices: [ClusterNotice]

    /// For `closePeriod`: what each member has drawn, ascending by building. Empty otherwise.
    public var statements: [MemberStatement]

    /// Creates a response.
    public init(
        allocations: [BuildingAllocation],
        cluster: ClusterSummary,
        tariff: Tariff,
        notices: [ClusterNotice],
        statements: [MemberStatement] = []
    ) {
        self.allocations = allocations
        self.cluster = cluster
        self.tariff = tariff
        self.notices = notices
        self.statements = statements
    }
}

/// The allocation in force for a building.
public struct BuildingAllocation: Hashable, Sendable {
    /// The building.
    public var building: BuildingID
    /// Its split over the three servers.
    public var split: Split
    /// What keeps it from being served by grid-contract alone.
    public var limits: Limits
    /// Whether the building is stale, so that its allocation is its reserved band.
    public var isStale: Bool
    /// Until when it holds: the end of the building's first lease; `nil` if it has none.
    public var validUntil: Instant?
    /// The last message of the building's that was acted on.
    public var order: MessageOrder

    /// Creates an allocation.
    public init(
        building: BuildingID,
        split: Split,
        limits: Limits,
        isStale: Bool,
        validUntil: Instant?,
        order: MessageOrder
    ) {
        self.building = building
        self.split = split
        self.limits = limits
        self.isStale = isStale
        self.validUntil = validUntil
        self.order = order
    }
}

/// What the energy of a period costs, and by which rule it is allocated.
///
/// It stands in every response, so that an answer can be given again from the ledger alone, whatever the terms are by
/// then.
public struct Tariff: Hashable, Sendable {
    /// The policy.
    public var policy: PolicyKind
    /// The prices of the three servers.
    public var prices: ServerPrices
    /// The currency of the prices, an ISO 4217 code.
    public var currency: String

    /// Creates a tariff.
    public init(policy: PolicyKind, prices: ServerPrices, currency: String) {
        self.policy = policy
        self.prices = prices
        self.currency = currency
    }
}

/// How a cluster stands.
public struct ClusterSummary: Hashable, Sendable {
    /// When the period was opened.
    public var openedAt: Instant
    /// Which rule is in force.
    public var mode: Mode
    /// The split of the aggregate load.
    public var split: Split
    /// The bands reserved for stale buildings.
    public var reserved: Power
    /// What the battery can still deliver.
    public var charge: Energy
    /// Whether the battery has run out in this period.
    public var isBatteryEmpty: Bool
    /// What happens next of itself if no call comes before.
    public var nextDue: DueEvent?

    /// Creates a summary.
    public init(
        openedAt: Instant,
        mode: Mode,
        split: Split,
        reserved: Power,
        charge: Energy,
        isBatteryEmpty: Bool,
        nextDue: DueEvent?
    ) {
        self.openedAt = openedAt
        self.mode = mode
        self.split = split
        self.reserved = reserved
        self.charge = charge
        self.isBatteryEmpty = isBatteryEmpty
        self.nextDue = nextDue
    }
}

/// What a member has drawn in a period, and what it costs.
public struct MemberStatement: Hashable, Sendable {
    /// The member.
    public var building: BuildingID
    /// Its energy from each server.
    public var account: EnergyAccount
    /// What that costs in 10⁻⁶ of the currency, rounded down once.
    public var costMicros: Int64
    /// What of the energy nobody stated at the time: gaps, settled by a register or by the last level.
    public var estimated: Energy
    /// What of the grid-premium energy a meter showed beyond what was stated.
    public var breach: Energy

    /// Creates a statement.
    public init(
        building: BuildingID,
        account: EnergyAccount,
        costMicros: Int64,
        estimated: Energy = .zero,
        breach: Energy = .zero
    ) {
        self.estimated = estimated
        self.breach = breach
        self.building = building
        self.account = account
        self.costMicros = costMicros
    }
}
