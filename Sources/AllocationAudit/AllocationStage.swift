import Allocation
import AllocationContract
import Audit
import Ledger

/// Level 5 on its way along the allocation contract's transactions.
struct AllocationStage: DomainStage {
    private(set) var model: ClusterModel?
    private(set) var counts = DomainCounts()

    mutating func begin(on state: some StateView) throws(DomainFinding) {
        model = try ClusterModel(reading: state)
    }

    mutating func follow(_ transaction: Envelope) throws(DomainFinding) {
        let event = try RecordedEvent(transaction)
        switch event.call {
        case .current, .terms:
            guard transaction.result.writes.isEmpty else {
                throw DomainFinding(
                    "write set",
                    expected: "nothing, for a call that only reads",
                    found: "\(transaction.result.writes.count) writes",
                    because: "a question changes nothing"
                )
            }
        case .openPeriod(let terms):
            model = try Opening(event, terms: terms, last: model).model()
        case .request, .release, .expire, .deplete, .switchMode, .closePeriod:
            guard model?.isOpen == true else {
                throw DomainFinding(
                    "transaction",
                    expected: "none, because no period is open",
                    found: event.call.function,
                    because: "without terms nothing can be allocated"
                )
            }
            let bills = try model?.follow(event)
            counts.bills += bills ?? 0
        }
        counts.events += 1
    }
}

extension ClusterModel {
    /// Follows an event of the open period, and returns how many bills it settled.
    mutating func follow(_ event: RecordedEvent) throws(DomainFinding) -> Int {
        guard let answer = event.answer, let record = event.cluster else {
            throw .missing(RecordedWrite.clusterKey, because: "every event moves the cluster's time")
        }
        let timeline = try Timeline(answer.notices, from: now, to: event.instant)
        var change = EventChange(before: self, timeline: timeline)
        try applyDemands(of: event, &change)
        try applyRequests(of: event, &change)
        try applyBuildings(of: event, &change)
        try applyCluster(record, of: event, change)
        try checkLimits(change)
        try checkPromises(change)
        try checkAnswer(answer, change)
        guard case .closePeriod = event.call else { return 0 }
        isOpen = false
        return try checkBills(answer.statements, change)
    }
}

/// What an event changes, gathered on the way: what stood before it is needed afterwards.
struct EventChange {
    let timeline: Timeline
    /// The cluster's split, account and mode before.
    let split: Servers
    let account: Servers
    let mode: Mode
    let reserved: Int128
    /// The buildings whose loads or staleness the demand or a notice changed, ascending.
    var moved: [Int] = []
    /// The splits of the touched buildings before.
    var splits: [Int: Servers] = [:]
    /// What their requests changed their splits by.
    var shifts: [Int: Servers] = [:]
    /// The buildings with a record in the write set, ascending.
    var touched: [Int] = []
    /// Requests that began, by sequence number.
    var began: [Int64] = []
    /// Requests that were active and have another split now, with the old one.
    var altered: [(sequence: Int64, old: Servers)] = []
    /// Buildings with gaps that closing settles, ascending.
    var pending: [Pending] = []
    /// The energy that closing books for gaps.
    var booked = Servers.zero
    /// Whether the energies of some building could not be followed exactly, because several splits within the event
    /// were never recorded.
    var isApproximate = false

    /// A building's record that also has the energy of its gaps.
    struct Pending {
        let index: Int
        let old: MemberModel
        let settled: Int64
        let found: Servers
    }

    init(before model: ClusterModel, timeline: Timeline) {
        self.timeline = timeline
        split = model.split
        account = model.account
        mode = model.mode
        reserved = model.reserved
    }
}

extension DomainFinding {
    /// A write that has to be there.
    static func missing(_ key: StateKey, because reason: String) -> DomainFinding {
        DomainFinding("write set", key: key, expected: "a write of this key", found: "none", because: reason)
    }
}
