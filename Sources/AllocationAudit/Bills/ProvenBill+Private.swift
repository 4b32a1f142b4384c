public import Allocation
import AllocationContract
public import Cryptography
public import Ledger
import Units

/// A bill of a ledger that has hashes in place of power values.
///
/// The answer of the closing transaction states everybody's bill and is not shown. The bill follows from what the
/// closing transaction wrote instead: the member's record, which has the energies, and the terms, which have the
/// prices. Both are shown with their salts, and so are the member's records along the period.
extension ProvenBill {
    /// The bill that follows from transactions of one closed period, the opening first and the closing last, of which
    /// the ledger has hashes and a member's values are shown.
    ///
    /// What is not shown, and so not verified, is the cluster's record, which says when a transaction's period was
    /// opened: the opening is one before the closing, under the same terms.
    ///
    /// - Parameters:
    ///   - member: The member.
    ///   - transactions: The transactions, as the ledger has them.
    ///   - values: The values, each with the hash that it is said to have.
    /// - Throws: ``ProvenBillError``, if they make no bill of the member's.
    public init(
        of member: BuildingID,
        from transactions: [(leaf: Leaf, envelope: Envelope)],
        showing values: [KeptPrivateValue]
    ) throws(ProvenBillError) {
        try Self.checkOrder(transactions)
        let shown = try ShownHashes(values)
        guard let first = transactions.first, let last = transactions.last,
            transactions.map(\.envelope).filter(\.opensPeriod).count == 1, first.envelope.opensPeriod
        else { throw .periods(transactions.count { $0.envelope.opensPeriod }) }
        guard transactions.map(\.envelope).filter(\.closesPeriod).count == 1, last.envelope.closesPeriod else {
            throw .stillOpen
        }
        let terms = try shown.terms(of: last)
        guard try shown.terms(of: first) == terms else { throw .otherPeriod(first.leaf.number) }
        guard let index = terms.cluster.buildings.firstIndex(where: { $0.id == member }) else {
            throw .noMember(member)
        }
        var account = EnergyAccount.zero
        for (leaf, envelope) in transactions {
            let next = try shown.account(of: index, after: (leaf, envelope))
            guard envelope.opensPeriod ? next == .zero : next.isAtLeast(account) else {
                throw .otherPeriod(leaf.number)
            }
            account = next
        }
        guard let cost = Int64(exactly: account.cost(at: terms.cluster.prices).micros) else {
            throw .unreadable(last.leaf.number, "the cost no longer fits")
        }
        self.init(
            member: member,
            openedAt: first.envelope.proposal.timestamp,
            closedAt: last.envelope.proposal.timestamp,
            currency: terms.currency,
            account: account,
            costMicros: cost
        )
    }

    /// The hashes of a transaction whose values have to be shown for the bill of the member at this index of the
    /// period's terms: of the member's record, and where the period is opened or closed, of its terms.
    public static func hashesToShow(of index: Int, in transaction: Envelope) -> [Digest] {
        let isEnd = transaction.opensPeriod || transaction.closesPeriod
        let keys = [RecordedWrite.key(ofBuilding: index)] + (isEnd ? [RecordedWrite.termsKey] : [])
        return keys.compactMap { key in transaction.value(of: key).flatMap { Digest($0) } }
    }
}

/// Values that are shown, by their hashes.
private struct ShownHashes {
    private var values: [Digest: [UInt8]] = [:]

    /// - Throws: ``ProvenBillError``, if one does not have the hash that it is said to have.
    init(_ values: [KeptPrivateValue]) throws(ProvenBillError) {
        for value in values {
            guard value.value.hash == value.hash else { throw .otherValue(value.hash) }
            self.values[value.hash] = value.value.value
        }
    }

    /// What stands behind the hash that a transaction wrote to a key.
    private func write(
        to key: StateKey,
        of transaction: (leaf: Leaf, envelope: Envelope)
    ) throws(ProvenBillError)
        -> RecordedWrite
    {
        let number = transaction.leaf.number
        guard let hash = transaction.envelope.value(of: key) else { throw .notWritten(number, "\(key)") }
        guard let value = Digest(hash).flatMap({ values[$0] }) else { throw .notShown(number, "\(key)") }
        do { return try RecordedWrite(KeyWrite(key: key, value: value)) } catch {
            throw .unreadable(number, "\(error)")
        }
    }

    func terms(of transaction: (leaf: Leaf, envelope: Envelope)) throws(ProvenBillError) -> PeriodTerms {
        guard case .terms(let terms) = try write(to: RecordedWrite.termsKey, of: transaction) else {
            throw .notWritten(transaction.leaf.number, "\(RecordedWrite.termsKey)")
        }
        return terms
    }

    func account(
        of index: Int,
        after transaction: (leaf: Leaf, envelope: Envelope)
    ) throws(ProvenBillError) -> EnergyAccount {
        let key = RecordedWrite.key(ofBuilding: index)
        guard case .building(_, let record?) = try write(to: key, of: transaction) else {
            throw .notWritten(transaction.leaf.number, "\(key)")
        }
        return record.account
    }
}

extension Envelope {
    fileprivate var opensPeriod: Bool { proposal.function == "openPeriod" }

    fileprivate var closesPeriod: Bool { proposal.function == AllocationCall.closePeriod.function }

    /// What the transaction wrote to a key in the end.
    fileprivate func value(of key: StateKey) -> [UInt8]? { result.writes.last { $0.key == key }?.value }
}

extension EnergyAccount {
    fileprivate func isAtLeast(_ earlier: EnergyAccount) -> Bool {
        gridContract >= earlier.gridContract && battery >= earlier.battery && gridPremium >= earlier.gridPremium
    }
}
