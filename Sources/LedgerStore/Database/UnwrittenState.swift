import Ledger
import Synchronization

/// The updates of the last blocks that the state's file does not have yet: many blocks are written at once, since what
/// costs is the commit and the pages, of which the blocks change the same ones. Keys that are hashes, as coins have
/// them, lie all over the file: then a change costs a page, unless many are written together.
///
/// A crash loses nothing by it: the chain has the blocks, and the next start applies them again.
final class UnwrittenState: Sendable {
    private struct Contents {
        /// How far the state has come with the updates; `nil` if there are none.
        var savepoint: StateDatabase.Savepoint?
        /// The updates of all blocks.
        var updates = StateUpdates()
        /// How many blocks and transactions they are of: the next start has to apply as many again after a crash.
        var blocks = 0
        var transactions = 0
    }

    private let contents = Mutex(Contents())
    private let blockLimit: Int
    private let transactionLimit = 16_384

    /// Creates a buffer of that many blocks.
    init(blockLimit: Int) {
        self.blockLimit = blockLimit
    }

    /// Takes a block over, once.
    ///
    /// - Returns: Whether it is time to write.
    func take(_ block: BlockDraft) -> Bool {
        contents.withLock { contents in
            if contents.savepoint.map({ $0.height < block.tip.height }) ?? true {
                contents.savepoint = StateDatabase.Savepoint(height: block.tip.height, hash: block.tip.hash)
                contents.updates.merge(block.updates)
                contents.blocks += 1
                contents.transactions += block.transactions.count
            }
            return contents.blocks >= blockLimit || contents.transactions >= transactionLimit
        }
    }

    /// Has the updates written; what is read meanwhile still comes from here.
    func write(
        _ write: (StateUpdates, StateDatabase.Savepoint) throws(ChainError) -> Void
    ) throws(ChainError) {
        let (updates, savepoint) = contents.withLock { ($0.updates, $0.savepoint) }
        guard let savepoint else { return }
        try write(updates, savepoint)
        contents.withLock { $0 = Contents() }
    }

    /// What becomes of a key; `nil` if the file knows.
    func update(of key: QualifiedKey) -> StateUpdates.Update? {
        contents.withLock { $0.updates.entries[key] }
    }

    /// Lays the updates over a range as the file has it. The file is read within, so that both are of one moment.
    func values(
        from: QualifiedKey,
        to: QualifiedKey,
        below: () throws(StateError) -> [StateEntry]
    ) throws(StateError) -> [StateEntry] {
        let result: Result<[StateEntry], StateError> = contents.withLock { contents in
            Result { () throws(StateError) in
                let found = Range(entries: try below())
                return try StateOverlay(found, updates: contents.updates).values(from: from, to: to)
            }
        }
        return try result.get()
    }

    /// A range that has been read.
    private struct Range: StateView {
        let entries: [StateEntry]

        func value(of key: QualifiedKey) throws(StateError) -> VersionedValue? {
            entries.first { $0.key == key }?.value
        }

        func values(from: QualifiedKey, to: QualifiedKey) throws(StateError) -> [StateEntry] { entries }
    }
}
