import Ledger
import Synchronization

/// The updates of the last blocks that the state's file does not have yet: many blocks are written at once, since what
/// costs is the commit and the pages, of which neighbouring blocks change the same ones.
///
/// A crash loses nothing by it: the chain has the blocks, and the next start applies them again.
final class UnwrittenState: Sendable {
    /// A block's updates, and how far the state has come with them.
    struct Block {
        let updates: StateUpdates
        let savepoint: StateDatabase.Savepoint
    }

    private struct Contents {
        /// How many blocks wait, and how far the state has come with the last of them.
        var blocks = 0
        var savepoint: StateDatabase.Savepoint?
        /// What becomes of each key with all of them: a key that many blocks change is written once.
        var updates = StateUpdates()
    }

    private let contents = Mutex(Contents())
    private let blockLimit: Int
    private let changeLimit = 4_096

    /// Creates a buffer of that many blocks.
    init(blockLimit: Int) {
        self.blockLimit = blockLimit
    }

    /// Takes a block over, once.
    ///
    /// - Returns: Whether it is time to write.
    func take(_ block: Block) -> Bool {
        contents.withLock { contents in
            if contents.savepoint.map({ $0.height < block.savepoint.height }) ?? true {
                contents.blocks += 1
                contents.savepoint = block.savepoint
                contents.updates.merge(block.updates)
            }
            return contents.blocks >= blockLimit || contents.updates.entries.count >= changeLimit
        }
    }

    /// Has the updates of all blocks written, as one; what is read meanwhile still comes from here.
    func write(_ write: (Block) throws(ChainError) -> Void) throws(ChainError) {
        let (updates, savepoint) = contents.withLock { ($0.updates, $0.savepoint) }
        guard let savepoint else { return }
        try write(Block(updates: updates, savepoint: savepoint))
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
