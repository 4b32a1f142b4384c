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

    /// Divides the cheap servers over claims in ascending order, first to the highest unit cost.
    mutating func divideByUnitCost(over claims: inout [Claim]) {
        var ranks = ranks
        self.ranks = []
        rank(claims, into: &ranks)
        var freeContract = openCap
        var freeBattery = isBatteryExhausted ? .zero : terms.battery.power
        for rank in ranks {
            let (place, load) = (rank.place, claims[rank.place].load)
            let gridContract = min(load, freeContract)
            // Grid-contract is used up where a load is not served whole, so that the battery too goes by this order.
            let battery = min(load - gridContract, freeBattery)
            claims[place].limits = ServerLimits(gridContract: gridContract, battery: battery)
            freeContract -= gridContract
            freeBattery -= battery
        }
        self.ranks = ranks
    }

    /// The claims by their buildings' `AUC_n` so far, highest first; ties by the lower building.
    private func rank(_ claims: [Claim], into ranks: inout [UnitCostRank]) {
        ranks.removeAll(keepingCapacity: true)
        for place in claims.indices {
            let account = buildings[claims[place].building].account(at: now)
            let unitCost = UnitCost(account, prices: terms.prices)
            ranks.append(UnitCostRank(unitCost: unitCost, level: unitCost.level, place: place))
        }
        ranks.count <= 32 ? Self.sortFew(&ranks) : ranks.sort(by: UnitCostRank.precedes)
    }

    /// Insertion sort: without the calls that sorting many needs.
    private static func sortFew(_ ranks: inout [UnitCostRank]) {
        var ranks = ranks.mutableSpan
        for index in ranks.indices.dropFirst() {
            let rank = ranks[index]
            var place = index
            while place > 0, UnitCostRank.precedes(rank, ranks[place - 1]) {
                ranks[place] = ranks[place - 1]
                place -= 1
            }
            ranks[place] = rank
        }
    }
}

/// The place of a claim with its building's unit cost.
struct UnitCostRank: Sendable {
    let unitCost: UnitCost
    let level: UInt64
    let place: Int

    /// The order of levelling. Rounded levels decide nearly always; where they are alike the exact costs do.
    @inline(__always)
    static func precedes(_ left: UnitCostRank, _ right: UnitCostRank) -> Bool {
        left.level != right.level ? left.level > right.level : breaksTie(left, right)
    }

    @inline(never)
    private static func breaksTie(_ left: UnitCostRank, _ right: UnitCostRank) -> Bool {
        if UnitCost.exceeds(left.unitCost, right.unitCost) { return true }
        if UnitCost.exceeds(right.unitCost, left.unitCost) { return false }
        return left.place < right.place
    }
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
