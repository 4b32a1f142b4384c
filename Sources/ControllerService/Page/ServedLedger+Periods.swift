import Allocation
import AllocationContract
import Ledger
import LedgerStore
import Monitor
import Units
import WebService

extension ServedLedger {
    /// So many blocks are read at most to find where a period begins or ends: between two of them there is hardly
    /// anything.
    private static let blockBudget = 300

    func periods(before: Instant?, limit: Int) async throws -> [RecordedPeriod] {
        var periods: [RecordedPeriod] = []
        var end = Version(block: try store.height(), transaction: 0)
        if let before {
            guard let opening = try opening(at: before) else { throw Self.isUnknown }
            end = opening.place
        }
        while periods.count < limit, let last = try lastCall(before: end), let first = try opening(at: last.openedAt) {
            periods.append(
                RecordedPeriod(
                    openedAt: last.openedAt,
                    closedAt: last.isOpen ? nil : last.time,
                    block: first.place.block,
                    policy: first.terms.policy.kind.rawValue,
                    currency: first.terms.currency,
                    buildings: first.terms.cluster.buildings.map(\.id)
                )
            )
            end = first.place
            await Task.yield()
        }
        return periods
    }

    static let isUnknown = BillRefusal("the ledger has no period that was opened then; GET /api/v1/periods lists them")

    /// What opened the period that was opened at a time: every call of a period names that time, and the ledger's times
    /// never go back.
    func opening(at instant: Instant) throws -> (place: Version, terms: PeriodTerms)? {
        let first = try firstBlock(from: instant)
        for number in first..<min(try store.height(), first + Self.blockBudget) {
            for call in try calls(of: number) where call.openedAt == instant {
                guard let terms = call.terms else { return nil }
                return (call.place, terms)
            }
        }
        return nil
    }

    /// The last call before a place, which tells of its period.
    func lastCall(before end: Version) throws -> RecordedPeriodCall? {
        for number in (max(0, end.block - Self.blockBudget)...end.block).reversed() {
            if let last = try calls(of: number).last(where: { $0.place < end }) { return last }
        }
        return nil
    }

    /// The first block that was cut at a time or after it; the height, if there is none.
    private func firstBlock(from instant: Instant) throws -> Int {
        var (low, high) = (0, try store.height())
        while low < high {
            let middle = (low + high) / 2
            if try time(of: middle) < instant { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The calls of the allocation contract in a block that are whole and valid; without those that are private and of
    /// which the values are not here any more.
    func calls(of number: Int) throws -> [RecordedPeriodCall] {
        guard let block = try store.block(number) else { return [] }
        return try block.transactions.enumerated().compactMap { index, stored in
            guard let transaction = try stored.replayed()?.whole, transaction.code == .valid else { return nil }
            let opened: ValidatedTransaction
            do throws(PrivateValueProblem) {
                opened = try reader.opened(transaction)
            } catch .missing {
                return nil
            }
            return try RecordedPeriodCall(
                opened,
                number: stored.number,
                at: Version(block: number, transaction: index)
            )
        }
    }
}

/// A call of the allocation contract as the ledger has it, with the period that it belongs to.
struct RecordedPeriodCall {
    let transaction: ValidatedTransaction
    /// The number of its leaf.
    let number: Int
    let place: Version
    let openedAt: Instant
    let isOpen: Bool
    /// The period's terms, where it opens one.
    let terms: PeriodTerms?

    /// - Returns: `nil` for transactions of other contracts, and for calls that change nothing.
    init?(_ transaction: ValidatedTransaction, number: Int, at place: Version) throws {
        guard transaction.envelope.proposal.chaincode == AllocationContract.name else { return nil }
        var period: (openedAt: Instant, isOpen: Bool)?
        var terms: PeriodTerms?
        for write in transaction.envelope.result.writes {
            switch try RecordedWrite(write) {
            case .cluster(_, let openedAt, let isOpen): period = (openedAt, isOpen)
            case .terms(let opened): terms = opened
            case .building, .request: break
            }
        }
        guard let period else { return nil }
        (self.transaction, self.number, self.place, self.terms) = (transaction, number, place, terms)
        (openedAt, isOpen) = period
    }

    var time: Instant { transaction.envelope.proposal.timestamp }
}
