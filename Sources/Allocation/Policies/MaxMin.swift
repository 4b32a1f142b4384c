import Units

// max-min (ours): bands are guarantees, not limits. Each cheap server is divided by weighted max-min fairness over the
// buildings' present loads, with the allocation factors as weights.

/// What a building with a load asks for when the cheap servers are divided, and what it gets.
struct Claim: Sendable, BitwiseCopyable {
    let building: Int32
    /// The weight in max-min fairness.
    let weight: Int64
    let load: Power
    /// What the claim is over: the load, or what grid-contract leaves of it.
    var demand: Power
    /// What the building gets from grid-contract.
    var gridContract = Power.zero
    /// Whether the water level of max-min fairness lies under the demand, as far as is known.
    var isThrottled = true

    init(of state: BuildingState, building: Int) {
        self.building = Int32(building)
        self.weight = state.weight
        self.load = state.load
        self.demand = state.load
    }
}

/// Weighted max-min fair division ("water-filling") in whole watts.
///
/// Nobody gets more than its demand, and whoever gets less than its demand gets as much per weight as any other. Watts
/// that rounding leaves go, one each, to the first of those.
struct WaterFilling: Sendable {
    /// What is left for those who are throttled.
    private var left: UInt64
    /// Their weights' sum.
    private var weight: UInt64 = 0
    /// What rounding leaves.
    private var rest: Int64 = 0

    /// Finds the water level for a capacity and for claims that are all throttled as far as is known.
    init(_ capacity: Power, over claims: inout Slots<Claim>) {
        left = UInt64(capacity.watts)
        var demanded: Int64 = 0
        for index in claims.indices {
            claims[index].isThrottled = true
            demanded += claims[index].demand.watts
            weight += UInt64(claims[index].weight)
        }
        if demanded <= capacity.watts {
            for index in claims.indices { claims[index].isThrottled = false }
            return
        }
        while satisfy(&claims) {}
        rest = Int64(left)
        for index in claims.indices where claims[index].isThrottled { rest -= share(of: claims[index]).watts }
    }

    /// Satisfies everyone whose demand lies under the level, which raises the level for the others; false if nobody's
    /// did.
    private mutating func satisfy(_ claims: inout Slots<Claim>) -> Bool {
        let (level, ofWeight) = (left, weight)
        for index in claims.indices where claims[index].isThrottled {
            let (demand, claimed) = (UInt64(claims[index].demand.watts), UInt64(claims[index].weight))
            let (needs, has) = (demand.multipliedFullWidth(by: ofWeight), level.multipliedFullWidth(by: claimed))
            if needs.high < has.high || needs.high == has.high && needs.low <= has.low {
                claims[index].isThrottled = false
                left -= demand
                weight -= claimed
            }
        }
        return weight != ofWeight && weight > 0
    }

    /// What is given to a claim; the claims have to be asked for in their order, each once.
    @inline(__always)
    mutating func take(_ claim: Claim) -> Power {
        guard claim.isThrottled else { return claim.demand }
        let extra: Int64 = rest > 0 ? 1 : 0
        rest -= extra
        return share(of: claim) + .watts(extra)
    }

    /// `⌊left · weight of the claim / weight of all⌋`; at most `left`, so that the quotient fits.
    @inline(__always)
    private func share(of claim: Claim) -> Power {
        let product = left.multipliedFullWidth(by: UInt64(claim.weight))
        // Most products fit into one word, and its division is the faster one.
        let share = product.high == 0 ? product.low / weight : weight.dividingFullWidth(product).quotient
        return Power(watts: Int64(share))
    }
}

extension Cluster {
    /// Divides the cheap servers over the buildings with a load by weighted max-min fairness.
    mutating func divideFairly() {
        claims.own()
        claims.removeAll()
        loaded.forEach { claims.append(Claim(of: buildings[$0], building: $0)) }
        var contract = WaterFilling(openCap, over: &claims)
        for index in claims.indices {
            let share = contract.take(claims[index])
            claims[index].gridContract = share
            claims[index].demand = claims[index].load - share
        }
        var battery = WaterFilling(isBatteryExhausted ? .zero : terms.battery.power, over: &claims)
        for index in claims.indices {
            let claim = claims[index]
            let limits = ServerLimits(gridContract: claim.gridContract, battery: battery.take(claim))
            serve(Int(claim.building), within: limits)
        }
    }
}
