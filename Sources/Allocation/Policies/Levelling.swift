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
        shares.own()
        var freeContract = openCap
        var freeBattery = isBatteryExhausted ? .zero : terms.battery.power
        for place in ranks.indices {
            let building = Int(ranks[place].building)
            let load = buildings[building].load
            let gridContract = min(load, freeContract)
            // Grid-contract is used up where it does not serve a load whole, so that the battery goes by this order too.
            let battery = min(load - gridContract, freeBattery)
            shares[building] = ServerLimits(gridContract: gridContract, battery: battery)
            freeContract -= gridContract
            freeBattery -= battery
        }
        loaded.forEach { serve($0, within: shares[$0]) }
    }

    /// Orders the buildings by their `AUC_n` so far, highest first; ties by the lower building.
    ///
    /// Rounded levels decide nearly always; where two are alike, the exact unit costs do.
    private mutating func rank() {
        ranks.own()
        for place in ranks.indices {
            let building = Int(ranks[place].building)
            // Who has no load has drawn nothing since.
            if buildings[building].load > .zero { ranks[place].level = unitCost(of: building).level }
        }
        if ranks.count > 32 { return rankMany() }
        sortRanks()
        let isTied = ranks.indices.dropFirst().contains { ranks[$0].level == ranks[$0 - 1].level }
        if isTied { rankMany() }
    }

    /// Insertion sort: since the last division the order has hardly changed.
    private mutating func sortRanks() {
        for index in ranks.indices.dropFirst() {
            let rank = ranks[index]
            var place = index
            while place > 0, ranks[place - 1].level < rank.level {
                ranks[place] = ranks[place - 1]
                place -= 1
            }
            ranks[place] = rank
        }
    }

    private mutating func rankMany() {
        let sorted = ranks.indices.map { ranks[$0] }.sorted { left, right in
            left.level != right.level ? left.level > right.level : precedes(Int(left.building), Int(right.building))
        }
        for place in ranks.indices { ranks[place] = sorted[place] }
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

/// A building with its unit cost, rounded down.
struct UnitCostRank: Sendable, BitwiseCopyable {
    var level: UInt64
    let building: Int32
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
