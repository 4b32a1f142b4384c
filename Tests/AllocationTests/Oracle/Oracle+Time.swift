import Allocation
import Units

/// Time: what happens by itself, and the energy that flows until then.
extension Oracle {
    /// Something that happens without anybody saying so.
    enum Occurrence {
        case batteryEmpty
        case quotaSpent(Int)
        case leaseEnd(Int)
        case dwellEnd
    }

    /// Goes to an instant: everything due by then happens in its order, and energy flows in between.
    mutating func advance(to instant: Int64) throws(Refusal) {
        guard instant >= now else { throw .timeDecreases }
        notices = []
        letHappen(until: instant)
    }

    /// Lets everything happen that is due, and goes to the instant.
    mutating func letHappen(until instant: Int64) {
        while let next = nextOccurrence(), next.instant <= instant {
            accrue(to: next.instant)
            handle(next.occurrence)
        }
        accrue(to: instant)
    }

    /// Lets every split run on until an instant.
    private mutating func accrue(to instant: Int64) {
        for request in requests {
            let energy = request.split * (instant - now)
            accounts[request.building] = accounts[request.building] + energy
            usage[request.building] += energy.battery
            charge -= energy.battery
        }
        now = instant
    }

    /// What happens next by itself: the earliest; at the same instant the battery, then quotas, leases and dwell, and
    /// buildings ascending.
    private func nextOccurrence() -> (instant: Int64, occurrence: Occurrence)? {
        var all: [(instant: Int64, occurrence: Occurrence)] = []
        if let instant = batteryEmptyInstant() { all.append((instant, .batteryEmpty)) }
        for building in buildings {
            if let instant = quotaSpentInstant(of: building) { all.append((instant, .quotaSpent(building))) }
        }
        for building in buildings {
            if let instant = leaseEndInstant(of: building) { all.append((instant, .leaseEnd(building))) }
        }
        if let instant = dwellEnd { all.append((instant, .dwellEnd)) }
        var earliest: (instant: Int64, occurrence: Occurrence)?
        for one in all where one.instant < earliest?.instant ?? .max { earliest = one }
        return earliest
    }

    /// The last whole millisecond that the charge can still serve what is drawn from it.
    private func batteryEmptyInstant() -> Int64? {
        if batteryIsExhausted { return nil }
        let drawn = split.battery
        if drawn > 0 { return now + charge / drawn }
        return charge == 0 ? now : nil
    }

    /// The same for what a building may draw, where that is bounded.
    private func quotaSpentInstant(of building: Int) -> Int64? {
        if !quotasAreInForce || quotaIsExhausted[building] { return nil }
        let rest = quota(building) - usage[building]
        if rest <= 0 { return now }
        let drawn = split(of: building).battery
        return drawn > 0 ? now + rest / drawn : nil
    }

    private func leaseEndInstant(of building: Int) -> Int64? {
        var earliest: Int64?
        for load in loads where load.building == building {
            guard let end = load.leaseEnd else { continue }
            earliest = min(earliest ?? end, end)
        }
        return earliest
    }

    /// Whether a building's battery energy is bounded at this moment.
    var quotasAreInForce: Bool {
        switch (policy.kind, policy.discipline) {
        case (.strict, _): true
        case (.adaptive, .redispatch): mode == .strict
        case (.adaptive, .admission): true
        case (.noBounds, _), (.maxMin, _), (.levelling, _): false
        }
    }

    private mutating func handle(_ occurrence: Occurrence) {
        switch occurrence {
        case .batteryEmpty:
            batteryIsExhausted = true
            notices.append(.batteryEmpty(at: now))
            if policy.discipline == .admission {
                for building in buildings { turnBatteryIntoPremium(of: building, because: .batteryEmpty) }
            }
        case .quotaSpent(let building):
            quotaIsExhausted[building] = true
            if split(of: building).battery > 0 { notices.append(.quotaSpent(building: building, at: now)) }
            if policy.discipline == .admission { turnBatteryIntoPremium(of: building, because: .batteryQuota) }
        case .leaseEnd(let building):
            becomeStale(building)
        case .dwellEnd:
            dwellEnd = nil
        }
        splitAgain()
    }
}
