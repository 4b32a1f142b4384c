import Units

/// What a building with a load asks for when the cheap servers are divided, and what it gets.
struct Claim: Portion {
    let building: Int32
    /// The weight of the claim: the allocation factor, or one where only claims without a factor are left.
    var weight: Int64
    /// What the claim is over: the load, or what grid-contract leaves of it.
    var demand: Power
    /// What the building gets of the server that is being divided, rounded down.
    var share = Power.zero
    /// What the building gets from grid-contract.
    var gridContract = Power.zero
    /// What the building gets from the battery.
    var battery = Power.zero

    /// The share with one of the watts that rounding leaves: they go, one each, to the first who are throttled.
    @inline(__always)
    func share(withOneOf rest: inout Int64) -> Power {
        // One of the three is enough to make it zero. No branch: a processor could not foresee it.
        let one: Int64 = (rest > 0 ? 1 : 0) & (demand > share ? 1 : 0) & weight.signum()
        rest &-= one
        return .watts(share.watts &+ one)
    }
}

/// How high the water stands in a division: what is left for those who are throttled, over their weights' sum.
struct WaterLevel: Equatable, Sendable, BitwiseCopyable {
    var left: UInt64
    var weight: UInt64
    /// Whether whoever has no weight is covered; else nobody without weight gets anything.
    var coversWeightless = false

    /// No level: where all begin throttled.
    static let unknown = WaterLevel(left: 0, weight: 0)

    /// Up to where a weight is under water, rounded down; without a level, all of it.
    ///
    /// A demand of at most this is covered, for it is whole; any other gets this.
    @inline(__always)
    func part(of claimed: UInt64) -> UInt64 {
        if claimed == 0, coversWeightless { return .max }
        let product = left.multipliedFullWidth(by: claimed)
        // Most products fit into one word, whose division is faster.
        if product.high == 0, weight > 0 { return product.low / weight }
        return product.high < weight ? weight.dividingFullWidth(product).quotient : .max
    }
}

/// What a level gives, and who is under it, summed up.
struct WaterTally: Sendable, BitwiseCopyable {
    /// The demand of those whom the level covers.
    private(set) var covered: UInt64 = 0
    /// The weight of the others, who are throttled.
    private(set) var weight: UInt64 = 0
    /// What the level gives to them.
    private(set) var given: UInt64 = 0
    private let level: WaterLevel
    /// The part of the last weight, for weights are often alike.
    private var lastWeight = UInt64.max
    private var part: UInt64 = 0

    init(under level: WaterLevel) {
        self.level = level
    }

    /// Gives a claim its share, and counts it.
    @inline(__always)
    mutating func add(_ claim: inout Claim) {
        let (demand, claimed) = (UInt64(bitPattern: claim.demand.watts), UInt64(bitPattern: claim.weight))
        if claimed != lastWeight {
            lastWeight = claimed
            part = level.part(of: claimed)
        }
        claim.share = .watts(Int64(bitPattern: min(demand, part)))
        // No branch: a processor could not foresee whose demand lies under the level.
        let mask: UInt64 = demand > part ? ~0 : 0
        covered &+= demand & ~mask
        weight &+= claimed & mask
        given &+= part & mask
    }
}

/// Weighted max-min fair division ("water-filling") in whole watts.
enum WaterFilling {
    /// Divides a capacity over claims that come to more: nobody gets more than its demand, and whoever gets less gets
    /// as much per weight as any other. Claims without weight get what the others leave, evenly; the weights of all are
    /// changed where that happens.
    ///
    /// - Parameters:
    ///   - level: where the water stood before, as a guess; then where it stands.
    ///   - first: who is under that level; the claims have their shares of it.
    /// - Returns: the watts that rounding leaves, for ``Claim/share(withOneOf:)``.
    @inline(__always)
    static func divide(
        _ capacity: UInt64,
        over claims: inout Slots<Claim>,
        from level: inout WaterLevel,
        first: WaterTally
    ) -> Int64 {
        var tally = first
        if !settle(&level, capacity, &claims, from: &tally) { divideAnew(capacity, over: &claims, &level, &tally) }
        return Int64(bitPattern: level.left &- tally.given)
    }

    /// Gives everyone its share under a level, and tells who is under it.
    @inline(__always)
    static func tally(of claims: inout Slots<Claim>, under level: WaterLevel) -> WaterTally {
        var tally = WaterTally(under: level)
        claims.withMutableSpan { claims in
            for index in claims.indices { tally.add(&claims[index]) }
        }
        return tally
    }

    /// Moves the level to where it has to be; false if nobody with a weight is left under it.
    ///
    /// Newton's method for the level at which all together get the capacity: what they get grows the slower the higher
    /// the level is, so that from the first step on the level only rises, and who is covered stays so.
    @inline(__always)
    private static func settle(
        _ level: inout WaterLevel,
        _ capacity: UInt64,
        _ claims: inout Slots<Claim>,
        from tally: inout WaterTally
    ) -> Bool {
        while tally.weight > 0 {
            let left = capacity > tally.covered ? capacity - tally.covered : 0
            let next = WaterLevel(left: left, weight: tally.weight, coversWeightless: level.coversWeightless)
            if next == level { return true }
            level = next
            tally = Self.tally(of: &claims, under: level)
        }
        return false
    }

    /// Begins where all are throttled; then, if everyone with a weight is covered, divides what they leave evenly over
    /// the others.
    @inline(never)
    private static func divideAnew(
        _ capacity: UInt64,
        over claims: inout Slots<Claim>,
        _ level: inout WaterLevel,
        _ tally: inout WaterTally
    ) {
        level = WaterLevel(left: capacity, weight: claims.indices.reduce(0) { $0 + UInt64(claims[$1].weight) })
        if level.weight > 0 {
            tally = Self.tally(of: &claims, under: level)
            if settle(&level, capacity, &claims, from: &tally) { return }
        }
        level = WaterLevel(left: capacity, weight: 0, coversWeightless: true)
        for index in claims.indices {
            if claims[index].weight > 0 { level.left -= UInt64(claims[index].demand.watts) }
            claims[index].weight = 1 - claims[index].weight.signum()
            level.weight += UInt64(claims[index].weight)
        }
        tally = Self.tally(of: &claims, under: level)
        _ = settle(&level, capacity, &claims, from: &tally)
    }
}
