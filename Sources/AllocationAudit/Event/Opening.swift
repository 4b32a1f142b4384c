import Allocation
import AllocationContract
import Audit
import Ledger
import Units

/// The opening of a period: every account at zero, the battery full or at its reading, and what is switched on stays
/// on.
struct Opening {
    private let event: RecordedEvent
    private let terms: PeriodTerms
    private let charge: Energy?
    private let last: ClusterModel?

    init(_ event: RecordedEvent, terms: PeriodTerms, charge: Energy?, last: ClusterModel?) {
        self.event = event
        self.terms = terms
        self.charge = charge
        self.last = last
    }

    /// The model of the new period.
    func model() throws(DomainFinding) -> ClusterModel {
        guard last?.isOpen != true, last.map({ $0.now <= event.instant }) ?? true else {
            throw DomainFinding(
                "period",
                expected: "one that is opened after the last was closed",
                found: "one opened at \(event.instant) ms",
                because: "one period follows the other"
            )
        }
        guard event.terms == terms else {
            throw DomainFinding(
                "terms",
                key: RecordedWrite.termsKey,
                expected: "those that the call brings",
                found: event.terms == nil ? "none" : "others",
                because: "the members signed what the call brings"
            )
        }
        var model = ClusterModel(period: PeriodModel(terms, openedAt: event.instant))
        try checkShares(model.period)
        if let last { model.carryOver(last, at: event.instant) }
        model.chargeCorrection = correction(in: model.period)
        try take(into: &model)
        try check(model)
        return model
    }

    /// What the charge at the opening is beyond the capacity: nothing, or less than that.
    ///
    /// Where the terms say so, a period opens with the reading that the call brings, else with what the last one left.
    private func correction(in period: PeriodModel) -> Int128 {
        guard terms.cluster.battery.start == .reading else { return 0 }
        let reading = charge.map { Int128($0.millijoules) } ?? last?.charge ?? period.capacity
        return min(reading, period.capacity) - period.capacity
    }

    /// Shares of a whole, bands within the cap.
    private func checkShares(_ period: PeriodModel) throws(DomainFinding) {
        let shares = terms.cluster.buildings.reduce(Int128(0)) { $0 + Int128($1.allocationFactor.partsPerBillion) }
        let bands = period.bands.reduce(0, +)
        guard shares <= 1_000_000_000, bands <= period.cap else {
            throw DomainFinding(
                "allocation factors",
                key: RecordedWrite.termsKey,
                expected: "at most 1000000000 parts per billion and \(period.cap) W of bands",
                found: "\(shares) parts and \(bands) W",
                because: "bands that sum to more than the cap do not keep it"
            )
        }
    }

    private func take(into model: inout ClusterModel) throws(DomainFinding) {
        var shifts: [Int: Servers] = [:]
        for case (let sequence, let record?) in event.requests {
            try model.check(record.building)
            let split = Servers(record.split)
            shifts[record.building, default: .zero] += split
            model.requests[sequence] = ClusterModel.Request(building: record.building, split: split)
        }
        var seen = 0
        for case (let index, let record?) in event.buildings {
            try model.check(index)
            model.takeStanding(of: index, record)
            try model.checkOpening(of: index, record, split: shifts[index] ?? .zero)
            model.settle(
                index,
                account: .zero,
                at: event.instant,
                split: shifts[index] ?? .zero
            )
            seen += 1
        }
        guard seen == model.members.count, let record = event.cluster else {
            throw .missing(RecordedWrite.clusterKey, because: "opening a period writes every building and the cluster")
        }
        try model.checkCorrection(record)
        model.isBatteryEmpty = record.isBatteryEmpty
        model.nextSequence = record.nextSequence
        model.mode = record.mode
        model.lastSwitch = record.lastSwitch?.milliseconds
        guard record.account == .zero, record.now.milliseconds == event.instant, event.isOpen,
            event.openedAt == event.instant
        else {
            throw model.cluster(
                "record",
                expected: "no energy at \(event.instant) ms",
                found: "\(Servers(record.account).text("mJ")) at \(record.now)",
                "a period begins with nothing drawn"
            )
        }
    }

    private func check(_ model: ClusterModel) throws(DomainFinding) {
        var change = EventChange(before: model, timeline: try Timeline([], from: model.now, to: model.now))
        change.touched = Array(model.members.indices)
        change.began = model.requests.keys.sorted()
        try model.checkLimits(change)
        switch model.period.discipline {
        case .redispatch: try model.checkPromises(change)
        // Each was admitted against what was free then; together they have filled it.
        case .admission: break
        }
        if let answer = event.answer { try model.checkAnswer(answer, change) }
    }
}

extension ClusterModel {
    /// Takes over the loads and the silence of the last period's buildings.
    mutating func carryOver(_ last: ClusterModel, at instant: Int64) {
        for (old, member) in last.members.enumerated() {
            guard let index = period.index(of: last.period.id(old)) else { continue }
            members[index].takeLoads(of: member)
            members[index].meter = last.meterCarriedOver(of: old, openedAt: instant)
            guard member.isStale else { continue }
            members[index].isStale = true
            let level = member.silences.last?.level ?? 0
            members[index].silences = [MemberModel.Silence(start: instant, end: nil, level: level)]
            reserved += period.bands[index]
        }
    }

    /// Whose lease ended between the periods is silent from the start.
    mutating func takeStanding(of index: Int, _ record: BuildingRecord) {
        members[index].isQuotaExhausted = record.isQuotaExhausted
        guard record.isStale, !members[index].isStale, let end = members[index].leaseEnd, end <= period.openedAt else {
            return
        }
        members[index].fallSilent(at: period.openedAt)
        reserved += period.bands[index]
    }

    func checkOpening(of index: Int, _ record: BuildingRecord, split: Servers) throws(DomainFinding) {
        guard record.account == .zero, record.settledAt.milliseconds == period.openedAt,
            record.isStale == members[index].isStale
        else {
            throw finding(
                index,
                "record",
                expected: "no energy at \(period.openedAt) ms, \(members[index].isStale ? "silent" : "heard")",
                found: "\(Servers(record.account).text("mJ")) at \(record.settledAt), "
                    + "\(record.isStale ? "silent" : "heard")",
                "a period begins with nothing drawn"
            )
        }
        try checkLoads(of: index, record, split: split)
        try checkMeter(of: index, MemberModel.Meter(record.meter), expected: members[index].meter)
    }
}
