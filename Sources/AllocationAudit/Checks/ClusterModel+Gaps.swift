import Allocation
import AllocationContract
import Audit
import Units

// What is settled besides the splits: the time in which a building was silent, by its last level or by its meter's
// register and within its own bounds, and a breach, at grid-premium.

/// What a meter's report, or closing the period, settles for a building.
enum Settlement: Hashable, Sendable {
    /// Each silence by its last level: at the end of a period, or where no register covers it.
    case byLevel

    /// All silences together by what the register shows; a premium rest within the allowance is nobody's.
    case byRegister(energy: Int128, allowance: Int128)

    /// What the meter showed beyond what was stated.
    case breach(Int128)

    /// Nothing.
    case agreed
}

extension MemberModel.Silence {
    /// How long it lasted up to an instant, in ms.
    func length(until instant: Int64) -> Int64 { (end ?? instant) - start }

    /// What the last level comes to over it, in mJ.
    func energy(until instant: Int64) -> Int128 { Int128(level) * Int128(length(until: instant)) }
}

extension ClusterModel {
    /// Whether a call settles more of a building than its split.
    func isSettling(_ index: Int, _ call: AllocationCall) -> Bool {
        switch call {
        case .closePeriod: !members[index].silences.isEmpty
        case .meter(let report): period.index(of: report.building) == index
        default: false
        }
    }

    /// What a call settles for a building.
    ///
    /// - Parameter stated: What was booked to the building since the last reading.
    func settlement(of index: Int, _ event: RecordedEvent, stated: Int128) -> Settlement {
        guard case .meter(let report) = event.call, let last = members[index].meter.reading,
            Int128(report.register.millijoules) >= last.register
        else { return .byLevel }
        let beyond = Int128(report.register.millijoules) - last.register - stated
        let allowance = period.allowance(for: stated)
        guard members[index].silences.isEmpty else {
            return .byRegister(energy: max(beyond, 0), allowance: allowance)
        }
        return beyond > allowance ? .breach(beyond) : .agreed
    }

    /// Books what a call settles, building by building, and compares it with the records.
    mutating func settlePending(_ event: RecordedEvent, _ change: inout EventChange) throws(DomainFinding) {
        for pending in change.pending {
            guard pending.settled == event.instant else {
                throw finding(
                    pending.index,
                    "time",
                    expected: "\(event.instant) ms",
                    found: "\(pending.settled) ms",
                    "what is settled is settled when it is"
                )
            }
            let candidates = bookings(for: pending, change)
            let estimated: Int128
            if let booking = candidates.first(where: { pending.exact + $0 == pending.found }) {
                change.booked += booking
                estimated = pending.settlement.isEstimate ? booking.total : 0
            } else {
                estimated = try bound(pending, expected: pending.exact + (candidates.first ?? .zero), &change)
            }
            settle(
                pending.index,
                account: pending.found,
                at: pending.settled,
                split: members[pending.index].split
            )
            try takeMeter(pending, estimated: estimated, event, &change)
        }
    }

    /// What follows where the building had splits before that were never recorded: the total, and for each server what
    /// it can have given. Returns what was estimated.
    private func bound(
        _ pending: EventChange.Pending,
        expected: Servers,
        _ change: inout EventChange
    ) throws(DomainFinding) -> Int128 {
        let (index, timeline) = (pending.index, change.timeline)
        let cuts = timeline.cuts(from: max(pending.old.settledAt, timeline.start), before: pending.settled)
        guard let first = cuts.first else {
            throw finding(
                index,
                "energies",
                expected: expected.text("mJ"),
                found: pending.found.text("mJ"),
                pending.settlement.reason
            )
        }
        change.isApproximate = true
        let most = reach(of: pending, until: timeline.end)
        let settled = try booked(of: pending, most: most)
        try checkUnrecorded(
            index,
            pending.found - pending.old.account(at: first),
            Stretch(
                from: first,
                to: pending.settled,
                end: timeline.end,
                cuts: cuts,
                silence: timeline.silence(of: index)
            ),
            power: pending.old.split.total,
            settled: settled,
            reach: most
        )
        return pending.settlement.isEstimate ? settled : 0
    }

    /// How much was booked in all. A register's premium rest within the tolerance may have been nobody's.
    private func booked(of pending: EventChange.Pending, most: Servers) throws(DomainFinding) -> Int128 {
        switch pending.settlement {
        case .byLevel: return most.total
        case .breach(let energy): return energy
        case .agreed: return 0
        case .byRegister(let energy, let allowance):
            let found = pending.meter.estimated - pending.old.meter.estimated
            guard found == energy || found >= most.gridContract && found <= energy && energy - found <= allowance else {
                throw finding(
                    pending.index,
                    "estimate",
                    expected: "\(energy) mJ, less at most \(allowance) mJ that are nobody's",
                    found: "\(found) mJ",
                    pending.settlement.reason
                )
            }
            return found
        }
    }

    /// The most that can be booked to each cheap server: the building's band and its rate over the time.
    private func reach(of pending: EventChange.Pending, until instant: Int64) -> Servers {
        let index = pending.index
        switch pending.settlement {
        case .breach, .agreed:
            return .zero
        case .byLevel:
            return pending.old.silences.reduce(into: .zero) { sum, silence in
                let (energy, length) = (silence.energy(until: instant), silence.length(until: instant))
                sum += strictSplit(of: energy, over: length, for: index, battery: energy)
            }
        case .byRegister(let energy, _):
            let length = pending.old.silences.reduce(Int64(0)) { $0 + $1.length(until: instant) }
            return strictSplit(of: energy, over: length, for: index, battery: energy)
        }
    }
}

extension Settlement {
    /// Whether it estimates what nobody stated at the time.
    var isEstimate: Bool {
        switch self {
        case .byLevel, .byRegister: true
        case .breach, .agreed: false
        }
    }

    /// Why it is what it is.
    var reason: String {
        switch self {
        case .byLevel:
            "its split until now and, for the time of its silence, its last level within its own bounds"
        case .byRegister:
            "its split until now and, for the time of its silence, what its meter shows within its own bounds"
        case .breach(let energy): "its meter shows \(energy) mJ more than was stated, and that is grid-premium"
        case .agreed: "its meter shows no more than was stated and is tolerated, so nothing is booked beside its split"
        }
    }
}
