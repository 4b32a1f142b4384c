import Units

/// The index of no building.
let noBuilding: Int32 = -1

/// What a cluster knows of one building.
struct BuildingState: Sendable, BitwiseCopyable {
    /// The strict band `⌊RAF_n · L_CAP⌋`.
    let band: Power
    /// The battery energy `⌊RAF_n · C⌋` of a period under the strict policy.
    let quota: Energy
    /// The weight in max-min fairness.
    let weight: Int64

    /// The power of the building's active requests, its split, and what it has drawn.
    private(set) var tally = EnergyTally()
    /// Until when the energies are settled; the split has not changed since.
    private(set) var settledAt: Instant
    /// The building's requests in arrival order.
    var stack: ServiceStack
    /// Whether `UC_n` has reached the quota in this period.
    var isQuotaExhausted: Bool
    /// Whether the building fell silent; its band is reserved then.
    var isStale = false
    /// The number of the last event that touched the building.
    var touchedBy: Int64 = -1
    /// The building that the same event touched before.
    var touchedBefore = noBuilding
    /// What is known of the end of the building's battery energy.
    var quotaEnd = QuotaEnd.found(draw: .zero)

    init(terms: ClusterTerms, index: Int, openedAt: Instant) {
        self.band = terms.band(of: index)
        self.quota = terms.batteryQuota(of: index)
        self.weight = terms.buildings[index].allocationFactor.partsPerBillion
        self.settledAt = openedAt
        self.stack = ServiceStack(of: BuildingLane(index))
        self.isQuotaExhausted = self.quota == .zero
    }

    /// The power of the building's active requests, `L_n`.
    var load: Power {
        @inline(__always)
        get { tally.load }
    }

    /// What grid-contract serves of it.
    var gridContract: Power {
        @inline(__always)
        get { tally.gridContract }
    }

    /// What the battery serves of it.
    var battery: Power {
        @inline(__always)
        get { tally.battery }
    }

    /// The split of the building's load.
    var split: Split {
        @inline(__always)
        get { tally.split }
    }

    /// The energies up to `settledAt`.
    var account: EnergyAccount {
        @inline(__always)
        get { tally.account(at: settledAt) }
    }

    /// Settles the energies up to an instant, before anything changes.
    @inline(__always)
    mutating func settle(at instant: Instant) {
        settledAt = instant
    }

    /// Adds energies that were drawn besides.
    mutating func book(_ account: EnergyAccount) { tally.book(account) }

    /// Restores the energies that were settled at an instant.
    mutating func restore(_ account: EnergyAccount, settledAt instant: Instant) {
        tally.set(account, at: instant)
        settledAt = instant
    }

    /// Changes the load by a power that grid-premium serves, at first or at last.
    @inline(__always)
    mutating func changeLoad(by power: Power, at instant: Instant) {
        settle(at: instant)
        tally.changeLoad(by: power, at: instant)
    }

    /// Splits the load anew.
    ///
    /// - Returns: what the cheap servers give more than before.
    @inline(__always)
    mutating func serve(gridContract: Power, battery: Power, at instant: Instant) -> ServerRise {
        let rise = ServerRise(gridContract: gridContract - self.gridContract, battery: battery - self.battery)
        // Even where nothing changes: a processor could not foresee for which building that is.
        shift(rise, at: instant)
        return rise
    }

    /// Moves power from grid-premium to the cheap servers.
    @inline(__always)
    mutating func shift(_ rise: ServerRise, at instant: Instant) {
        settle(at: instant)
        tally.shift(rise, at: instant)
    }

    /// `UC_n` up to an instant at which the split still holds.
    @inline(__always)
    func battery(at instant: Instant) -> Energy {
        tally.batteryEnergy(at: instant)
    }

    /// The energies up to an instant at which the split still holds.
    @inline(__always)
    func account(at instant: Instant) -> EnergyAccount { tally.account(at: instant) }
}

/// What is known of the instant at which a building's battery energy will be drawn.
enum QuotaEnd: Hashable, Sendable, BitwiseCopyable {
    /// Nothing: it has to be foreseen anew.
    case unknown
    /// An instant before which it cannot lie.
    case bounded
    /// The instant itself, as long as the building draws so much.
    case found(draw: Power)
}
