import Allocation
import AllocationContract
import Audit
import Units

// What the policy in force promises a member, as a property of what is recorded; which split a policy would have chosen
// among those that keep it is for level 4.

extension ClusterModel {
    /// The promises of the policy after an event.
    func checkPromises(_ change: EventChange) throws(DomainFinding) {
        for index in change.touched { try checkQuota(of: index) }
        switch (period.kind, period.discipline) {
        case (.strict, .redispatch):
            let buildings = change.isRevived ? Array(members.indices) : change.touched
            try checkBands(buildings)
            try checkNoIdleBand(buildings)
        case (.strict, .admission):
            try checkBands(change.touched)
            try checkAdmission(change)
        case (.adaptive, .redispatch):
            try checkMode()
            guard mode == .strict else { return try checkNothingIdle() }
            let buildings = change.mode == mode && !change.isRevived ? change.touched : Array(members.indices)
            try checkBands(buildings)
            try checkNoIdleBand(buildings)
        case (.noBounds, .admission), (.adaptive, .admission):
            try checkAdmission(change)
        case (.noBounds, .redispatch), (.levelling, _):
            try checkNothingIdle()
        case (.maxMin, _):
            try checkNothingIdle()
            try checkGuarantees(change.touched)
        }
    }

    /// `UC_n ≤ ⌊RAF_n · C⌋` where the policy binds it; and who is told that it is used up has used it up.
    private func checkQuota(of index: Int) throws(DomainFinding) {
        let (member, quota) = (members[index], period.quotas[index])
        if period.bindsQuotas, member.account.battery > quota {
            throw finding(
                index,
                "battery energy",
                expected: "at most \(quota) mJ",
                found: "\(member.account.battery) mJ",
                "that is its share of the battery's capacity"
            )
        }
        let left = quota - member.account(at: now).battery
        guard !member.isQuotaExhausted || left <= 0 || left < period.largestQuotaDraw else {
            throw finding(
                index,
                "battery energy",
                expected: "less than a millisecond's draw left",
                found: "\(left) mJ left",
                "it was told that its share of the battery is used up"
            )
        }
    }

    /// Strict: nobody draws from a cheap server beyond its own band and rate.
    private func checkBands(_ buildings: [Int]) throws(DomainFinding) {
        for index in buildings {
            let (split, band) = (members[index].split, period.bands[index])
            let rate = members[index].isQuotaExhausted || isBatteryEmpty ? 0 : period.rate
            guard split.gridContract <= band, split.battery <= rate else {
                throw finding(
                    index,
                    "split",
                    expected: "at most \(band) W of grid-contract and \(rate) W of the battery",
                    found: split.text("W"),
                    "under the strict rule no building draws beyond its own band and rate"
                )
            }
        }
    }

    /// Strict, split again at every event: nobody pays for a dearer server while its own cheaper one has room.
    private func checkNoIdleBand(_ buildings: [Int]) throws(DomainFinding) {
        for index in buildings {
            let (member, band) = (members[index], period.bands[index])
            let rate = member.isQuotaExhausted || isBatteryEmpty ? 0 : period.rate
            let gridContract = min(member.split.total, band)
            let battery = min(member.split.total - gridContract, rate)
            let due = Servers(gridContract, battery, member.split.total - gridContract - battery)
            guard member.split == due else {
                throw finding(
                    index,
                    "split",
                    expected: due.text("W"),
                    found: member.split.text("W"),
                    "its band is \(band) W and its rate of the battery \(rate) W"
                )
            }
        }
    }

    /// No cheap server idles while a dearer one gives power.
    private func checkNothingIdle() throws(DomainFinding) {
        let gridContract = min(split.total, openCap)
        let battery = min(split.total - gridContract, isBatteryEmpty ? 0 : period.batteryPower)
        let due = Servers(gridContract, battery, split.total - gridContract - battery)
        guard split == due else {
            throw cluster(
                "split",
                expected: due.text("W"),
                found: split.text("W"),
                "no capacity of a cheap server idles while a dearer one gives power"
            )
        }
    }

    /// Max-min: a building within its band always has it.
    private func checkGuarantees(_ buildings: [Int]) throws(DomainFinding) {
        for index in buildings {
            let (split, band) = (members[index].split, period.bands[index])
            guard split.gridContract >= min(split.total, band) else {
                throw finding(
                    index,
                    "split",
                    expected: "at least \(min(split.total, band)) W of grid-contract",
                    found: split.text("W"),
                    "under max-min a band is a guarantee"
                )
            }
        }
    }

    /// Adaptive: the mode is the one that the load calls for, unless the dwell holds it back.
    private func checkMode() throws(DomainFinding) {
        let (signal, policy) = (split.total + reserved, period.terms.policy)
        let limit = mode == .strict ? period.cap - Int128(policy.hysteresis.watts) : period.cap
        let isDue = mode == .strict ? signal <= limit : signal > limit
        let isHeld = lastSwitch.map { now - $0 < policy.dwell.milliseconds } ?? false
        guard isDue, !isHeld else { return }
        throw cluster(
            "mode",
            expected: mode == .strict ? "no-bounds" : "strict",
            found: mode == .strict ? "strict" : "no-bounds",
            "the load with the reserved bands is \(signal) W, and the mode changes at \(limit) W"
        )
    }
}
