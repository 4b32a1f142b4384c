import Allocation
import Units

/// Levels that fall, buildings that fall silent, and the energy of the time in between.
extension Oracle {
    /// Takes power from the newest slices of a load first, the last one partly.
    mutating func removeNewest(_ power: Int64, building: Int, load: Int) {
        var rest = power
        for index in requests.indices.reversed()
        where requests[index].building == building && requests[index].load == load && rest > 0 {
            let taken = min(rest, requests[index].power)
            rest -= taken
            requests[index].power -= taken
            requests[index].split = requests[index].split.without(taken)
        }
        requests.removeAll { $0.building == building && $0.load == load && $0.power == 0 }
    }

    /// All that a building had goes, and its band is kept for what it falls back to by itself.
    mutating func becomeStale(_ building: Int) {
        gaps.append(Gap(building: building, from: now, to: nil, level: load(of: building)))
        requests.removeAll { $0.building == building }
        loads.removeAll { $0.building == building }
        stale[building] = true
        notices.append(.stale(building: building, at: now))
        if policy.discipline == .admission { makeRoomInGridContract() }
    }

    /// A building speaks again.
    mutating func comeBack(_ building: Int) {
        stale[building] = false
        notices.append(.returned(building: building, at: now))
        for index in gaps.indices where gaps[index].building == building && gaps[index].to == nil {
            gaps[index].to = now
        }
    }

    /// The period that follows: counters at zero and the battery full, but loads keep their levels, leases and order,
    /// and who is stale stays stale, with its last level.
    func followingPeriod() -> Oracle {
        var next = Oracle(terms: terms, policy: policy, openedAt: now)
        next.stale = stale
        if terms.battery.start == .reading {
            next.charge = charge
            next.batteryIsExhausted = charge == 0
            next.addedByReadings = charge - terms.battery.capacity.millijoules
        }
        for building in buildings where meters[building].register != nil {
            next.meters[building].register = meters[building].register
            next.meters[building].bookedBefore = meters[building].bookedBefore - accounts[building].total
        }
        next.gaps = gaps
        next.loads = loads
        for request in requests where request.load != nil {
            _ = next.append(building: request.building, load: request.load, power: request.power)
        }
        next.conclude()
        next.notices = []
        return next
    }

    /// The strict split of an energy that was drawn unseen.
    mutating func account(
        for energy: Int64,
        over length: Int64,
        building: Int,
        forgivenPremium: Int64 = 0
    ) {
        var drawn = Bands()
        drawn.gridContract = Int64(min(Int128(energy), Int128(band(building)) * Int128(length)))
        let rest = energy - drawn.gridContract
        if !batteryIsExhausted && !quotaIsExhausted[building] {
            let byRate = Int64(min(Int128(rest), Int128(batteryRate) * Int128(length)))
            drawn.battery = max(0, min(byRate, quota(building) - usage[building], charge))
        }
        drawn.gridPremium = rest - drawn.battery
        if drawn.gridPremium <= forgivenPremium { drawn.gridPremium = 0 }
        accounts[building] = accounts[building] + drawn
        usage[building] += drawn.battery
        charge -= drawn.battery
    }
}

extension Bands {
    /// What is held after a fall: premium goes first, then battery, then grid-contract.
    fileprivate func without(_ power: Int64) -> Bands {
        var held = self
        var rest = power
        let premium = min(rest, held.gridPremium)
        held.gridPremium -= premium
        rest -= premium
        let battery = min(rest, held.battery)
        held.battery -= battery
        rest -= battery
        held.gridContract -= min(rest, held.gridContract)
        return held
    }
}
