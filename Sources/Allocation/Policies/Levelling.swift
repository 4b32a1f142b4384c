import Units

// levelling (ours): the cheap servers go first to the building with the highest average unit cost so far, so that unit
// costs converge. What it costs in incentives: a building that causes the peak no longer pays for it.

extension Cluster {
    /// Under `levelling`: divides the servers at an event that changed no load, for unit costs have moved since the
    /// last.
    ///
    /// A lease that is renewed, or a gap that is settled, is such an event; so meters that renew their leases keep unit
    /// costs close even where loads are steady.
    mutating func followUnitCosts() {
        guard policy.kind == .levelling, !isDivided else { return }
        divide(changed: nil)
    }

    /// Divides the cheap servers, first to the building with the highest unit cost.
    mutating func divideByUnitCost() {
        rank()
        let battery = isBatteryExhausted ? .zero : terms.battery.power
        let cap = openCap
        var rise = ServerRise.zero
        for index in ranks.indices {
            let rank = ranks[index]
            let gridContract = min(rank.load, max(cap - rank.before, .zero))
            // The battery serves what those before lack of grid-contract, and that is used up where anybody lacks it.
            let free = max(battery - max(rank.before - cap, .zero), .zero)
            let limits = ServerLimits(gridContract: gridContract, battery: min(rank.load - gridContract, free))
            rise += serve(Int(rank.building), within: limits)
        }
        tally.shift(rise, at: now)
    }

    /// Orders the buildings with a load by their `AUC_n` so far, highest first; ties by the lower building.
    ///
    /// Rounded levels decide nearly always; where two are alike, the exact unit costs do.
    private mutating func rank() {
        ranks.removeAll()
        for index in loaded.words.indices {
            var word = loaded.words[index]
            while let building = BuildingSet.popFirst(from: &word, at: index) {
                let (level, load) = (Int64(unitCost(of: building).level), buildings[building].load)
                ranks.append(UnitCostRank(building: Int32(building), level: level, load: load))
            }
        }
        if ranks.count > 16 || !orderFew() { orderMany() }
    }

    /// Adds up the loads before each by asking of every two which is before the other: of few buildings that is faster
    /// than to sort, for it has no branch that a processor could not foresee. False if two levels are alike.
    private mutating func orderFew() -> Bool {
        var areDistinct = true
        for index in ranks.indices {
            let (level, load) = (ranks[index].level, ranks[index].load.watts)
            var before: Int64 = 0
            for other in 0..<index {
                let rise = level - ranks[other].level
                areDistinct = areDistinct && rise != 0
                // All ones where the other is before this one. In plain words it would become a branch.
                let mask = rise &>> 63
                before &+= ranks[other].load.watts & mask
                ranks[other].before += .watts(load & ~mask)
            }
            ranks[index].before = .watts(before)
        }
        return areDistinct
    }

    private mutating func orderMany() {
        let sorted = ranks.indices.sorted { left, right in
            let (left, right) = (ranks[left], ranks[right])
            return left.level != right.level
                ? left.level > right.level : precedes(Int(left.building), Int(right.building))
        }
        var before = Power.zero
        for index in sorted {
            ranks[index].before = before
            before += ranks[index].load
        }
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let (leftCost, rightCost) = (unitCost(of: left), unitCost(of: right))
        if UnitCost.exceeds(leftCost, rightCost) { return true }
        if UnitCost.exceeds(rightCost, leftCost) { return false }
        return left < right
    }

    @inline(__always)
    private func unitCost(of building: Int) -> UnitCost {
        UnitCost(buildings[building].account(at: now), prices: terms.prices)
    }
}

/// A building with a load and its unit cost, rounded down.
struct UnitCostRank: Sendable, BitwiseCopyable {
    let building: Int32
    let level: Int64
    let load: Power
    /// The loads of those with a higher unit cost.
    var before = Power.zero
}

/// An average unit cost as an exact fraction; nobody's energy costs nothing.
struct UnitCost: Sendable {
    /// The cost in 10⁻⁶ of the currency · mJ / kWh; under 2¹⁰³ for prices and energies in their ranges.
    let cost: UInt128
    /// The energy in millijoules, or 1 if there is none.
    let energy: UInt64

    @inline(__always)
    init(_ account: EnergyAccount, prices: ServerPrices) {
        cost =
            Self.product(prices.gridContract, account.gridContract) &+ Self.product(prices.battery, account.battery)
            &+ Self.product(prices.gridPremium, account.gridPremium)
        energy = UInt64(max(account.total.millijoules, 1))
    }

    @inline(__always)
    private static func product(_ price: Price, _ energy: Energy) -> UInt128 {
        UInt128(UInt64(price.micros)) &* UInt128(UInt64(energy.millijoules))
    }

    /// The unit cost in 2⁻¹⁶ of 10⁻⁶ of the currency per kWh, rounded down: of two different levels the higher one
    /// belongs to the higher unit cost. Unit costs are under 2⁴⁰, the largest price, so that it fits.
    @inline(__always)
    var level: UInt64 {
        let scaled = cost &<< 16
        return energy.dividingFullWidth((UInt64(truncatingIfNeeded: scaled &>> 64), UInt64(truncatingIfNeeded: scaled)))
            .quotient
    }

    /// Whether a unit cost is higher than another, exactly: by cross-multiplication in 256 bits.
    static func exceeds(_ left: UnitCost, _ right: UnitCost) -> Bool {
        let leftProduct = left.cost.multipliedFullWidth(by: UInt128(right.energy))
        let rightProduct = right.cost.multipliedFullWidth(by: UInt128(left.energy))
        return leftProduct.high == rightProduct.high
            ? leftProduct.low > rightProduct.low : leftProduct.high > rightProduct.high
    }
}
