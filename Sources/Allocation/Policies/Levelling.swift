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

    /// What the cheap servers give to each of the loaded buildings, which are given in ascending order.
    func levellingLimits(of members: [Int]) -> [ServerLimits] {
        var limits = Array(repeating: ServerLimits.zero, count: members.count)
        var freeContract = openCap
        var freeBattery = isBatteryExhausted ? .zero : terms.battery.power
        let order = byUnitCost(members)
        for place in order {
            limits[place].gridContract = min(buildings[members[place]].load, freeContract)
            freeContract -= limits[place].gridContract
        }
        for place in order {
            limits[place].battery = min(buildings[members[place]].load - limits[place].gridContract, freeBattery)
            freeBattery -= limits[place].battery
        }
        return limits
    }

    /// The places of the members by their `AUC_n` so far, highest first; ties by the lower building.
    private func byUnitCost(_ members: [Int]) -> [Int] {
        let unitCosts = members.map { member in
            let account = buildings[member].account(at: now)
            return UnitCost(cost: account.cost(at: terms.prices), energy: account.total)
        }
        return members.indices.sorted { left, right in
            if UnitCost.exceeds(unitCosts[left], unitCosts[right]) { return true }
            if UnitCost.exceeds(unitCosts[right], unitCosts[left]) { return false }
            return left < right
        }
    }
}

/// An average unit cost as an exact fraction; nobody's energy costs nothing.
struct UnitCost: Sendable {
    var cost: Cost
    var energy: Energy

    /// Whether a unit cost is higher than another, exactly: by cross-multiplication in 256 bits.
    static func exceeds(_ left: UnitCost, _ right: UnitCost) -> Bool {
        let leftProduct = left.scaled(by: right.divisor)
        let rightProduct = right.scaled(by: left.divisor)
        return leftProduct.high == rightProduct.high
            ? leftProduct.low > rightProduct.low : leftProduct.high > rightProduct.high
    }

    private var divisor: Int128 { max(Int128(energy.millijoules), 1) }

    private func scaled(by factor: Int128) -> (high: Int128, low: UInt128) {
        cost.microMillijoulesPerKilowattHour.multipliedFullWidth(by: factor)
    }
}
