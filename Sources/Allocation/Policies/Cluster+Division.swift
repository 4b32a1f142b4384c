import Units

/// What a building with a load asks for when the cheap servers are divided, and what it gets.
struct Claim: Sendable {
    let building: Int
    /// The weight in max-min fairness.
    let weight: Int64
    let load: Power
    /// What the claim is over: the load, or what grid-contract leaves of it.
    var demand: Power
    /// What the building gets.
    var limits = ServerLimits.zero
    /// Whether the water level of max-min fairness lies under the demand, as far as is known.
    var isThrottled = true

    init(of state: BuildingState, building: Int) {
        self.building = building
        self.weight = state.weight
        self.load = state.load
        self.demand = state.load
    }
}

extension Cluster {
    /// Under `max-min` and `levelling`: divides the cheap servers over the buildings, then each building's part over
    /// its requests in arrival order.
    ///
    /// While the load is under the cap everyone is served by grid-contract, and only the buildings that were not
    /// before, or whose load changed, are looked at.
    mutating func divide(changed building: Int?) {
        isDivided = true
        guard totals.total > openCap else {
            for place in limited.indices { serveWhole(Int(limited[place])) }
            limited.removeAll(keepingCapacity: true)
            if let building { serveWhole(building) }
            return
        }
        // Taken out of the cluster while it changes, and put back for its memory.
        var claims = claims
        self.claims = []
        claims.removeAll(keepingCapacity: true)
        loaded.forEach { claims.append(Claim(of: buildings[$0], building: $0)) }
        if policy.kind == .maxMin { divideFairly(over: &claims) } else { divideByUnitCost(over: &claims) }
        serve(claims)
        self.claims = claims
    }

    private mutating func serve(_ claims: [Claim]) {
        limited.removeAll(keepingCapacity: true)
        for claim in claims {
            rebalance(BuildingLane(claim.building), to: claim.limits)
            if claim.limits.gridContract < claim.load { limited.append(Int32(claim.building)) }
        }
    }

    private mutating func serveWhole(_ building: Int) {
        rebalance(BuildingLane(building), to: ServerLimits(gridContract: buildings[building].load, battery: .zero))
    }
}
