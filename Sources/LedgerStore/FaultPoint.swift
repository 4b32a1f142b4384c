/// The steps of a commit, in order: a test stops at one and looks at what a crash there leaves behind.
public enum FaultPoint: String, Hashable, Sendable, CaseIterable {
    /// The block's rows are in the transaction, which is not committed.
    case inserted

    /// The block is durable; the head still names the one before.
    case committed

    /// The head names the block; nobody has been told.
    case headWritten = "head-written"

    /// The state has the block's updates.
    case applied

    /// The pages of a write-ahead log are sealed and still in the log.
    case sealed

    /// The pages are in the database; the seals do not say so yet.
    case checkpointed
}

/// Called at every step of a commit; whatever it throws stops the store there.
public typealias FaultHook = @Sendable (FaultPoint) throws -> Void
