import Allocation
import AllocationContract
import Audit
import Ledger

/// Level 5 on its way along the allocation contract's transactions.
struct AllocationStage: DomainStage {
    private(set) var model: ClusterModel?
    private(set) var counts = DomainCounts()
    /// The terms of the channel's configuration in force, as it has them; `nil` where nobody said.
    private var termsInForce: [UInt8]?

    mutating func adopt(terms: [UInt8]) { termsInForce = terms }

    mutating func begin(on state: some StateView) throws(DomainFinding) {
        model = try ClusterModel(reading: state)
    }

    mutating func follow(_ transaction: Envelope) throws(DomainFinding) {
        let event = try RecordedEvent(transaction)
        switch event.call {
        case .current, .overview, .terms:
            guard transaction.result.writes.isEmpty else {
                throw DomainFinding(
                    "write set",
                    expected: "nothing, for a call that only reads",
                    found: "\(transaction.result.writes.count) writes",
                    because: "a question changes nothing"
                )
            }
        case .openPeriod(let terms, let charge):
            guard termsInForce.map({ $0 == terms.encoded }) ?? true else {
                throw DomainFinding(
                    "terms",
                    key: RecordedWrite.termsKey,
                    expected: "those of the channel's configuration in force",
                    found: "others",
                    because: "the members signed the configuration's terms"
                )
            }
            model = try Opening(event, terms: terms, charge: charge, last: model).model()
        case .request, .release, .expire, .failSafe, .meter, .battery, .deplete, .switchMode, .closePeriod:
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
        try checkMeterNotices(change)
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
    /// Buildings with something to settle besides their splits, ascending.
    var pending: [Pending] = []
    /// The energy that is booked besides the splits.
    var booked = Servers.zero
    /// What has to be told of a meter.
    var meterNotices: [ClusterNotice] = []
    /// Whether the battery's reading let it serve again.
    var isRevived = false
    /// Whether the energies of some building could not be followed exactly, because several splits within the event
    /// were never recorded.
    var isApproximate = false

    /// A building's record that also has what is settled of its gaps and its meter.
    struct Pending {
        let index: Int
        let old: MemberModel
        let settled: Int64
        let found: Servers
        /// What its split until now comes to, where it can be followed exactly.
        let exact: Servers
        /// What the meter's record shows.
        let meter: MemberModel.Meter
        let settlement: Settlement
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
