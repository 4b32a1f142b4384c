import Allocation
import Audit
import Units

extension ClusterModel {
    /// What a settlement may book.
    ///
    /// Whether the battery or the building's share of it ran out just before or just after, at the same millisecond, is
    /// not recorded.
    func bookings(for pending: EventChange.Pending, _ change: EventChange) -> [Servers] {
        let (index, instant) = (pending.index, change.timeline.end)
        switch pending.settlement {
        case .breach(let energy): return [Servers(0, 0, energy)]
        case .agreed: return [.zero]
        case .byLevel, .byRegister: break
        }
        let charge = period.capacity + chargeCorrection - sumOfAccounts(at: instant).battery
        let isBatteryLate = change.timeline.batteryEmptyAt == instant
        let isQuotaLate = change.timeline.quotaExhausted(of: index) == instant
        var bookings: [Servers] = []
        for isEmpty in isBatteryEmpty ? (isBatteryLate ? [true, false] : [true]) : [false] {
            for isUsed in members[index].isQuotaExhausted ? (isQuotaLate ? [true, false] : [true]) : [false] {
                let quota = max(period.quotas[index] - pending.exact.battery, 0)
                let battery = min(isEmpty ? 0 : max(charge, 0), isUsed ? 0 : quota)
                bookings.append(booking(pending, until: instant, battery: battery))
            }
        }
        return bookings
    }

    /// - Parameter battery: What is left of the charge and of the building's share of it, whichever is less.
    private func booking(_ pending: EventChange.Pending, until instant: Int64, battery: Int128) -> Servers {
        let silences = pending.old.silences
        guard case .byRegister(let energy, let allowance) = pending.settlement else {
            var sum = Servers.zero
            for silence in silences {
                sum += strictSplit(
                    of: silence.energy(until: instant),
                    over: silence.length(until: instant),
                    for: pending.index,
                    battery: battery - sum.battery
                )
            }
            return sum
        }
        let length = silences.reduce(Int64(0)) { $0 + $1.length(until: instant) }
        var booking = strictSplit(of: energy, over: length, for: pending.index, battery: battery)
        if booking.gridPremium <= allowance { booking.gridPremium = 0 }
        return booking
    }

    /// An energy that was drawn evenly: the building's band first, then its rate of the battery, premium the rest.
    func strictSplit(of energy: Int128, over length: Int64, for index: Int, battery: Int128) -> Servers {
        let gridContract = min(energy, period.bands[index] * Int128(length))
        let battery = min(energy - gridContract, period.rate * Int128(length), battery)
        return Servers(gridContract, battery, energy - gridContract - battery)
    }
}
