import Ledger

/// The transactions of a batch whose endorsements are there, up to the first one that was not endorsed.
struct EndorsedBatch: Sendable {
    /// The transactions with their endorsements.
    let transactions: [(ordered: OrderedTransaction, endorsements: [Endorsement])]

    /// The first one that was not endorsed, and why.
    let refused: (transaction: OrderedTransaction, failure: PeerFailure)?

    /// Waits for the endorsements of a batch.
    init(waitingFor batch: OrderedBatch<OrderedTransaction>) {
        var transactions: [(OrderedTransaction, [Endorsement])] = []
        transactions.reserveCapacity(batch.messages.count)
        for message in batch.messages {
            do {
                transactions.append((message, try message.endorsements()))
            } catch {
                self.transactions = transactions
                refused = (message, error)
                return
            }
        }
        self.transactions = transactions
        refused = nil
    }

    /// Whether a block has everything that stands before the refused transaction: then it is refused. Else it was
    /// executed on a state that will not be, like all that follows, and is executed again.
    func isReached(by block: SealedBlock?) -> Bool {
        block?.draft.transactions.count ?? 0 == transactions.count
    }
}
