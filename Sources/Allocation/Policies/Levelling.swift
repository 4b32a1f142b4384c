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
        ranks.removeAll()
        Self.collect(&ranks, of: buildings, loaded, prices: terms.prices, at: now)
        if ranks.count > 16 || !Self.orderFew(&ranks) { orderMany() }
        Self.share(openCap, isBatteryExhausted ? .zero : terms.battery.power, among: &ranks)
        if keepsRequestSplits {
            rebalance(ranks)
        } else {
            tally.shift(Self.serve(ranks, of: &buildings, at: now), at: now)
        }
    }

    /// Collects the buildings with a load and their unit costs.
    @inline(__always)
    private static func collect(
        _ ranks: inout Slots<UnitCostRank>,
        of buildings: Slots<BuildingState>,
        _ loaded: BuildingSet,
        prices: ServerPrices,
        at instant: Instant
    ) {
        let premium = UnitSaving.Premium(over: prices)
        buildings.withSpan { buildings in
            loaded.forEach { building in
                let saving = UnitSaving(buildings[building].tally, premium, at: instant)
                let rank = UnitCostRank(
                    building: Int32(truncatingIfNeeded: building),
                    level: Int64(bitPattern: saving.level),
                    load: buildings[building].load
                )
                ranks.append(rank)
            }
        }
    }

    /// Adds up the loads before each by asking of every two which is before the other: of few buildings that is faster
    /// than to sort, for it has no branch that a processor could not foresee. False if two levels are alike.
    @inline(__always)
    private static func orderFew(_ ranks: inout Slots<UnitCostRank>) -> Bool {
        var areAlike: Int64 = 0
        ranks.withMutableSpan { ranks in
            for index in ranks.indices {
                let (level, load) = (ranks[index].level, ranks[index].load.watts)
                var before: Int64 = 0
                for other in 0..<index {
                    let rise = ranks[other].level &- level
                    areAlike |= rise == 0 ? 1 : 0
                    // All ones where the other is before this one. In plain words it would become a branch.
                    let mask = rise &>> 63
                    before &+= ranks[other].load.watts & mask
                    ranks[other].before = .watts(ranks[other].before.watts &+ load & ~mask)
                }
                ranks[index].before = .watts(before)
            }
        }
        return areAlike == 0
    }

    /// Gives every building what those before it leave.
    @inline(__always)
    private static func share(_ cap: Power, _ battery: Power, among ranks: inout Slots<UnitCostRank>) {
        ranks.withMutableSpan { ranks in
            for index in ranks.indices {
                let rank = ranks[index]
                let gridContract = min(rank.load, max(cap - rank.before, .zero))
                // The battery serves what those before lack of grid-contract, and that is used up where anybody lacks
                // it.
                let free = max(battery - max(rank.before - cap, .zero), .zero)
                ranks[index].gridContract = gridContract
                ranks[index].battery = min(rank.load - gridContract, free)
            }
        }
    }

    /// Sorts the buildings: rounded levels decide nearly always; where two are alike, the exact unit costs do.
    private mutating func orderMany() {
        let sorted = ranks.indices.sorted { left, right in
            let (left, right) = (ranks[left], ranks[right])
            return left.level != right.level
                ? left.level < right.level : precedes(Int(left.building), Int(right.building))
        }
        var before = Power.zero
        for index in sorted {
            ranks[index].before = before
            before += ranks[index].load
        }
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let (leftSaving, rightSaving) = (unitSaving(of: left), unitSaving(of: right))
        if UnitSaving.exceeds(rightSaving, leftSaving) { return true }
        if UnitSaving.exceeds(leftSaving, rightSaving) { return false }
        return left < right
    }

    private func unitSaving(of building: Int) -> UnitSaving {
        UnitSaving(buildings[building].tally, UnitSaving.Premium(over: terms.prices), at: now)
    }
}

/// A building with a load, its unit cost, rounded, and what it gets.
struct UnitCostRank: Portion {
    let building: Int32
    /// The lower, the higher the unit cost.
    let level: Int64
    let load: Power
    /// The loads of those with a higher unit cost.
    var before = Power.zero
    var gridContract = Power.zero
    var battery = Power.zero
}

/// By how much an average unit cost lies under the price of grid-premium, as an exact fraction: of two buildings the
/// one with less has the higher unit cost. Nobody's energy costs nothing, which is all of that price under it.
struct UnitSaving: Sendable {
    /// What grid-premium costs more than the cheap servers.
    struct Premium: Sendable, BitwiseCopyable {
        let price: UInt64
        let overContract: UInt64
        let overBattery: UInt64

        @inline(__always)
        init(over prices: ServerPrices) {
            price = UInt64(prices.gridPremium.micros)
            overContract = UInt64(prices.gridPremium.micros - prices.gridContract.micros)
            overBattery = UInt64(prices.gridPremium.micros - prices.battery.micros)
        }
    }

    /// In 10⁻⁶ of the currency · mJ / kWh; under 2¹⁰³ for prices and energies in their ranges.
    let saved: UInt128
    /// The energy in millijoules, or 1 if there is none.
    let energy: UInt64

    @inline(__always)
    init(_ tally: EnergyTally, _ premium: Premium, at instant: Instant) {
        let total = UInt64(bitPattern: max(tally.totalEnergy(at: instant).millijoules, 0))
        energy = max(total, 1)
        let cheap =
            Self.product(premium.overContract, tally.contractEnergy(at: instant))
            &+ Self.product(premium.overBattery, tally.batteryEnergy(at: instant))
        saved = total == 0 ? UInt128(premium.price) : cheap
    }

    @inline(__always)
    private static func product(_ price: UInt64, _ energy: Energy) -> UInt128 {
        UInt128(price) &* UInt128(UInt64(bitPattern: energy.millijoules))
    }

    /// The fraction in 2⁻¹⁶ of 10⁻⁶ of the currency per kWh, rounded down. Prices are under 2⁴⁰, so that it fits.
    @inline(__always)
    var level: UInt64 {
        let scaled = saved &<< 16
        return energy.dividingFullWidth((UInt64(truncatingIfNeeded: scaled &>> 64), UInt64(truncatingIfNeeded: scaled)))
            .quotient
    }

    /// Whether one is more than another, exactly: by cross-multiplication in 256 bits.
    static func exceeds(_ left: UnitSaving, _ right: UnitSaving) -> Bool {
        let leftProduct = left.saved.multipliedFullWidth(by: UInt128(right.energy))
        let rightProduct = right.saved.multipliedFullWidth(by: UInt128(left.energy))
        return leftProduct.high == rightProduct.high
            ? leftProduct.low > rightProduct.low : leftProduct.high > rightProduct.high
    }
}
