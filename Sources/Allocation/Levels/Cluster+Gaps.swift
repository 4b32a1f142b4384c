public import Units

extension Cluster {
    /// The gaps of a building that are not settled yet.
    public func unsettledGaps(of building: Int) -> [Gap] { gaps[building] }

    /// Settles a building's ended gaps with the energy that its meter's register shows for them, by the strict split.
    ///
    /// - Throws: ``AllocationError``, among them ``AllocationError/noGap`` where no gap has ended; nothing has changed
    ///   then.
    public mutating func settleGaps(building: Int, energy: Energy, at instant: Instant) throws(AllocationError) {
        try check(building: building, power: .zero)
        guard gaps[building].contains(where: { $0.end != nil }) else { throw .noGap }
        guard energy >= .zero else { throw .outOfRange }
        try checkTime(instant, booked: Int128(energy.millijoules))
        beginEvent(at: instant)
        let length = takeGaps(of: building)
        book(strictSplit(of: energy, over: length, for: building), to: building)
        meters[building].estimated += energy
        finishEvent()
    }

    /// Closes the period at an instant: gaps that no meter has settled are settled by the building's last level.
    ///
    /// - Throws: ``AllocationError``; nothing has changed then.
    public mutating func close(at instant: Instant) throws(AllocationError) {
        try checkTime(instant, booked: unsettledEnergy(at: instant))
        beginEvent(at: instant)
        for building in gaps.indices where !gaps[building].isEmpty { settleByLevel(building) }
        finishEvent()
    }

    /// Settles a building's gaps up to now by their last levels. One that has not ended goes on from here.
    ///
    /// A gap of more than a moment leaves the meter without a beginning: what it shows of the time that was settled
    /// by an estimate is nobody's any more.
    mutating func settleByLevel(_ building: Int) {
        for gap in gaps[building] {
            let length = (gap.end ?? now) - gap.start
            let energy = gap.level * length
            book(strictSplit(of: energy, over: length, for: building), to: building)
            meters[building].estimated += energy
            if length > Self.seam { meters[building].reading = nil }
        }
        closeGaps(of: building)
    }

    /// Forgets the gaps that have ended; one that has not goes on from now.
    mutating func closeGaps(of building: Int) {
        gaps[building].removeAll { $0.end != nil }
        for place in gaps[building].indices { gaps[building][place].start = now }
    }

    /// The length of a building's gaps up to now.
    func gapLength(of building: Int) -> Interval {
        gaps[building].reduce(.zero) { $0 + (($1.end ?? now) - $1.start) }
    }

    /// What a building's unsettled gaps come to by their last levels, in millijoules.
    func unsettledEnergy(of building: Int, at instant: Instant) -> Int128 {
        Self.energy(of: gaps[building], until: max(instant, now))
    }

    /// What all unsettled gaps come to by their last levels, in millijoules.
    private func unsettledEnergy(at instant: Instant) -> Int128 {
        gaps.reduce(0) { $0 + Self.energy(of: $1, until: max(instant, now)) }
    }

    private static func energy(of gaps: [Gap], until instant: Instant) -> Int128 {
        var energy: Int128 = 0
        for gap in gaps {
            let length = (gap.end ?? instant) - gap.start
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

    /// The strict policy's split of an energy that was drawn evenly over a length of time.
    mutating func strictSplit(of energy: Energy, over length: Interval, for building: Int) -> EnergyAccount {
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
        return EnergyAccount(
            gridContract: gridContract,
            battery: battery,
            gridPremium: energy - gridContract - battery
        )
    }

    /// Adds an energy to a building's account and the cluster's.
    mutating func book(_ booked: EnergyAccount, to building: Int) {
        settle(building)
        buildings[building].book(booked)
        buildings[building].quotaEnd = .unknown
        tally.book(booked)
        calm.end(at: now)
    }

    /// The energy that a power could give over a length of time, or the largest there is where that is more.
    private static func reach(of power: Power, over length: Interval) -> Energy {
        let (energy, isTooLarge) = power.watts.multipliedReportingOverflow(by: length.milliseconds)
        return .millijoules(isTooLarge ? .max : energy)
    }
}
