public import Units

/// Everything that decides a cluster's future, as plain values: what a ledger keeps between events.
///
/// A cluster that is restored from its image answers every later event as the original does
/// (``Cluster/init(terms:policy:restoring:)``).
public struct ClusterImage: Hashable, Sendable {
    /// What belongs to no building alone.
    public var cluster: ClusterRecord

    /// One record a building, in the order of the terms.
    public var buildings: [BuildingRecord]

    /// The active requests in arrival order.
    public var requests: [RequestRecord]

    /// Creates an image.
    public init(cluster: ClusterRecord, buildings: [BuildingRecord], requests: [RequestRecord]) {
        self.cluster = cluster
        self.buildings = buildings
        self.requests = requests
    }
}

/// The part of a ``ClusterImage`` that belongs to no building alone.
public struct ClusterRecord: Hashable, Sendable {
    /// The instant of the last event.
    public var now: Instant
    /// The sequence number of the next request.
    public var nextSequence: Int64
    /// The energies of the cluster up to `now`.
    public var account: EnergyAccount
    /// Whether the battery has run out in this period.
    public var isBatteryEmpty: Bool
    /// The adaptive policy's mode.
    public var mode: Mode
    /// When the mode changed last.
    public var lastSwitch: Instant?
    /// What the battery's own readings have added to the charge; it may be negative.
    public var chargeCorrection: Energy

    /// Creates a record.
    public init(
        now: Instant,
        nextSequence: Int64,
        account: EnergyAccount,
        isBatteryEmpty: Bool,
        mode: Mode,
        lastSwitch: Instant?,
        chargeCorrection: Energy = .zero
    ) {
        self.chargeCorrection = chargeCorrection
        self.now = now
        self.nextSequence = nextSequence
        self.account = account
        self.isBatteryEmpty = isBatteryEmpty
        self.mode = mode
        self.lastSwitch = lastSwitch
    }
}

/// The part of a ``ClusterImage`` that belongs to one building.
public struct BuildingRecord: Hashable, Sendable {
    /// The building's energies up to `settledAt`.
    public var account: EnergyAccount
    /// Until when the energies are added up.
    public var settledAt: Instant
    /// Whether the building has drawn its battery energy of the period.
    public var isQuotaExhausted: Bool
    /// Whether the building fell silent.
    public var isStale: Bool
    /// The gaps that are not settled yet.
    public var gaps: [Gap]
    /// The levels of the building's loads, ascending by identifier.
    public var loads: [LoadRecord]
    /// What is known of the building's meter.
    public var meter: MeterRecord

    /// Creates a record.
    public init(
        account: EnergyAccount,
        settledAt: Instant,
        isQuotaExhausted: Bool,
        isStale: Bool,
        gaps: [Gap],
        loads: [LoadRecord],
        meter: MeterRecord = .unread
    ) {
        self.meter = meter
        self.account = account
        self.settledAt = settledAt
        self.isQuotaExhausted = isQuotaExhausted
        self.isStale = isStale
        self.gaps = gaps
        self.loads = loads
    }
}

/// The level of one load.
public struct LoadRecord: Hashable, Sendable {
    /// The load.
    public var id: LoadID
    /// Its level.
    public var power: Power
    /// When the level's lease runs out.
    public var leaseEnd: Instant?
    /// The sequence numbers of the requests that make up the level, oldest first.
    public var requests: [Int64]

    /// Creates a record.
    public init(id: LoadID, power: Power, leaseEnd: Instant?, requests: [Int64]) {
        self.id = id
        self.power = power
        self.leaseEnd = leaseEnd
        self.requests = requests
    }
}

/// One active request.
public struct RequestRecord: Hashable, Sendable {
    /// Its place in the arrival order.
    public var sequence: Int64
    /// Its building's index.
    public var building: Int
    /// Its split.
    public var split: Split
    /// The limits that bound its split at admission.
    public var limits: Limits

    /// Creates a record.
    public init(sequence: Int64, building: Int, split: Split, limits: Limits) {
        self.sequence = sequence
        self.building = building
        self.split = split
        self.limits = limits
    }
}
