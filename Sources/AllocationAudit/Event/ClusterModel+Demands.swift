import Allocation
import AllocationContract
import Audit
import Units

// Who demands what: from the calls and the notices alone.

extension ClusterModel {
    /// Applies the call's demand and the notices of silence in their order.
    mutating func applyDemands(of event: RecordedEvent, _ change: inout EventChange) throws(DomainFinding) {
        var call = try demand(of: event)
        for notice in change.timeline.notices {
            switch notice {
            case .becameStale(let building, let at):
                try check(building)
                let instant = at.milliseconds
                // A lease that the call itself brings can only run out after it.
                if let due = call, due.building == building, members[building].leaseEnd.map({ $0 > instant }) ?? true {
                    try apply(due, &change)
                    call = nil
                }
                try fallSilent(building, at: instant, call: event.call, &change)
            case .returned(let building, _):
                guard let due = call, due.building == building, members[building].isStale else {
                    throw .notice("building \(building) returned", because: "it was not silent, or said nothing")
                }
                members[building].speak(at: event.instant)
                reserved -= period.bands[building]
            case .batteryEmpty:
                isBatteryEmpty = true
            case .batteryRead(_, let charge, let at):
                guard case .battery = event.call, at.milliseconds == event.instant else {
                    throw .notice("a reading of the battery", because: "the battery said nothing then")
                }
                if isBatteryEmpty, charge.millijoules > 0 {
                    isBatteryEmpty = false
                    change.isRevived = true
                }
            case .gapSettled, .breach, .meterReplaced:
                break
            case .quotaExhausted(let building, _):
                try check(building)
                members[building].isQuotaExhausted = true
            case .switched:
                break
            }
        }
        if let call { try apply(call, &change) }
        try checkSilences(after: event, &change)
        try checkLeases(at: event.instant)
        change.moved = Array(Set(change.moved)).sorted()
    }

    private struct Demand {
        let building: Int
        let change: LevelChange
        let instant: Int64
    }

    private func demand(of event: RecordedEvent) throws(DomainFinding) -> Demand? {
        switch event.call {
        case .request(let change), .release(let change):
            guard let building = period.index(of: change.building) else {
                throw .notice("a call for \(change.building)", because: "the terms name no such building")
            }
            return Demand(building: building, change: change, instant: event.instant)
        case .openPeriod, .expire, .failSafe, .meter, .battery, .deplete, .switchMode, .closePeriod, .current,
            .overview, .terms:
            return nil
        }
    }

    private mutating func apply(_ demand: Demand, _ change: inout EventChange) throws(DomainFinding) {
        guard !members[demand.building].isStale else {
            throw .notice("no notice that \(period.id(demand.building)) returned", because: "it was silent and spoke")
        }
        let (end, isTooFar) = demand.instant.addingReportingOverflow(demand.change.lease.milliseconds)
        guard !isTooFar, demand.change.lease.milliseconds >= 0, demand.change.power.watts >= 0 else {
            throw .range("lease or level", "\(demand.change.lease), \(demand.change.power)")
        }
        members[demand.building].set(
            demand.change.load,
            to: MemberModel.Load(power: demand.change.power.watts, leaseEnd: end)
        )
        change.moved.append(demand.building)
    }

    private mutating func fallSilent(
        _ building: Int,
        at instant: Int64,
        call: AllocationCall,
        _ change: inout EventChange
    ) throws(DomainFinding) {
        let isDue = members[building].leaseEnd == instant
        let isGone: Bool =
            switch call {
            case .expire(let gone?): gone == period.id(building) && instant == change.timeline.end
            case .failSafe: instant == change.timeline.end
            default: false
            }
        guard !members[building].isStale, isDue || isGone else {
            throw .notice(
                "building \(period.id(building)) fell silent at \(instant) ms",
                because: "no lease of its ended then, and nobody said that it was gone"
            )
        }
        members[building].fallSilent(at: instant)
        reserved += period.bands[building]
        change.moved.append(building)
    }

    /// Fail-safe silences everybody; a meter's report is settled for its building.
    private func checkSilences(after event: RecordedEvent, _ change: inout EventChange) throws(DomainFinding) {
        switch event.call {
        case .failSafe:
            guard let index = members.firstIndex(where: { !$0.isStale }) else { return }
            throw finding(
                index,
                "standing",
                expected: "silent, on its band of \(period.bands[index]) W",
                found: "heard",
                "in fail-safe nobody's draw is known, so everybody keeps to the band that is reserved for it"
            )
        case .meter(let report):
            guard let index = period.index(of: report.building) else {
                throw .notice("a meter of \(report.building)", because: "the terms name no such building")
            }
            change.moved.append(index)
        default:
            break
        }
    }

    /// Whoever has outlived a lease is silent.
    private func checkLeases(at instant: Int64) throws(DomainFinding) {
        for (building, member) in members.enumerated() where member.leaseEnd.map({ $0 <= instant }) ?? false {
            throw DomainFinding(
                "lease of \(period.id(building))",
                key: RecordedWrite.key(ofBuilding: building),
                expected: "a notice that it fell silent when its lease ended at \(member.leaseEnd ?? instant) ms",
                found: "none by \(instant) ms",
                because: "a level holds for its lease and no longer"
            )
        }
    }

    func check(_ building: Int) throws(DomainFinding) {
        guard members.indices.contains(building) else {
            throw .notice("building \(building)", because: "the terms name \(members.count) buildings")
        }
    }
}

extension DomainFinding {
    static func notice(_ found: String, because reason: String) -> DomainFinding {
        DomainFinding("notice", expected: "what the calls and leases bear out", found: found, because: reason)
    }
}
