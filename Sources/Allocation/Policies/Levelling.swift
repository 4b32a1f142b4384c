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
        var freeContract = openCap
        var freeBattery = isBatteryExhausted ? .zero : terms.battery.power
        for place in order.indices {
            let index = Int(order[place])
            let load = buildings[Int(ranks[index].building)].load
            let gridContract = min(load, freeContract)
            // Grid-contract is used up where a load gets from the battery, so that one walk serves both.
            let battery = min(load - gridContract, freeBattery)
            ranks[index].limits = ServerLimits(gridContract: gridContract, battery: battery)
            freeContract -= gridContract
            freeBattery -= battery
        }
        for index in ranks.indices { serve(Int(ranks[index].building), within: ranks[index].limits) }
    }

    /// Orders the buildings with a load by their `AUC_n` so far, highest first; ties by the lower building.
    ///
    /// Rounded levels decide nearly always; where two are alike, the exact unit costs do.
    private mutating func rank() {
        ranks.removeAll()
        order.removeAll()
        for index in loaded.words.indices {
            var word = loaded.words[index]
            while let building = BuildingSet.popFirst(from: &word, at: index) { appendRank(of: building) }
        }
        if ranks.count > 16 || !orderFew() { orderMany() }
    }

    @inline(__always)
    private mutating func appendRank(of building: Int) {
        ranks.append(UnitCostRank(building: Int32(building), level: unitCost(of: building).level))
        order.append(0)
    }

    /// Orders by counting who is before whom: of few buildings that is faster than to sort, for it has no branch that a
    /// processor could not foresee. False if two levels are alike.
    private mutating func orderFew() -> Bool {
        var total = 0
        for index in ranks.indices {
            let level = ranks[index].level
            var place = 0
            for other in ranks.indices { place += ranks[other].level > level ? 1 : 0 }
            order[place] = Int32(index)
            total += place
        }
        // Of every two that differ, one is before the other.
        return total == ranks.count * (ranks.count - 1) / 2
    }

    private mutating func orderMany() {
        let sorted = ranks.indices.sorted { left, right in
            let (left, right) = (ranks[left], ranks[right])
            return left.level != right.level
                ? left.level > right.level : precedes(Int(left.building), Int(right.building))
        }
        for place in order.indices { order[place] = Int32(sorted[place]) }
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

/// A building with a load, its unit cost, rounded down, and what it gets.
struct UnitCostRank: Sendable, BitwiseCopyable {
    let building: Int32
    let level: UInt64
    var limits = ServerLimits.zero
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

    /// The unit cost in 2⁻²³ of 10⁻⁶ of the currency per kWh, rounded down: of two different levels the higher one
    /// belongs to the higher unit cost. Unit costs are under 2⁴⁰, the largest price, so that it fits.
    @inline(__always)
    var level: UInt64 {
        let scaled = cost &<< 23
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
