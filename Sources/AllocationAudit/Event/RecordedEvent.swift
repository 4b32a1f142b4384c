import Allocation
import AllocationContract
import Audit
import Ledger
import Units

/// A valid allocation transaction as it is recorded: the call, the write set and the answer, every number in a range in
/// which no sum overflows.
struct RecordedEvent {
    let call: AllocationCall
    let instant: Int64
    var cluster: ClusterRecord?
    var openedAt: Int64 = 0
    var isOpen = false
    var terms: PeriodTerms?
    var buildings: [(index: Int, record: BuildingRecord?)] = []
    var requests: [(sequence: Int64, record: RequestRecord?)] = []
    let answer: AllocationResponse?

    /// The latest instant, 30 000 years on, and the largest power of a request or load, somewhat over 1 TW.
    private static let latest: Int64 = 1 << 50
    private static let largest: Int64 = 1 << 41

    init(_ envelope: Envelope) throws(DomainFinding) {
        let proposal = envelope.proposal
        instant = proposal.timestamp.milliseconds
        guard instant.magnitude <= Self.latest else { throw .range("time of the call", "\(instant) ms") }
        do {
            call = try AllocationCall(function: proposal.function, arguments: proposal.arguments)
        } catch {
            throw .format("call", "\(error)")
        }
        switch call {
        case .current, .overview, .terms: answer = nil
        default:
            do {
                answer = try AllocationResponse(encoded: envelope.result.response)
            } catch {
                throw .format("answer", "\(error)")
            }
        }
        for write in envelope.result.writes { try take(write) }
        if let answer { try Self.check(answer) }
    }

    /// A whole state, as if one event had written it; `nil` for an empty one.
    init?(standing writes: [KeyWrite]) throws(DomainFinding) {
        guard !writes.isEmpty else { return nil }
        call = .current
        instant = 0
        answer = nil
        for write in writes { try take(write) }
    }

    private mutating func take(_ write: KeyWrite) throws(DomainFinding) {
        let read: RecordedWrite
        do { read = try RecordedWrite(write) } catch { throw .format("record", "\(error)", key: write.key) }
        switch read {
        case .cluster(let record, let openedAt, let isOpen):
            try Self.check(record.now, write.key)
            try record.lastSwitch.map { instant throws(DomainFinding) in try Self.check(instant, write.key) }
            self.openedAt = openedAt.milliseconds
            self.isOpen = isOpen
            cluster = record
        case .terms(let terms): self.terms = terms
        case .building(let index, let record):
            if let record { try Self.check(record, write.key) }
            buildings.append((index, record))
        case .request(let sequence, let record):
            if let record { try Self.check(record.split, write.key) }
            requests.append((sequence, record))
        }
    }

    private static func check(_ record: BuildingRecord, _ key: StateKey) throws(DomainFinding) {
        try check(record.settledAt, key)
        for gap in record.gaps {
            try check(gap.start, key)
            if let end = gap.end { try check(end, key) }
        }
        for load in record.loads where !(0...largest).contains(load.power.watts) {
            throw .range("level of load \(load.id)", "\(load.power)", key: key)
        }
    }

    private static func check(_ split: Split, _ key: StateKey?) throws(DomainFinding) {
        for power in [split.gridContract, split.battery, split.gridPremium] where !(0...largest).contains(power.watts) {
            throw DomainFinding(
                "split of a request",
                key: key,
                expected: "powers between 0 and \(largest) W",
                found: "\(power)",
                because: "no server gives a negative power"
            )
        }
    }

    private static func check(_ instant: Instant, _ key: StateKey?) throws(DomainFinding) {
        guard instant.milliseconds.magnitude <= latest else { throw .range("time", "\(instant)", key: key) }
    }

    private static func check(_ answer: AllocationResponse) throws(DomainFinding) {
        for notice in answer.notices { try check(notice.instant, nil) }
    }
}

extension ClusterNotice {
    /// When it happened.
    var instant: Instant {
        switch self {
        case .batteryEmpty(let at), .quotaExhausted(_, let at), .becameStale(_, let at), .returned(_, let at),
            .switched(_, let at), .gapSettled(_, _, _, let at), .breach(_, _, let at), .meterReplaced(_, _, _, let at),
            .batteryRead(_, _, let at):
            at
        }
    }
}

extension DomainFinding {
    static func format(_ subject: String, _ found: String, key: StateKey? = nil) -> DomainFinding {
        DomainFinding(
            subject,
            key: key,
            expected: "one in the allocation contract's format",
            found: found,
            because: "what cannot be read cannot be billed"
        )
    }

    static func range(_ subject: String, _ found: String, key: StateKey? = nil) -> DomainFinding {
        DomainFinding(
            subject,
            key: key,
            expected: "a number that a cluster can have",
            found: found,
            because: "it is out of every range"
        )
    }
}
