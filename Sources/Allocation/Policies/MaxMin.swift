import Units

// max-min (ours): bands are guarantees, not limits. Each cheap server is divided by weighted max-min fairness over the
// buildings' present loads, with the allocation factors as weights.

/// What a building with a load asks for when the cheap servers are divided, and what it gets.
struct Claim: Sendable, BitwiseCopyable {
    let building: Int32
    /// Whether the water level lies under the demand, as far as is known.
    var isThrottled = true
    /// The weight of the claim: the allocation factor, or one where only claims without a factor are left.
    var weight: Int64
    /// What the claim is over: the load, or what grid-contract leaves of it.
    var demand: Power
    /// What the building gets of the server that is being divided.
    var share = Power.zero
    /// What the building gets from grid-contract.
    var gridContract = Power.zero
}

/// How high the water stands in a division: what is left for those who are throttled, over their weights' sum.
struct WaterLevel: Equatable, Sendable, BitwiseCopyable {
    var left: UInt64
    var weight: UInt64

    /// No level: where all begin throttled.
    static let unknown = WaterLevel(left: 0, weight: 0)

    /// Whether a demand lies under the level.
    @inline(__always)
    func covers(_ demand: UInt64, weight claimed: UInt64) -> Bool {
        UInt128(demand) &* UInt128(weight) <= UInt128(left) &* UInt128(claimed)
    }

    /// The part of what is left that a weight gets, rounded down; all of it at most.
    @inline(__always)
    func part(of claimed: UInt64) -> UInt64 {
        if claimed >= weight { return left }
        let product = left.multipliedFullWidth(by: claimed)
        // Most products fit into one word, whose division is faster. The quotient is at most `left`, so it fits.
        return product.high == 0 ? product.low / weight : weight.dividingFullWidth(product).quotient
    }
}

/// Weighted max-min fair division ("water-filling") in whole watts.
enum WaterFilling {
    /// Divides a capacity over claims that come to more: nobody gets more than its demand, and whoever gets less gets
    /// as much per weight as any other. Watts that rounding leaves go, one each, to the first of those. Claims without
    /// weight get what the others leave, evenly.
    ///
    /// - Parameters:
    ///   - level: where the water stood before, as a guess; then where it stands.
    static func divide(_ capacity: UInt64, over claims: inout Slots<Claim>, from level: inout WaterLevel) {
        if level.weight == 0 || !settle(&level, capacity, &claims) {
            level = WaterLevel(left: capacity, weight: 0)
            for index in claims.indices {
                claims[index].isThrottled = true
                level.weight += UInt64(claims[index].weight)
            }
            if level.weight == 0 || !settle(&level, capacity, &claims) {
                level = levelWithoutWeights(capacity, &claims)
            }
        }
        share(level, among: &claims)
    }

    /// Moves the level to where it has to be; false if nobody with a weight is left under it.
    ///
    /// Newton's method for the level at which all together get the capacity: what they get grows the slower the higher
    /// the level is, so that from the first step on the level only rises, and who is covered stays so.
    private static func settle(_ level: inout WaterLevel, _ capacity: UInt64, _ claims: inout Slots<Claim>) -> Bool {
        while true {
            var (covered, weight) = (UInt64(0), UInt64(0))
            for index in claims.indices {
                let (demand, claimed) = (UInt64(claims[index].demand.watts), UInt64(claims[index].weight))
                let isThrottled = !level.covers(demand, weight: claimed)
                // No branch: a processor could not foresee whose demand lies under the level.
                let mask: UInt64 = isThrottled ? ~0 : 0
                covered &+= demand & ~mask
                weight &+= claimed & mask
                claims[index].isThrottled = isThrottled
            }
            if weight == 0 { return false }
            let next = WaterLevel(left: capacity > covered ? capacity - covered : 0, weight: weight)
            if next == level { return true }
            level = next
        }
    }

    /// Finds the level for claims without weight, which are all that is throttled.
    private static func levelWithoutWeights(_ capacity: UInt64, _ claims: inout Slots<Claim>) -> WaterLevel {
        var level = WaterLevel(left: capacity, weight: 0)
        for index in claims.indices {
            if claims[index].isThrottled {
                claims[index].weight = 1
                level.weight += 1
            } else {
                level.left -= UInt64(claims[index].demand.watts)
            }
        }
        var hasRisen = true
        while hasRisen, level.weight > 0 {
            let before = level
            for index in claims.indices where claims[index].isThrottled {
                let demand = UInt64(claims[index].demand.watts)
                guard before.covers(demand, weight: 1) else { continue }
                claims[index].isThrottled = false
                level.left -= demand
                level.weight -= 1
            }
            hasRisen = level != before
        }
        return level
    }

    /// Gives everyone who is throttled its part of what is left.
    private static func share(_ level: WaterLevel, among claims: inout Slots<Claim>) {
        var rest = Int64(level.left)
        var (weight, part) = (Int64(-1), Int64(0))
        for index in claims.indices {
            var claim = claims[index]
            // Weights are often alike.
            if claim.weight != weight {
                weight = claim.weight
                part = Int64(level.part(of: UInt64(weight)))
            }
            claim.share = claim.isThrottled ? .watts(part) : claim.demand
            rest -= claim.isThrottled ? part : 0
            claims[index] = claim
        }
        if rest == 0 { return }
        for index in claims.indices {
            // One of the three is enough to make it zero; again no branch.
            let one: Int64 = (rest > 0 ? 1 : 0) & (claims[index].isThrottled ? 1 : 0) & claims[index].weight.signum()
            claims[index].share += .watts(one)
            rest -= one
        }
    }
}

extension Cluster {
    /// Divides the cheap servers over the buildings with a load by weighted max-min fairness, where the load is over
    /// the cap.
    mutating func divideFairly() {
        claims.removeAll()
        for index in loaded.words.indices {
            var word = loaded.words[index]
            while let building = BuildingSet.popFirst(from: &word, at: index) { claim(for: building) }
        }
        if openCap > .zero {
            WaterFilling.divide(UInt64(openCap.watts), over: &claims, from: &contractLevel)
        }
        divideBattery(among: totals.total - openCap)
        for index in claims.indices {
            let claim = claims[index]
            serve(Int(claim.building), within: ServerLimits(gridContract: claim.gridContract, battery: claim.share))
        }
    }

    @inline(__always)
    private mutating func claim(for building: Int) {
        let (weight, load) = (buildings[building].weight, buildings[building].load)
        claims.append(Claim(building: Int32(building), weight: weight, demand: load))
    }

    /// Divides the battery over what grid-contract leaves of the claims.
    private mutating func divideBattery(among rest: Power) {
        let capacity = isBatteryExhausted ? .zero : terms.battery.power
        let isEnough = rest <= capacity
        for index in claims.indices {
            let (gridContract, demand) = (claims[index].share, claims[index].demand)
            claims[index].gridContract = gridContract
            claims[index].demand = demand - gridContract
            claims[index].share = isEnough ? demand - gridContract : .zero
            claims[index].weight = buildings[Int(claims[index].building)].weight
        }
        if isEnough || capacity == .zero { return }
        WaterFilling.divide(UInt64(capacity.watts), over: &claims, from: &batteryLevel)
    }
}
