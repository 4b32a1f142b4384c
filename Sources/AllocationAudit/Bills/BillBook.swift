public import Allocation
public import AllocationContract
public import Cryptography
public import Ledger
public import Units

/// The bills of a ledger, each taken apart into the transactions that it is made of.
///
/// It adds up what is recorded; whether that is right is for an audit at level 5, which does not believe it.
public struct BillBook: Sendable {
    /// The periods, in order.
    public private(set) var periods: [PeriodBills] = []

    /// Creates an empty book.
    public init() {}

    /// Takes a valid transaction of the allocation contract.
    ///
    /// - Parameters:
    ///   - envelope: The transaction.
    ///   - place: Its block, and its position there.
    ///   - number: Its place in the ledger, which is its leaf's.
    /// - Throws: `ContractFormatError`, if it cannot be read.
    public mutating func take(_ envelope: Envelope, at place: Version, number: Int) throws(ContractFormatError) {
        var records: [(Int, BuildingRecord)] = []
        var opened: PeriodTerms?
        for write in envelope.result.writes {
            switch try RecordedWrite(write) {
            case .building(let index, let record?): records.append((index, record))
            case .terms(let terms): opened = terms
            case .building, .request, .cluster: break
            }
        }
        let (proposal, source) = (
            envelope.proposal, BillLine.Source(number: number, place: place, txid: envelope.txid)
        )
        if proposal.function == "openPeriod", let opened {
            periods.append(PeriodBills(number: periods.count + 1, terms: opened, openedAt: proposal.timestamp))
        }
        guard !periods.isEmpty else { return }
        let last = periods.count - 1
        let line = BillLine(source: source, time: proposal.timestamp, function: proposal.function, added: .zero)
        for (index, record) in records {
            periods[last].add(record.account, to: index, by: line)
            periods[last].take(record.meter, of: index)
        }
        guard proposal.function == AllocationCall.closePeriod.function else { return }
        let answer = try AllocationResponse(encoded: envelope.result.response)
        for (index, statement) in answer.statements.enumerated() {
            periods[last].add(statement.account, to: index, by: line)
            if periods[last].members.indices.contains(index) {
                periods[last].members[index].costMicros = statement.costMicros
            }
        }
        periods[last].closedAt = proposal.timestamp
    }
}

/// The bills of one period.
public struct PeriodBills: Sendable {
    /// The number of the period in the ledger, from 1.
    public let number: Int

    /// Its terms.
    public let terms: PeriodTerms

    /// When it was opened.
    public let openedAt: Instant

    /// When it was closed; `nil` while it is open.
    public internal(set) var closedAt: Instant?

    /// A bill a member, ascending.
    public internal(set) var members: [MemberBill]

    /// What the grid gives to put back what all members have drawn from the battery so far; on nobody's bill.
    public var recharging: EnergyAccount {
        terms.cluster.recharging(after: members.reduce(.zero) { $0 + $1.account.battery })
    }

    init(number: Int, terms: PeriodTerms, openedAt: Instant) {
        self.number = number
        self.terms = terms
        self.openedAt = openedAt
        members = terms.cluster.buildings.map { MemberBill(building: $0.id) }
    }

    mutating func take(_ meter: MeterRecord, of index: Int) {
        guard members.indices.contains(index) else { return }
        members[index].estimated = meter.estimated
        members[index].breach = meter.breach
    }

    mutating func add(_ account: EnergyAccount, to index: Int, by line: BillLine) {
        guard members.indices.contains(index) else { return }
        let before = members[index].account
        members[index].account = account
        var line = line
        line.added = EnergyAccount(
            gridContract: account.gridContract - before.gridContract,
            battery: account.battery - before.battery,
            gridPremium: account.gridPremium - before.gridPremium
        )
        guard line.added != .zero else { return }
        if let last = members[index].lines.last, last.source == line.source {
            line.added = line.added + last.added
            members[index].lines.removeLast()
        }
        members[index].lines.append(line)
    }
}

/// What a member has to pay for a period.
public struct MemberBill: Sendable {
    /// The member.
    public let building: BuildingID

    /// Its energies: the sum of the lines.
    public internal(set) var account = EnergyAccount.zero

    /// What of the energies nobody stated at the time.
    public internal(set) var estimated = Energy.zero

    /// What of them a meter showed beyond what was stated.
    public internal(set) var breach = Energy.zero

    /// What closing the period stated that they cost, in 10⁻⁶ of the currency; `nil` while it is open.
    public internal(set) var costMicros: Int64?

    /// What it is made of.
    public internal(set) var lines: [BillLine] = []
}

/// A part of a bill: what a transaction added.
public struct BillLine: Sendable {
    /// Where a line stands in the ledger, so that it can be proven.
    public struct Source: Hashable, Sendable {
        /// The number of the leaf.
        public let number: Int

        /// The block, and the place there.
        public let place: Version

        /// The identifier.
        public let txid: Digest
    }

    /// The transaction.
    public let source: Source

    /// When it was proposed.
    public let time: Instant

    /// Its name.
    public let function: String

    /// The energies since the line before.
    public internal(set) var added: EnergyAccount
}
