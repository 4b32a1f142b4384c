import Units

// max-min (ours): bands are guarantees, not limits. Each cheap server is divided by weighted max-min fairness over the
// buildings' present loads, with the allocation factors as weights.

/// What a building with a load asks for when the cheap servers are divided, and what it gets.
struct Claim: Sendable, BitwiseCopyable {
    let building: Int32
    /// Whether the water level lies under the demand, as far as is known.
    var isThrottled = true
    /// The weight of the claim.
    let factor: Int64
    /// The weight in the division under way: the factor, or one where only claims without a factor are left.
    var weight: Int64
    let load: Power
    /// What the claim is over: the load, or what grid-contract leaves of it.
    var demand: Power
    /// What the building gets of the server that is being divided.
    var share = Power.zero
    /// What the building gets from grid-contract.
    var gridContract = Power.zero

    init(of state: BuildingState, building: Int) {
        self.building = Int32(building)
        self.factor = state.weight
        self.weight = state.weight
        self.load = state.load
        self.demand = state.load
    }
}

/// Weighted max-min fair division ("water-filling") in whole watts.
struct WaterFilling: Sendable {
    /// What is left for those who are throttled.
    private var left: UInt64
    /// Their weights' sum.
    private var weight: UInt64

    /// Divides a capacity over claims: nobody gets more than its demand, and whoever gets less gets as much per weight
    /// as any other. Watts that rounding leaves go, one each, to the first of those. Claims without weight get what the
    /// others leave, evenly.
    static func divide(_ capacity: Power, over claims: inout Slots<Claim>) {
        var (demanded, weight) = (Int64(0), Int64(0))
        for index in claims.indices {
            claims[index].isThrottled = true
            claims[index].weight = claims[index].factor
            claims[index].share = min(claims[index].demand, capacity)
            demanded += claims[index].demand.watts
            weight += claims[index].weight
        }
        // Enough for everyone, or nothing for anyone.
        if demanded <= capacity.watts || capacity == .zero { return }
        var water = WaterFilling(left: UInt64(capacity.watts), weight: UInt64(weight))
        while water.weight > 0, water.satisfy(&claims) {}
        if water.weight == 0 { water.levelWithoutWeights(&claims) }
        water.share(among: &claims)
    }

    /// Finds the level for claims without weight, which are all that is throttled.
    private mutating func levelWithoutWeights(_ claims: inout Slots<Claim>) {
        for index in claims.indices where claims[index].isThrottled {
            claims[index].weight = 1
            weight += 1
        }
        while weight > 0, satisfy(&claims) {}
    }

    /// Satisfies everyone whose demand lies under the level, which raises the level for the others; false if nobody's
    /// did.
    private mutating func satisfy(_ claims: inout Slots<Claim>) -> Bool {
        var (left, weight) = (left, weight)
        for index in claims.indices {
            let claim = claims[index]
            let (demand, claimed) = (UInt64(claim.demand.watts), UInt64(claim.weight))
            let isUnder =
                UInt128(demand) &* UInt128(self.weight) <= UInt128(self.left) &* UInt128(claimed)
            // No branch: a processor could not foresee whose demand lies under the level.
            let satisfied: UInt64 = (isUnder ? ~0 : 0) & (claim.isThrottled ? ~0 : 0)
            left &-= demand & satisfied
            weight &-= claimed & satisfied
            claims[index].isThrottled = claim.isThrottled != (satisfied != 0)
        }
        let hasChanged = weight != self.weight
        (self.left, self.weight) = (left, weight)
        return hasChanged
    }

    /// Gives everyone who is throttled its part of what is left.
    private func share(among claims: inout Slots<Claim>) {
        var rest = Int64(left)
        for index in claims.indices {
            let claim = claims[index]
            guard claim.isThrottled else {
                claims[index].share = claim.demand
                continue
            }
            let product = left.multipliedFullWidth(by: UInt64(claim.weight))
            // Most products fit into one word, whose division is faster. The quotient is at most `left`, so it fits.
            let share = product.high == 0 ? product.low / weight : weight.dividingFullWidth(product).quotient
            claims[index].share = Power(watts: Int64(share))
            rest -= Int64(share)
        }
        for index in claims.indices where rest > 0 && claims[index].isThrottled && claims[index].weight > 0 {
            claims[index].share += .watts(1)
            rest -= 1
        }
    }
}

extension Cluster {
    /// Divides the cheap servers over the buildings with a load by weighted max-min fairness.
    mutating func divideFairly() {
        claims.own()
        claims.removeAll()
        loaded.forEach { claims.append(Claim(of: buildings[$0], building: $0)) }
        WaterFilling.divide(openCap, over: &claims)
        for index in claims.indices {
            claims[index].gridContract = claims[index].share
            claims[index].demand -= claims[index].share
        }
        WaterFilling.divide(isBatteryExhausted ? .zero : terms.battery.power, over: &claims)
        for index in claims.indices {
            let claim = claims[index]
            serve(
                Int(claim.building),
                within: ServerLimits(gridContract: claim.gridContract, battery: claim.share)
            )
        }
    }
}
