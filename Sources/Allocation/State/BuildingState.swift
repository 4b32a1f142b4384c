import Units

/// What a cluster knows of one building.
struct BuildingState: Sendable {
    /// The strict band `⌊RAF_n · L_CAP⌋`.
    let band: Power
    /// The battery energy `⌊RAF_n · C⌋` of a period under the strict policy.
    let quota: Energy
    /// The weight in max-min fairness.
    let weight: Int64

    /// The power of the building's active requests, `L_n`.
    var load = Power.zero
    /// The split of that power.
    var split = Split.zero
    /// The energies up to `settledAt`.
    var account = EnergyAccount.zero
    /// Until when the energies are added up; the split has not changed since.
    var settledAt: Instant
    /// The building's requests in arrival order.
    var stack = ServiceStack()
    /// The limits that `max-min` or `levelling` gave the building's stack at the last event.
    var limits = ServerLimits.zero
    /// Whether `UC_n` has reached the quota in this period.
    var isQuotaExhausted: Bool
    /// Whether the building fell silent; its band is reserved then.
    var isStale = false
    /// The number of the last event that touched the building.
    var touchedBy: Int64 = -1

    init(terms: ClusterTerms, index: Int, openedAt: Instant) {
        self.band = terms.band(of: index)
        self.quota = terms.batteryQuota(of: index)
        self.weight = max(terms.buildings[index].allocationFactor.partsPerBillion, 1)
        self.settledAt = openedAt
        self.isQuotaExhausted = self.quota == .zero
    }

    /// Adds the energies up to an instant, before the split changes.
    @inline(__always)
    mutating func settle(at instant: Instant) {
        guard settledAt != instant else { return }
        account.add(split, for: instant - settledAt)
        settledAt = instant
    }

    /// Puts a slice of this power at the tail of the building's stack.
    @inline(__always)
    mutating func append(_ slot: Int32, of power: Power, at instant: Instant) {
        if stack.tail == noSlice { stack.head = slot }
        stack.tail = slot
        changeLoad(by: power, at: instant)
    }

    /// Changes the load by a power that grid-premium serves, at first or at last.
    @inline(__always)
    mutating func changeLoad(by power: Power, at instant: Instant) {
        settle(at: instant)
        load += power
        split.gridPremium += power
    }

    /// Moves power from grid-premium to the cheap servers.
    @inline(__always)
    mutating func shift(gridContract: Power, battery: Power, at instant: Instant) {
        settle(at: instant)
        split.shift(gridContract: gridContract, battery: battery)
    }

    /// The energies up to an instant at which the split still holds.
    func account(at instant: Instant) -> EnergyAccount {
        var account = account
        account.add(split, for: instant - settledAt)
        return account
    }
}
