import Allocation
import Units

/// What meters and the battery itself say.
extension Oracle {
    /// A meter's register is read.
    mutating func meter(building: Int, register: Int64, at instant: Int64) throws(Refusal) {
        try advance(to: instant)
        if let last = meters[building].register, register >= last {
            let stated = accounts[building].total - meters[building].bookedBefore
            let unstated = register - last - stated
            let share = Int64(Int128(stated) * Int128(terms.meterTolerance.share.partsPerBillion) / 1_000_000_000)
            let allowance = max(share, terms.meterTolerance.energy.millijoules)
            if gaps.contains(where: { $0.building == building }) {
                settleByRegister(building, energy: max(0, unstated), allowance: allowance)
            } else if unstated > allowance {
                accounts[building].gridPremium += unstated
                meters[building].breach += unstated
                notices.append(.breach(building: building, energy: unstated, at: now))
            }
        } else {
            let last = meters[building].register
            settleByLevel(building)
            if let last { notices.append(.replaced(building: building, from: last, to: register, at: now)) }
        }
        meters[building].register = register
        meters[building].bookedBefore = accounts[building].total
        conclude()
    }

    private mutating func settleByRegister(_ building: Int, energy: Int64, allowance: Int64) {
        var length: Int64 = 0
        for gap in gaps where gap.building == building { length += (gap.to ?? now) - gap.from }
        let before = accounts[building].total
        account(for: energy, over: length, building: building, forgivenPremium: allowance)
        let booked = accounts[building].total - before
        meters[building].estimated += booked
        forgetGaps(of: building)
        notices.append(.gapSettled(building: building, length: length, energy: booked, at: now))
    }

    /// What a building's gaps come to by its last levels is booked.
    mutating func settleByLevel(_ building: Int) {
        for gap in gaps where gap.building == building {
            let length = (gap.to ?? now) - gap.from
            account(for: gap.level * length, over: length, building: building)
            meters[building].estimated += gap.level * length
            if length > 60_000 { (meters[building].register, meters[building].bookedBefore) = (nil, 0) }
        }
        forgetGaps(of: building)
    }

    private mutating func forgetGaps(of building: Int) {
        gaps.removeAll { $0.building == building && $0.to != nil }
        for index in gaps.indices where gaps[index].building == building { gaps[index].from = now }
    }

    /// The battery says what it can deliver.
    mutating func readBattery(_ reading: Int64, at instant: Int64) throws(Refusal) {
        try advance(to: instant)
        let read = min(reading, terms.battery.capacity.millijoules)
        notices.append(.batteryRead(from: charge, to: read, at: now))
        addedByReadings += read - charge
        charge = read
        if read > 0 { batteryIsExhausted = false }
        conclude()
    }

    /// Everybody falls silent.
    mutating func silenceAll(at instant: Int64) throws(Refusal) {
        try advance(to: instant)
        for building in buildings where !stale[building] { becomeStale(building) }
        conclude()
    }
}
