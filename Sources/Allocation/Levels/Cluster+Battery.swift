public import Units

extension Cluster {
    /// Takes over what the battery says that it can deliver: from here on this is the charge.
    ///
    /// What was drawn before stays drawn: accounts and usage counters do not change. A battery that had run out and
    /// says that it has something left serves again; shares that `admission` turned into premium stay premium.
    ///
    /// - Parameters:
    ///   - reading: What it can deliver; more than its capacity counts as full.
    ///   - instant: When it said so.
    /// - Throws: ``AllocationError``; nothing has changed then.
    public mutating func readBattery(_ reading: Energy, at instant: Instant) throws(AllocationError) {
        guard reading >= .zero else { throw .outOfRange }
        try checkTime(instant)
        beginEvent(at: instant)
        let reckoned = charge
        setCharge(min(reading, terms.battery.capacity))
        note(.batteryRead(from: reckoned, to: charge, at: now))
        if isBatteryExhausted, charge > .zero {
            isBatteryExhausted = false
            if policy.discipline == .redispatch { redispatchToBattery() }
        }
        finishEvent()
    }

    mutating func setCharge(_ charge: Energy) {
        chargeCorrection = charge + account.battery - terms.battery.capacity
        calm.end(at: now)
    }
}
