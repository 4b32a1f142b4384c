public import Allocation
public import Ledger
public import Units

/// A period of a ledger: what its members were billed, and what they would have been under other policies.
public struct PeriodComparison: Hashable, Sendable {
    /// Its number in the ledger, from 1 on.
    public let number: Int

    /// The terms, with the policy that was in force.
    public let terms: PeriodTerms

    /// When it was opened.
    public let openedAt: Instant

    /// When it was closed; the time of the last transaction if it is still open.
    public internal(set) var endedAt: Instant

    /// The bills that the ledger has; `nil` for a period that is still open.
    public internal(set) var bills: [MemberStatement]?

    /// What the recorded demand comes to under the policy that was in force.
    public internal(set) var replayed: [MemberStatement] = []

    /// What it comes to under each of the other policies.
    public internal(set) var alternatives: [[MemberStatement]] = []

    /// Whether the bills follow from the recorded demand, to the millijoule.
    public var isExplained: Bool { bills == nil || bills == replayed }
}

/// Plays a ledger's recorded demand under several policies at once, block by block, in constant memory but for the
/// periods' results.
public struct LedgerComparison: Sendable {
    private var own = DemandReplay(under: nil)
    private var others: [DemandReplay]
    private var open: PeriodComparison?
    private var closed: [PeriodComparison] = []
    private let reader: PrivateReader

    /// Begins before the first block.
    ///
    /// - Parameters:
    ///   - policies: The rules that the periods are played again under.
    ///   - reader: Opens what is private.
    public init(policies: [AllocationPolicy], opening reader: PrivateReader = .plain) {
        self.reader = reader
        others = policies.map { DemandReplay(under: $0) }
    }

    /// Plays the next block.
    ///
    /// - Throws: ``RecordError`` for a transaction that cannot be read, or that a policy cannot bear.
    public mutating func take(_ block: StoredBlock) throws(RecordError) {
        for call in try block.allocationCalls(opening: reader) { try take(call) }
    }

    /// Plays the next call.
    ///
    /// - Throws: ``RecordError``, as ``take(_:)-swift.method``.
    public mutating func take(_ record: RecordedCall) throws(RecordError) {
        do {
            if case .openPeriod(let terms, _) = record.call {
                open = PeriodComparison(
                    number: closed.count + 1,
                    terms: terms,
                    openedAt: record.instant,
                    endedAt: record.instant
                )
            }
            if case .battery = record.call { try takeReading(record) } else { try takeEvent(record) }
            guard case .closePeriod = record.call, var period = open else { return }
            period.bills = try AllocationResponse(encoded: record.response).statements
            try settle(&period)
            closed.append(period)
            open = nil
        } catch {
            throw RecordError(place: record.place, problem: "it cannot be played again: \(error)")
        }
    }

    private mutating func takeEvent(_ record: RecordedCall) throws(ChaincodeError) {
        try own.take(record.call, at: record.instant)
        for index in others.indices { try others[index].take(record.call, at: record.instant) }
    }

    private mutating func takeReading(_ record: RecordedCall) throws(ChaincodeError) {
        try own.pass(to: record.instant)
        let reckoned = own.charge ?? .zero
        try own.take(record.call, at: record.instant)
        let difference = (own.charge ?? .zero) - reckoned
        for index in others.indices { try others[index].correctBattery(by: difference, at: record.instant) }
    }

    /// The periods so far; one that is still open ends with the last transaction.
    ///
    /// - Throws: `ChaincodeError` where an amount no longer fits.
    public func periods() throws(ChaincodeError) -> [PeriodComparison] {
        guard var period = open else { return closed }
        try settle(&period)
        return closed + [period]
    }

    private func settle(_ period: inout PeriodComparison) throws(ChaincodeError) {
        period.endedAt = own.now ?? period.openedAt
        period.replayed = try own.statements()
        var alternatives: [[MemberStatement]] = []
        for other in others { alternatives.append(try other.statements()) }
        period.alternatives = alternatives
    }
}
