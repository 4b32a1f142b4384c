public import Allocation
import AllocationContract
public import Cryptography
public import Ledger
public import Units

/// A member's bill of a period as it is handed out with proofs: the figures, which follow from the transactions that
/// are proven with it.
public struct ProvenBill: Hashable, Sendable {
    /// The member.
    public let member: BuildingID

    /// When the period was opened.
    public let openedAt: Instant

    /// When it was closed; `nil` while it is open.
    public let closedAt: Instant?

    /// The currency.
    public let currency: String

    /// The energies.
    public let account: EnergyAccount

    /// What they cost, in 10⁻⁶ of the currency; `nil` while the period is open.
    public let costMicros: Int64?

    init(
        member: BuildingID,
        openedAt: Instant,
        closedAt: Instant?,
        currency: String,
        account: EnergyAccount,
        costMicros: Int64?
    ) {
        self.member = member
        self.openedAt = openedAt
        self.closedAt = closedAt
        self.currency = currency
        self.account = account
        self.costMicros = costMicros
    }

    /// The bill of a member for a period; `nil` if the period's terms do not name the member.
    public init?(of member: BuildingID, in period: PeriodBills) {
        guard let bill = period.members.first(where: { $0.building == member }) else { return nil }
        self.init(
            member: member,
            openedAt: period.openedAt,
            closedAt: period.closedAt,
            currency: period.terms.currency,
            account: bill.account,
            costMicros: bill.costMicros
        )
    }

    /// The bill that follows from transactions of one period, the opening first.
    ///
    /// - Throws: ``ProvenBillError``, if they make no bill of the member's.
    public init(of member: BuildingID, from transactions: [(leaf: Leaf, envelope: Envelope)]) throws(ProvenBillError) {
        try Self.checkOrder(transactions)
        var book = BillBook()
        for (leaf, envelope) in transactions {
            do {
                // The block of a transaction is no part of its leaf; lines are not looked at.
                try book.take(envelope, at: Version(block: leaf.number, transaction: 0), number: leaf.number)
            } catch {
                throw .unreadable(leaf.number, "\(error)")
            }
        }
        guard let period = book.periods.first, book.periods.count == 1 else { throw .periods(book.periods.count) }
        for (leaf, envelope) in transactions where !Self.isOf(period, envelope) { throw .otherPeriod(leaf.number) }
        guard let bill = ProvenBill(of: member, in: period) else { throw .noMember(member) }
        self = bill
    }

    /// Confirms that transactions are the contract's and valid, in the ledger's order, each once.
    static func checkOrder(_ transactions: [(leaf: Leaf, envelope: Envelope)]) throws(ProvenBillError) {
        var last = -1
        for (leaf, envelope) in transactions {
            guard leaf.number > last else { throw .disordered }
            last = leaf.number
            guard leaf.code == .valid, envelope.proposal.chaincode == AllocationContract.name else {
                throw .foreign(leaf.number)
            }
        }
    }

    /// Whether a transaction is of a period, which the cluster's record names by its opening.
    private static func isOf(_ period: PeriodBills, _ envelope: Envelope) -> Bool {
        envelope.result.writes.contains { write in
            guard case .cluster(_, let openedAt, _)? = try? RecordedWrite(write) else { return false }
            return openedAt == period.openedAt
        }
    }

    /// The bill as a line of text: member, opened, closed, currency, three energies in mJ, cost; `-` where there is
    /// none.
    public var text: String {
        [
            member.text, "\(openedAt.milliseconds)", closedAt.map { "\($0.milliseconds)" } ?? "-", currency,
            "\(account.gridContract.millijoules)", "\(account.battery.millijoules)",
            "\(account.gridPremium.millijoules)", costMicros.map { "\($0)" } ?? "-",
        ].joined(separator: " ")
    }
}

extension MemberBill {
    /// Whether a transaction has anything to do with the bill of the member at this index of the period's terms: it
    /// opens or closes the period, or writes the member's record.
    public static func isTouched(_ index: Int, by transaction: Envelope) -> Bool {
        let function = transaction.proposal.function
        if function == "openPeriod" || function == AllocationCall.closePeriod.function { return true }
        let key = RecordedWrite.key(ofBuilding: index)
        return transaction.result.writes.contains { $0.key == key }
    }
}

/// Why transactions make no bill.
public enum ProvenBillError: Error, Hashable, Sendable {
    /// They do not stand in the order of their leaves, each once.
    case disordered

    /// One is not a valid transaction of the allocation contract.
    case foreign(Int)

    /// One cannot be read.
    case unreadable(Int, String)

    /// One is of another period than was opened.
    case otherPeriod(Int)

    /// They open no period, or several.
    case periods(Int)

    /// The period's terms do not name the member.
    case noMember(BuildingID)

    /// The last one does not close the period, which a bill of hashes needs.
    case stillOpen

    /// A value that is shown does not have the hash that it is said to have.
    case otherValue(Digest)

    /// A transaction does not write a key that a bill needs.
    case notWritten(Int, String)

    /// The value behind the hash that a transaction wrote to a key is not shown.
    case notShown(Int, String)
}

extension ProvenBillError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .disordered: "the transactions do not stand in the ledger's order"
        case .foreign(let number): "transaction \(number) is no valid transaction of the allocation contract"
        case .unreadable(let number, let reason): "transaction \(number) cannot be read: \(reason)"
        case .otherPeriod(let number): "transaction \(number) is of another period"
        case .periods(let count): "the transactions open \(count) periods, and a bill is of one"
        case .noMember(let member): "the period's terms name no member '\(member)'"
        case .stillOpen: "the transactions do not end with the one that closes the period"
        case .otherValue(let hash): "a value that is shown does not have its hash, \(hash.hex)"
        case .notWritten(let number, let key): "transaction \(number) does not write '\(key)'"
        case .notShown(let number, let key): "the value of '\(key)' in transaction \(number) is not shown"
        }
    }
}
