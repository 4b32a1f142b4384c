import Allocation
import AllocationContract
import Audit
import Units

// Meters and the battery's own readings.

extension MemberModel.Meter {
    init(_ record: MeterRecord) {
        reading = record.reading.map {
            Reading(register: Int128($0.register.millijoules), instant: $0.instant.milliseconds)
        }
        accountAtReading = Int128(record.accountAtReading.millijoules)
        estimated = Int128(record.estimated.millijoules)
        breach = Int128(record.breach.millijoules)
    }

    /// The record as people read it.
    var text: String {
        let register = reading.map { "register \($0.register) mJ at \($0.instant) ms" } ?? "no reading"
        return "\(register), account \(accountAtReading) mJ then, \(estimated) mJ estimated, \(breach) mJ breach"
    }
}

extension PeriodModel {
    /// A pause up to which a meter's readings before and after belong together, in ms.
    static let seam: Int64 = 60_000

    /// How far a meter may be above an energy that was stated before it is a breach.
    func allowance(for stated: Int128) -> Int128 {
        let tolerance = terms.cluster.meterTolerance
        let share = stated * Int128(tolerance.share.partsPerBillion) / 1_000_000_000
        return max(share, Int128(tolerance.energy.millijoules))
    }
}

extension ClusterModel {
    /// What the next period knows of a meter: the reading, with what was stated since; nothing after a pause.
    func meterCarriedOver(of index: Int, openedAt: Int64) -> MemberModel.Meter {
        let meter = members[index].meter
        guard openedAt - now <= PeriodModel.seam, meter.reading != nil else { return MemberModel.Meter() }
        let stated = members[index].account(at: now).total
        return MemberModel.Meter(reading: meter.reading, accountAtReading: meter.accountAtReading - stated)
    }

    /// Compares what is recorded of a meter with what follows.
    func checkMeter(
        of index: Int,
        _ found: MemberModel.Meter,
        expected: MemberModel.Meter
    ) throws(DomainFinding) {
        guard found != expected else { return }
        throw finding(
            index,
            "meter",
            expected: expected.text,
            found: found.text,
            "a bill's estimates and breaches follow from the registers and from the silences"
        )
    }

    /// Takes over what a settlement makes of a meter.
    mutating func takeMeter(
        _ pending: EventChange.Pending,
        estimated: Int128,
        _ event: RecordedEvent,
        _ change: inout EventChange
    ) throws(DomainFinding) {
        let (index, instant) = (pending.index, event.instant)
        var meter = pending.old.meter
        meter.estimated += estimated
        if case .breach(let energy) = pending.settlement { meter.breach += energy }
        if case .meter(let report) = event.call {
            let register = Int128(report.register.millijoules)
            change.meterNotices = notices(of: pending, report, estimated: estimated, at: Instant(milliseconds: instant))
            meter.reading = MemberModel.Meter.Reading(register: register, instant: instant)
            meter.accountAtReading = pending.found.total
        } else if pending.old.silences.contains(where: { $0.length(until: instant) > PeriodModel.seam }) {
            // What a meter shows of a time that was settled by an estimate is nobody's any more.
            meter.reading = nil
        }
        try checkMeter(of: index, pending.meter, expected: meter)
        members[index].meter = meter
    }

    private func notices(
        of pending: EventChange.Pending,
        _ report: MeterReport,
        estimated: Int128,
        at instant: Instant
    ) -> [ClusterNotice] {
        let index = pending.index
        switch pending.settlement {
        case .agreed: return []
        case .breach(let energy):
            return [.breach(building: index, energy: .millijoules(Int64(clamping: energy)), at: instant)]
        case .byRegister:
            let length = pending.old.silences.reduce(Int64(0)) { $0 + $1.length(until: instant.milliseconds) }
            let energy = Energy.millijoules(Int64(clamping: estimated))
            return [.gapSettled(building: index, length: .milliseconds(length), energy: energy, at: instant)]
        case .byLevel:
            guard let last = pending.old.meter.reading else { return [] }
            let register = Energy.millijoules(Int64(clamping: last.register))
            return [.meterReplaced(building: index, from: register, to: report.register, at: instant)]
        }
    }

    /// What is told of meters is what was settled.
    func checkMeterNotices(_ change: EventChange) throws(DomainFinding) {
        let found = change.timeline.notices.filter { notice in
            switch notice {
            case .gapSettled, .breach, .meterReplaced: true
            case .batteryEmpty, .quotaExhausted, .becameStale, .returned, .switched, .batteryRead: false
            }
        }
        guard found != change.meterNotices else { return }
        throw DomainFinding(
            "notice",
            expected: change.meterNotices.isEmpty ? "none of a meter" : "\(change.meterNotices)",
            found: found.isEmpty ? "none of a meter" : "\(found)",
            because: "what is told of a meter is what its register comes to"
        )
    }

    /// Takes over the charge: what was drawn lowers it, and the battery's own reading takes its place.
    ///
    /// The account is still the one before the event; the sum of the buildings' is the one after it.
    mutating func takeCharge(
        _ record: ClusterRecord,
        of event: RecordedEvent,
        _ change: EventChange
    ) throws(DomainFinding) {
        let drawn = sumOfAccounts(at: event.instant).battery
        var expected: [ClusterNotice] = []
        if case .battery(let report) = event.call {
            let reckoned = period.capacity + chargeCorrection - drawn
            let reading = min(Int128(report.charge.millijoules), period.capacity)
            chargeCorrection = reading + drawn - period.capacity
            expected = [
                .batteryRead(
                    from: .millijoules(Int64(clamping: reckoned)),
                    to: .millijoules(Int64(clamping: reading)),
                    at: Instant(milliseconds: event.instant)
                )
            ]
        }
        try checkCorrection(record, drawn: drawn)
        let found = change.timeline.notices.filter { if case .batteryRead = $0 { true } else { false } }
        guard found != expected else { return }
        throw DomainFinding(
            "notice",
            expected: "\(expected)",
            found: "\(found)",
            because: "the battery's reading takes the place of what was reckoned, and more than its capacity is full"
        )
    }

    /// The recorded charge is the one that follows.
    func checkCorrection(_ record: ClusterRecord, drawn: Int128 = 0) throws(DomainFinding) {
        let found = Int128(record.chargeCorrection.millijoules)
        guard found != chargeCorrection else { return }
        throw cluster(
            "charge",
            expected: "\(period.capacity + chargeCorrection - drawn) mJ",
            found: "\(period.capacity + found - drawn) mJ",
            "a battery that was not read holds what it held less what it gave, and one that was holds its reading"
        )
    }
}
