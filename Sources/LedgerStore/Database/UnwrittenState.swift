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
        var blocks: [Block] = []
        /// The updates of all of them.
        var updates = StateUpdates()
        /// How many changes there are to write.
        var changes = 0
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
            if contents.blocks.last.map({ $0.savepoint.height < block.savepoint.height }) ?? true {
                contents.blocks.append(block)
                contents.updates.merge(block.updates)
                contents.changes += block.updates.entries.count
            }
            return contents.blocks.count >= blockLimit || contents.changes >= changeLimit
        }
    }

    /// Has the blocks written; what is read meanwhile still comes from here.
    func write(_ write: ([Block]) throws(ChainError) -> Void) throws(ChainError) {
        let blocks = contents.withLock { $0.blocks }
        guard !blocks.isEmpty else { return }
        try write(blocks)
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
