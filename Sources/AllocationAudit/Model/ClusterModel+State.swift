import Allocation
import AllocationContract
import Audit
import Ledger
import Units

extension ClusterModel {
    /// The model of a state in the middle of a ledger, whose accounts are taken as they are; `nil` before the first
    /// period.
    init?(reading state: some StateView) throws(DomainFinding) {
        let name = AllocationContract.name
        let entries: [StateEntry]
        do {
            entries = try state.values(from: QualifiedKey("", in: name), to: .end(of: name))
        } catch {
            throw .format("state", error.message)
        }
        let writes = entries.map { KeyWrite(key: $0.key.key, value: $0.value.value) }
        guard let event = try RecordedEvent(standing: writes) else { return nil }
        try self.init(standing: event)
    }

    private init(standing event: RecordedEvent) throws(DomainFinding) {
        guard let terms = event.terms, let record = event.cluster else {
            throw .missing(RecordedWrite.termsKey, because: "a period has terms")
        }
        self.init(period: PeriodModel(terms, openedAt: event.openedAt))
        for case (let sequence, let record?) in event.requests {
            try check(record.building)
            requests[sequence] = Request(building: record.building, split: Servers(record.split))
        }
        for case (let index, let record?) in event.buildings {
            try check(index)
            take(index, record)
            let split = requests.values.reduce(into: Servers.zero) { $0 += $1.building == index ? $1.split : .zero }
            settle(index, account: Servers(record.account), at: record.settledAt.milliseconds, split: split)
            if record.isStale { reserved += period.bands[index] }
        }
        isOpen = event.isOpen
        now = record.now.milliseconds
        account = Servers(record.account)
        isBatteryEmpty = record.isBatteryEmpty
        chargeCorrection = Int128(record.chargeCorrection.millijoules)
        mode = record.mode
        lastSwitch = record.lastSwitch?.milliseconds
        nextSequence = record.nextSequence
    }

    private mutating func take(_ index: Int, _ record: BuildingRecord) {
        for load in record.loads {
            members[index].set(
                load.id,
                to: MemberModel.Load(power: load.power.watts, leaseEnd: load.leaseEnd?.milliseconds)
            )
        }
        members[index].isStale = record.isStale
        members[index].isQuotaExhausted = record.isQuotaExhausted
        members[index].meter = MemberModel.Meter(record.meter)
        members[index].silences = record.gaps.map {
            MemberModel.Silence(start: $0.start.milliseconds, end: $0.end?.milliseconds, level: $0.level.watts)
        }
    }
}
