/// The steps of a transaction's way into the ledger, in order: a test stops the process, or looks at the files, at any
/// of them.
public enum FaultPoint: String, Hashable, Sendable, CaseIterable {
    /// The proposal has been executed; nothing of it is recorded.
    case executed

    /// The transaction has its place; its block is not cut.
    case ordered

    /// The result is endorsed by the peer itself.
    case endorsed

    /// The block's transactions have their codes.
    case validated

    /// The orderer has signed the block.
    case signed

    /// The block's rows are in the transaction of the chain's database, which is not committed.
    case inserted

    /// The block is durable; the head still names the one before.
    case committed

    /// The head names the block; nobody has been told.
    case headWritten = "head-written"

    /// The callers have been told; the state does not have the block's updates.
    case acknowledged

    /// The state has the block's updates.
    case applied

    /// The pages of a write-ahead log are sealed and still in the log.
    case pagesSealed = "pages-sealed"

    /// The pages are in the database; the seals do not say so yet.
    case pagesMoved = "pages-moved"
}

/// Called at every step; whatever it throws stops the commit there.
public typealias FaultHook = @Sendable (FaultPoint) throws -> Void
