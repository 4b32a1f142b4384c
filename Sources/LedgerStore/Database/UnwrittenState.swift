import Ledger
import Synchronization

/// The updates of the last blocks that the state's file does not have yet: many blocks are written at once, since what
/// costs is the commit and the pages, of which the blocks change the same ones. Keys that are hashes, as coins have
/// them, lie all over the file: then a change costs a page, unless many are written together.
///
/// While they are written, the next blocks' updates are taken already; whoever reads finds both.
///
/// A crash loses nothing by it: the chain has the blocks, and the next start applies them again.
final class UnwrittenState: Sendable {
    /// The updates of blocks in a row.
    private struct Layer {
        /// How far the state has come with the updates; `nil` if there are none.
        var savepoint: StateDatabase.Savepoint?
        /// The updates of all blocks.
        var updates = StateUpdates()
        /// How many blocks and transactions they are of: the next start has to apply as many again after a crash.
        var blocks = 0
        var transactions = 0

        mutating func take(_ block: BlockDraft) {
            savepoint = StateDatabase.Savepoint(height: block.tip.height, hash: block.tip.hash)
            updates.merge(block.updates)
            blocks += 1
            transactions += block.transactions.count
        }
    }

    private struct Contents {
        /// What is being written, or was to be and could not.
        var writing: Layer?
        /// What has come since.
        var latest = Layer()
        /// How often a writing has begun.
        var writings = 0

        var savepoint: StateDatabase.Savepoint? { latest.savepoint ?? writing?.savepoint }
    }

    private let contents = Mutex(Contents())
    private let blockLimit: Int
    private let transactionLimit = 16_384

    /// How many times what is written at once may wait to be.
    private static let patience = 4

    /// Creates a buffer of that many blocks.
    init(blockLimit: Int) {
        self.blockLimit = blockLimit
    }

    /// Takes a block over, once.
    func take(_ block: BlockDraft) {
        contents.withLock { contents in
            guard contents.savepoint.map({ $0.height < block.tip.height }) ?? true else { return }
            contents.latest.take(block)
        }
    }

    /// Whether it is time to write.
    var isDue: Bool {
        contents.withLock { contents in
            contents.writing != nil || contents.latest.blocks >= blockLimit
                || contents.latest.transactions >= transactionLimit
        }
    }

    /// Whether so much has come while there was no writing, or while it took its time, that whoever brings more has to
    /// wait: a start after a crash applies all of it, and until then it is in memory.
    var isOverdue: Bool {
        contents.withLock { contents in
            contents.latest.blocks >= Self.patience * blockLimit
                || contents.latest.transactions >= Self.patience * transactionLimit
        }
    }

    /// Has the updates written, from one thread at a time; what is read meanwhile still comes from here.
    ///
    /// - Returns: Whether there was something to write.
    func write(
        _ write: (StateUpdates, StateDatabase.Savepoint) throws(ChainError) -> Void
    ) throws(ChainError) -> Bool {
        let layer = contents.withLock { contents in
            if contents.writing == nil {
                contents.writing = contents.latest
                contents.latest = Layer()
                contents.writings += 1
            }
            return contents.writing
        }
        if let layer, let savepoint = layer.savepoint { try write(layer.updates, savepoint) }
        contents.withLock { $0.writing = nil }
        return layer?.savepoint != nil
    }

    /// What becomes of a key; `nil` if the file knows.
    func update(of key: QualifiedKey) -> StateUpdates.Update? {
        contents.withLock { $0.latest.updates.entries[key] ?? $0.writing?.updates.entries[key] }
    }

    /// Lays the updates over a range as the file has it.
    ///
    /// Whoever brings updates does not wait for the file to be read, which may be busy with being written. What has
    /// been taken out of here lies over it, whether or not the file has come to have it meanwhile; if it has come to
    /// have more than that, it is read again.
    func values(
        from: QualifiedKey,
        to: QualifiedKey,
        below: () throws(StateError) -> [StateEntry]
    ) throws(StateError) -> [StateEntry] {
        while true {
            let taken = contents.withLock { $0 }
            let found = Range(entries: try below())
            guard contents.withLock({ $0.writings == taken.writings }) else { continue }
            let written = StateOverlay(found, updates: taken.writing?.updates ?? StateUpdates())
            return try StateOverlay(written, updates: taken.latest.updates).values(from: from, to: to)
        }
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
