/// A chain made again block by block, with the state that follows from it.
///
/// It takes the codes of the transactions as they are stored; an audit judges them again with ``Channel`` and
/// ``StateValidator`` on ``state`` before it goes on to the next block.
public struct LedgerReplay: Sendable {
    /// Where the chain ends so far.
    public private(set) var tip = ChainTip.origin

    /// The state after the last block so far.
    public private(set) var state = WorldState()

    /// Begins before the genesis block.
    public init() {}

    /// Begins behind a block, on the state that it left.
    public init(tip: ChainTip, state: WorldState) {
        self.tip = tip
        self.state = state
    }

    /// Reads the next block, compares everything that is stored about it with what follows from its transactions, and
    /// applies its updates.
    ///
    /// - Throws: ``ReplayError`` for the first difference; then the block is not applied.
    @discardableResult
    public mutating func apply(_ block: StoredBlock) throws(ReplayError) -> ReplayedBlock {
        let replayed = try tip.replay(block)
        apply(replayed)
        return replayed
    }

    /// Applies a block that has been read with ``ChainTip/replay(_:)`` and found right.
    ///
    /// - Precondition: It is the next block.
    public mutating func apply(_ block: ReplayedBlock) {
        precondition(block.header.number == tip.height, "block \(block.header.number) is not the next one")
        state.apply(block.updates)
        tip = block.tip
    }
}
