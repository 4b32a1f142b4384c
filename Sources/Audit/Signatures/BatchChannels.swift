import Ledger

/// The channel that judges each block of a batch: a configuration holds for the blocks after the one that sets it.
///
/// The recorded codes are taken here. Whether the configuration in force allowed each of them is judged with its block,
/// and a divergence there is the one that is named, as the lower one.
struct BatchChannels: Sendable {
    private var channels: [Channel] = []

    /// The channel for the block after the batch.
    private(set) var next: Channel

    /// Follows the configurations over a batch.
    init(of batch: BlockBatch, from channel: Channel) {
        next = channel
        for block in batch.blocks {
            channels.append(next)
            // The genesis block's configuration is the one that this began with.
            if block.number > 0, block.draft.header.configurationBlock == block.number {
                next = next.after(block.draft.transactions.compactMap(\.whole))
            }
        }
    }

    /// The channel for a block, by its place in the batch.
    subscript(index: Int) -> Channel { channels[index] }
}
