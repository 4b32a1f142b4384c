import Cryptography
import GRDB
import Ledger

/// Brings a state up to its chain: what a crash has taken away of it is applied again; a state that is damaged, of
/// another chain or ahead of this one is made anew.
enum StateRecovery {
    /// Opens the state of a ledger, as of the chain's end.
    static func open(
        _ files: LedgerFiles,
        chain: SealedDatabase,
        tip: ChainTip,
        progress: (Int, Int) -> Void = { _, _ in }
    ) throws(ChainError) -> SealedDatabase {
        if let state = try openUsable(files, chain: chain) {
            try replay(chain, upTo: tip.height, into: state, progress)
            return state
        }
        try discard(files)
        let state = try SealedDatabase(files.state, seals: files.stateSeals, durability: .normal)
        try state.write(StateDatabase.createSchema)
        try replay(chain, upTo: tip.height, into: state, progress)
        try state.checkpoint()
        return state
    }

    /// Removes the state of a ledger.
    static func discard(_ files: LedgerFiles) throws(ChainError) {
        try LedgerCreation.remove([files.state, files.state + "-wal", files.stateSeals])
    }

    /// The state as it is there, if it is whole and of this chain.
    private static func openUsable(_ files: LedgerFiles, chain: SealedDatabase) throws(ChainError) -> SealedDatabase? {
        guard File.exists(files.state) else { return nil }
        do {
            let state = try SealedDatabase(files.state, seals: files.stateSeals, durability: .normal)
            guard try state.read(StateDatabase.isUsable) else { return nil }
            if let savepoint = try state.read(StateDatabase.savepoint) {
                guard try isOf(chain, savepoint) else { return nil }
            }
            try state.settle()
            return state
        } catch {
            // Whatever is wrong with it, the chain has all of it. A device that is full or gone is another matter.
            guard error.kind == .damaged || error.kind == .unsuitable else { throw error }
            return nil
        }
    }

    private static func isOf(_ chain: SealedDatabase, _ savepoint: StateDatabase.Savepoint) throws(ChainError) -> Bool {
        guard savepoint.height > 0 else { return true }
        let block = try chain.read { try ChainDatabase.block(savepoint.height - 1, in: $0) }
        return block.map { BlockHeader.hash(of: $0.header) } == savepoint.hash
    }

    private static func replay(
        _ chain: SealedDatabase,
        upTo height: Int,
        into state: SealedDatabase,
        _ progress: (Int, Int) -> Void
    ) throws(ChainError) {
        var next = try state.read(StateDatabase.savepoint)?.height ?? 0
        var commitHash = CommitHash.initial
        if next > 0, let last = try chain.read({ try ChainDatabase.block(next - 1, in: $0) }) {
            commitHash = try reporting(chain.path) { try BlockHeader(encoded: last.header) }.commitHash
        }
        while next < height {
            guard let block = try chain.read({ try ChainDatabase.block(next, in: $0) }) else {
                throw ChainDatabase.damage("block \(next) is missing")
            }
            let (updates, reached) = try updates(of: block, after: commitHash)
            let savepoint = StateDatabase.Savepoint(height: next + 1, hash: BlockHeader.hash(of: block.header))
            try state.write { try StateDatabase.apply(updates, savepoint: savepoint, to: $0) }
            commitHash = reached
            next += 1
            if next.isMultiple(of: 1_024) {
                progress(next, height)
                // The log of a long replay is moved on the way, so that it does not outgrow the state.
                try state.checkpoint()
            }
        }
    }

    private static func updates(
        of block: StoredBlock,
        after commitHash: CommitHash
    ) throws(ChainError) -> (StateUpdates, CommitHash) {
        do {
            return try block.stateUpdates(after: commitHash)
        } catch {
            throw ChainDatabase.damage(error.description)
        }
    }
}
