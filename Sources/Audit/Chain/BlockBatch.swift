import Ledger
import Units

/// A block that follows from its transactions, and the configuration by which it is judged.
struct AuditedBlock: Sendable {
    /// The block, made again.
    let draft: BlockDraft

    /// The orderer's seal, of which the signature has not been looked at.
    let seal: BlockSeal

    var number: Int { draft.header.number }
    var time: Instant { draft.header.time }

    /// The place of a transaction of the block.
    func place(_ index: Int) -> Divergence.Place {
        .transaction(block: number, index: index, txid: draft.transactions[index].envelope.txid)
    }
}

/// Some blocks in a row that are judged by the same configuration.
struct BlockBatch: Sendable {
    /// The blocks, ascending.
    var blocks: [AuditedBlock] = []

    /// The configuration in force for them.
    let configuration: PlacedConfiguration

    /// What their last block puts into force, if it does.
    var configured: PlacedConfiguration?

    /// The number of their transactions.
    private(set) var transactions = 0

    init(configuration: PlacedConfiguration) {
        self.configuration = configuration
    }

    mutating func append(_ block: AuditedBlock) {
        blocks.append(block)
        transactions += block.draft.transactions.count
    }
}

/// A configuration and the transaction that put it into force.
struct PlacedConfiguration: Sendable {
    let configuration: ChannelConfiguration
    let place: Divergence.Place
}
