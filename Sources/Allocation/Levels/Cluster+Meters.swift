public import Units

// How a meter's cumulative register is settled. All of it is exact integer arithmetic on energies.

extension Cluster {
    /// The largest register: 2.5 TWh, so that a difference of two fits.
    public static let largestRegister = Energy.wattHours(2_500_000_000_000)

    /// A pause between two periods, or a gap at a period's end, up to which a meter's readings before and after belong
    /// together.
    static let seam = Interval.seconds(60)

    /// Records what a building's cumulative register shows, and settles it.
    ///
    /// Let `E` be the register's difference to the last recorded reading and `S` what was booked to the building since:
    /// what it stated, its settled gaps and its breaches. Then, in this order:
    ///
    /// 1. Without an earlier reading, or if the register has gone backwards, the meter begins here. Nothing is billed
    ///    for a step backwards, and gaps that no register covers are settled by the building's last level.
    /// 2. If the building has gaps, `max(E − S, 0)` was drawn in them, spread evenly over their length, and is settled
    ///    by the strict split: grid-contract up to `band · length`, then the battery up to `⌊W/M⌋ · length`, the
    ///    building's quota and the charge, premium the rest; a rest within the tolerance of `S` is booked to nobody,
    ///    for it may have been drawn while the building spoke. A gap that goes on, goes on from here.
    /// 3. If `E − S` exceeds the tolerance (``MeterTolerance/allowance(for:)`` of `S`), all of `E − S` is a breach and
    ///    is settled at grid-premium.
    /// 4. Else the reading agrees, and nothing is booked: a member pays for what it asked for, though it drew less.
    ///
    /// This is valid across periods: what was stated since the last reading is counted through the end of a period, and
    /// what a reading settles is booked in the period in which it is recorded. After a pause of more than a minute
    /// between two periods the meter begins anew, for nobody states anything in a pause.
    ///
    /// - Throws: ``AllocationError``; nothing has changed then.
    @discardableResult
    public mutating func meter(
        building: Int,
        register: Energy,
        at instant: Instant
    ) throws(AllocationError) -> MeterOutcome {
        try check(building: building, power: .zero)
        guard register >= .zero, register <= Self.largestRegister else { throw .outOfRange }
        let difference = register - (meters[building].reading?.register ?? register)
        let estimate = unsettledEnergy(of: building, at: instant)
        try checkTime(instant, booked: Int128(max(difference, .zero).millijoules) + estimate)
        beginEvent(at: instant)
        settle(building)
        let outcome = take(register, of: building)
        meters[building].reading = MeterReading(register: register, instant: now)
        meters[building].accountAtReading = buildings[building].account.total
        finishEvent()
        return outcome
    }

    private mutating func take(_ register: Energy, of building: Int) -> MeterOutcome {
        guard let last = meters[building].reading, register >= last.register else {
            let last = meters[building].reading
            settleByLevel(building)
            guard let last else { return .began }
            note(.meterReplaced(building: building, from: last.register, to: register, at: now))
            return .replaced
        }
        let stated = buildings[building].account.total - meters[building].accountAtReading
        let beyond = register - last.register - stated
        let allowance = terms.meterTolerance.allowance(for: stated)
        if !gaps[building].isEmpty { return settleGaps(of: building, with: max(beyond, .zero), allowance) }
        guard beyond > allowance else { return .agreed }
        book(EnergyAccount(gridPremium: beyond), to: building)
        meters[building].breach += beyond
        note(.breach(building: building, energy: beyond, at: now))
        return .breach(beyond)
    }

    private mutating func settleGaps(
        of building: Int,
        with energy: Energy,
        _ allowance: Energy
    ) -> MeterOutcome {
        let length = gapLength(of: building)
        var booked = strictSplit(of: energy, over: length, for: building)
        if booked.gridPremium <= allowance { booked.gridPremium = .zero }
        book(booked, to: building)
        meters[building].estimated += booked.total
        closeGaps(of: building)
        note(.gapSettled(building: building, length: length, energy: booked.total, at: now))
        return .settled(booked.total)
    }

    /// What the next period knows of a building's meter.
    func meterCarriedOver(from building: Int, openedAt: Instant) -> MeterRecord {
        var record = MeterRecord.unread
        guard openedAt - now <= Self.seam, let reading = meters[building].reading else { return record }
        record.reading = reading
        record.accountAtReading = meters[building].accountAtReading - account(of: building).total
        return record
    }
}
