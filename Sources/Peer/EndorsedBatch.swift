import Ledger
import Units

/// The transactions of a batch whose endorsements are there, up to the first one that was not endorsed.
struct EndorsedBatch: Sendable {
    /// The transactions with their endorsements.
    let transactions: [(ordered: OrderedTransaction, endorsements: [Endorsement])]

    /// The first one that was not endorsed and those behind it that were not either, and why. So an endorser that hangs
    /// costs a batch one time limit, not each of its transactions one.
    let refused: [(transaction: OrderedTransaction, failure: PeerFailure)]

    /// The time of a block with the batch: the clock's, but behind no block and no call that is in it. A clock that is
    /// set back would else leave calls on the ledger that are later than its end, and whoever starts from the end's
    /// time would be refused for being late. What was endorsed elsewhere does not count: nobody here has looked at its
    /// time.
    func blockTime(clock: Instant, tip: Instant) -> Instant {
        transactions.reduce(max(clock, tip)) { time, transaction in
            guard case .executed(let proposal, _, _, _, _) = transaction.ordered.origin else { return time }
            return max(time, proposal.proposal.timestamp)
        }
    }

    /// Waits for the endorsements of a batch.
    init(waitingFor batch: OrderedBatch<OrderedTransaction>, as settings: PeerSettings) {
        var transactions: [(OrderedTransaction, [Endorsement])] = []
        transactions.reserveCapacity(batch.messages.count)
        var refused: [(OrderedTransaction, PeerFailure)] = []
        // The workers begin with the first.
        for message in batch.messages.reversed() { message.sign(as: settings) }
        for message in batch.messages {
            do {
                let endorsements = try message.endorsements()
                if refused.isEmpty { transactions.append((message, endorsements)) }
            } catch {
                refused.append((message, error))
            }
        }
        self.transactions = transactions
        self.refused = refused
    }

    /// Whether a block has everything that stands before the refused transactions: then they are refused. Else they
    /// were executed on a state that will not be, like all that follows, and are executed again.
    func isReached(by block: SealedBlock?) -> Bool {
        block?.draft.transactions.count ?? 0 == transactions.count
    }
}
