public import Units

extension Cluster {
    /// The gaps of a building that are not settled yet.
    public func unsettledGaps(of building: Int) -> [Gap] { gaps[building] }

    /// Settles a building's ended gaps with the energy that its meter's register shows for them, by the strict split.
    ///
    /// - Throws: ``AllocationError``; nothing has changed then.
    public mutating func settleGaps(building: Int, energy: Energy, at instant: Instant) throws(AllocationError) {
        try check(building: building, power: .zero)
        guard energy >= .zero else { throw .outOfRange }
        try checkTime(instant, booked: Int128(energy.millijoules))
        beginEvent(at: instant)
        let length = takeGaps(of: building)
        settle(building, gapOf: length, energy: energy)
        finishEvent()
    }

    /// Closes the period at an instant: gaps that no meter has settled are settled by the building's last level.
    ///
    /// - Throws: ``AllocationError``; nothing has changed then.
    public mutating func close(at instant: Instant) throws(AllocationError) {
        try checkTime(instant, booked: unsettledEnergy(at: instant))
        beginEvent(at: instant)
        for building in gaps.indices {
            for gap in gaps[building] {
                let length = (gap.end ?? now) - gap.start
                settle(building, gapOf: length, energy: gap.level * length)
            }
            gaps[building].removeAll { $0.end != nil }
            // A building that is still silent has its gap settled up to now.
            for place in gaps[building].indices { gaps[building][place].start = now }
        }
        finishEvent()
    }

    /// What all unsettled gaps come to by their last levels, in millijoules.
    private func unsettledEnergy(at instant: Instant) -> Int128 {
        var energy: Int128 = 0
        for gap in gaps.joined() {
            let length = (gap.end ?? max(instant, now)) - gap.start
            energy += Int128(gap.level.watts) * Int128(length.milliseconds)
        }
        return energy
    }

    /// Takes the ended gaps of a building and returns their length.
    private mutating func takeGaps(of building: Int) -> Interval {
        let ended = gaps[building].compactMap { gap in gap.end.map { $0 - gap.start } }
        gaps[building].removeAll { $0.end != nil }
        return ended.reduce(.zero, +)
    }

    /// Books an energy that was drawn evenly over a length of time, split by the strict policy.
    private mutating func settle(_ building: Int, gapOf length: Interval, energy: Energy) {
        settle(building)
        let state = buildings[building]
        let gridContract = min(energy, Self.reach(of: state.band, over: length))
        let quotaLeft = state.isQuotaExhausted ? .zero : max(state.quota - state.account.battery, .zero)
        let chargeLeft = isBatteryExhausted ? .zero : charge
        let battery = min(
            energy - gridContract,
            Self.reach(of: batteryRate, over: length),
            quotaLeft,
            chargeLeft
        )
        let booked = EnergyAccount(
            gridContract: gridContract,
            battery: battery,
            gridPremium: energy - gridContract - battery
        )
        buildings[building].book(booked)
        buildings[building].foreseenDraw = .watts(-1)
        meter.book(booked)
        calm.end(at: now)
    }

    /// The energy that a power could give over a length of time, or the largest there is where that is more.
    private static func reach(of power: Power, over length: Interval) -> Energy {
        let (energy, isTooLarge) = power.watts.multipliedReportingOverflow(by: length.milliseconds)
        return .millijoules(isTooLarge ? .max : energy)
    }
}
