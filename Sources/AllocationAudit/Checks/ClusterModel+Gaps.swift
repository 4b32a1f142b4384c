import Allocation
import Audit

// Closing a period settles the time in which a building was silent by its last level and its own bounds.

extension MemberModel.Silence {
    /// How long it lasted up to an instant, in ms.
    func length(until instant: Int64) -> Int64 { (end ?? instant) - start }

    /// What the last level comes to over it, in mJ.
    func energy(until instant: Int64) -> Int128 { Int128(level) * Int128(length(until: instant)) }
}

extension ClusterModel {
    /// Books what closing settles, building by building, and compares it with the records.
    ///
    /// A gap is given the building's band first, then its rate of the battery as far as its battery energy and the
    /// charge last, premium the rest.
    mutating func settleGaps(_ change: inout EventChange) throws(DomainFinding) {
        for pending in change.pending {
            let (index, instant) = (pending.index, change.timeline.end)
            let exact = pending.old.account(at: pending.settled)
            let candidates = candidates(for: pending, exact: exact, change)
            let booking = candidates.first { exact + $0 == pending.found }
            if let booking {
                change.booked += booking
            } else {
                let cuts = change.timeline.cuts(
                    from: max(pending.old.settledAt, change.timeline.start),
                    before: pending.settled
                )
                guard let first = cuts.first else {
                    throw finding(
                        index,
                        "energies",
                        expected: (exact + candidates[0]).text("mJ"),
                        found: pending.found.text("mJ"),
                        "its split until now and, for the time of its silence, its last level within its own bounds"
                    )
                }
                change.isApproximate = true
                try checkUnrecorded(
                    index,
                    pending.found - pending.old.account(at: first),
                    Stretch(
                        from: first,
                        to: pending.settled,
                        end: instant,
                        cuts: cuts,
                        silence: change.timeline.silence(of: index)
                    ),
                    power: pending.old.split.total,
                    gaps: pending.old.silences
                )
            }
            settle(index, account: pending.found, at: pending.settled, split: members[index].split)
        }
    }

    /// What closing may book for a building's gaps.
    ///
    /// Whether the battery ran out just before or just after, at the same millisecond, is not recorded.
    private func candidates(
        for pending: EventChange.Pending,
        exact: Servers,
        _ change: EventChange
    ) -> [Servers] {
        let (index, instant) = (pending.index, change.timeline.end)
        let charge = period.capacity - sumOfAccounts(at: instant).battery
        let isBatteryLate = change.timeline.batteryEmptyAt == instant
        let isQuotaLate = change.timeline.quotaExhausted(of: index) == instant
        var candidates: [Servers] = []
        for isEmpty in isBatteryEmpty ? (isBatteryLate ? [true, false] : [true]) : [false] {
            for isUsed in members[index].isQuotaExhausted ? (isQuotaLate ? [true, false] : [true]) : [false] {
                candidates.append(
                    booking(
                        pending.old.silences,
                        of: index,
                        until: instant,
                        charge: isEmpty ? 0 : charge,
                        quota: isUsed ? 0 : max(period.quotas[index] - exact.battery, 0)
                    )
                )
            }
        }
        return candidates
    }

    private func booking(
        _ silences: [MemberModel.Silence],
        of index: Int,
        until instant: Int64,
        charge: Int128,
        quota: Int128
    ) -> Servers {
        var sum = Servers.zero
        for silence in silences {
            let (energy, length) = (silence.energy(until: instant), Int128(silence.length(until: instant)))
            let gridContract = min(energy, period.bands[index] * length)
            let battery = min(
                energy - gridContract,
                period.rate * length,
                max(quota - sum.battery, 0),
                max(charge - sum.battery, 0)
            )
            sum += Servers(gridContract, battery, energy - gridContract - battery)
        }
        return sum
    }
}
