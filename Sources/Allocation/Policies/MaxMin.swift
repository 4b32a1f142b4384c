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

    /// The share with one of the watts that rounding leaves: they go, one each, to the first who are throttled.
    @inline(__always)
    func share(withOneOf rest: inout Int64) -> Power {
        // One of the three is enough to make it zero. No branch: a processor could not foresee it.
        let one: Int64 = (rest > 0 ? 1 : 0) & (isThrottled ? 1 : 0) & weight.signum()
        rest -= one
        return share + .watts(one)
    }
}

/// How high the water stands in a division: what is left for those who are throttled, over their weights' sum.
struct WaterLevel: Equatable, Sendable, BitwiseCopyable {
    var left: UInt64
    var weight: UInt64

    /// No level: where all begin throttled.
    static let unknown = WaterLevel(left: 0, weight: 0)

    /// Up to where a weight is under water, rounded down; without a level, all of it.
    ///
    /// A demand of at most this is covered, for it is whole; any other gets this.
    @inline(__always)
    func part(of claimed: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: claimed)
        // Most products fit into one word, whose division is faster.
        if product.high == 0, weight > 0 { return product.low / weight }
        return product.high < weight ? weight.dividingFullWidth(product).quotient : .max
    }
}

/// Who is under a level, summed up.
struct WaterTally: Sendable, BitwiseCopyable {
    /// The demand of those whom the level covers.
    var covered: UInt64 = 0
    /// The weight of the others, who are throttled.
    var weight: UInt64 = 0
    /// What the level gives to them.
    var given: UInt64 = 0
    /// The part of the last weight, for weights are often alike.
    private var lastWeight = UInt64.max
    private var part: UInt64 = 0

    /// Gives a claim its share under a level, and counts it.
    @inline(__always)
    mutating func add(_ claim: inout Claim, under level: WaterLevel) {
        let (demand, claimed) = (UInt64(claim.demand.watts), UInt64(claim.weight))
        if claimed != lastWeight {
            lastWeight = claimed
            part = level.part(of: claimed)
        }
        claim.share = .watts(Int64(min(demand, part)))
        claim.isThrottled = demand > part
        // No branch: a processor could not foresee whose demand lies under the level.
        let mask: UInt64 = claim.isThrottled ? ~0 : 0
        covered &+= demand & ~mask
        weight &+= claimed & mask
        given &+= part & mask
    }
}

/// Weighted max-min fair division ("water-filling") in whole watts.
enum WaterFilling {
    /// Divides a capacity over claims that come to more: nobody gets more than its demand, and whoever gets less gets
    /// as much per weight as any other. Claims without weight get what the others leave, evenly.
    ///
    /// - Parameters:
    ///   - level: where the water stood before, as a guess; then where it stands.
    ///   - first: who is under that level.
    /// - Returns: the watts that rounding leaves, for ``Claim/share(withOneOf:)``.
    static func divide(
        _ capacity: UInt64,
        over claims: inout Slots<Claim>,
        from level: inout WaterLevel,
        first: WaterTally
    ) -> Int64 {
        var tally = first
        if settle(&level, capacity, &claims, from: &tally) { return Int64(level.left - tally.given) }
        level = WaterLevel(left: capacity, weight: 0)
        for index in claims.indices {
            claims[index].isThrottled = true
            level.weight += UInt64(claims[index].weight)
        }
        if level.weight > 0 {
            tally = Self.tally(of: &claims, under: level)
            if settle(&level, capacity, &claims, from: &tally) { return Int64(level.left - tally.given) }
        }
        level = levelWithoutWeights(capacity, &claims)
        return share(level, among: &claims)
    }

    /// Gives everyone its share under a level, and tells who is under it.
    static func tally(of claims: inout Slots<Claim>, under level: WaterLevel) -> WaterTally {
        var tally = WaterTally()
        for index in claims.indices { tally.add(&claims[index], under: level) }
        return tally
    }

    /// Moves the level to where it has to be; false if nobody with a weight is left under it.
    ///
    /// Newton's method for the level at which all together get the capacity: what they get grows the slower the higher
    /// the level is, so that from the first step on the level only rises, and who is covered stays so.
    private static func settle(
        _ level: inout WaterLevel,
        _ capacity: UInt64,
        _ claims: inout Slots<Claim>,
        from tally: inout WaterTally
    ) -> Bool {
        while tally.weight > 0 {
            let left = capacity > tally.covered ? capacity - tally.covered : 0
            let next = WaterLevel(left: left, weight: tally.weight)
            if next == level { return true }
            level = next
            tally = Self.tally(of: &claims, under: level)
        }
        return false
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
                guard demand <= before.part(of: 1) else { continue }
                claims[index].isThrottled = false
                level.left -= demand
                level.weight -= 1
            }
            hasRisen = level != before
        }
        return level
    }

    /// Gives everyone its share where only claims without weight are throttled; rounding leaves the rest.
    private static func share(_ level: WaterLevel, among claims: inout Slots<Claim>) -> Int64 {
        let part = level.weight > 0 ? Int64(level.left / level.weight) : 0
        var rest = Int64(level.left)
        for index in claims.indices {
            claims[index].share = claims[index].isThrottled ? .watts(part) : claims[index].demand
            rest -= claims[index].isThrottled ? part : 0
        }
        return rest
    }
}

extension Cluster {
    /// Divides the cheap servers over the buildings with a load by weighted max-min fairness, where the load is over
    /// the cap.
    mutating func divideFairly() {
        let first = claim()
        var rest = WaterFilling.divide(UInt64(openCap.watts), over: &claims, from: &contractLevel, first: first)
        let battery = isBatteryExhausted ? .zero : terms.battery.power
        if totals.total - openCap > battery, battery > .zero { return divideScarce(battery, rest) }
        // The battery has enough for everyone, or nothing for anyone.
        var rise = ServerRise.zero
        for index in claims.indices {
            let limits = ServerLimits(gridContract: claims[index].share(withOneOf: &rest), battery: battery)
            rise += serve(Int(claims[index].building), within: limits)
        }
        tally.shift(rise, at: now)
    }

    /// Collects the claims, and tells who is under the level of the last division.
    private mutating func claim() -> WaterTally {
        var tally = WaterTally()
        claims.removeAll()
        for index in loaded.words.indices {
            var word = loaded.words[index]
            while let building = BuildingSet.popFirst(from: &word, at: index) {
                let (weight, load) = (buildings[building].weight, buildings[building].load)
                var claim = Claim(building: Int32(building), weight: weight, demand: load)
                tally.add(&claim, under: contractLevel)
                claims.append(claim)
            }
        }
        return tally
    }

    /// Divides a battery that has not enough over what grid-contract leaves of the claims, and serves them.
    private mutating func divideScarce(_ battery: Power, _ restOfContract: Int64) {
        var rest = restOfContract
        for index in claims.indices {
            let gridContract = claims[index].share(withOneOf: &rest)
            claims[index].gridContract = gridContract
            claims[index].demand -= gridContract
            claims[index].weight = buildings[Int(claims[index].building)].weight
        }
        let first = WaterFilling.tally(of: &claims, under: batteryLevel)
        rest = WaterFilling.divide(UInt64(battery.watts), over: &claims, from: &batteryLevel, first: first)
        var rise = ServerRise.zero
        for index in claims.indices {
            let share = claims[index].share(withOneOf: &rest)
            let limits = ServerLimits(gridContract: claims[index].gridContract, battery: share)
            rise += serve(Int(claims[index].building), within: limits)
        }
        tally.shift(rise, at: now)
    }
}
