import Ledger
import Units

/// A block that follows from its transactions.
struct AuditedBlock: Sendable {
    /// The block, made again. The signature of its seal has not been looked at.
    let draft: ReplayedBlock

    var seal: BlockSeal { draft.seal }
    var number: Int { draft.header.number }
    var time: Instant { draft.header.time }

    /// The place of a transaction of the block.
    func place(_ index: Int) -> Divergence.Place {
        .transaction(block: number, index: index, txid: draft.transactions[index].txid)
    }
}

/// Some blocks in a row.
struct BlockBatch: Sendable {
    /// The blocks, ascending.
    private(set) var blocks: [AuditedBlock] = []

    /// The number of their transactions.
    private(set) var transactions = 0

    mutating func append(_ block: AuditedBlock) {
        blocks.append(block)
        transactions += block.draft.transactions.count
    }
}
