import Cryptography
import GRDB
import Ledger

/// Brings a state up to its chain: what a crash has taken away of it is applied again; a state that is damaged, of
/// another chain or ahead of this one is made anew.
enum StateRecovery {
    /// Opens the state of a ledger, as of the chain's end.
    ///
    /// - Returns: The state, and what was found wrong with the one that was there.
    static func open(
        _ files: LedgerFiles,
        chain: SealedDatabase,
        tip: ChainTip,
        progress: (Int, Int) -> Void = { _, _ in }
    ) throws(ChainError) -> (state: SealedDatabase, mended: String?) {
        let altered = try alteredPage(files)
        if altered == nil, let state = try openUsable(files, chain: chain) {
            try replay(chain, upTo: tip.height, into: state, progress)
            return (state, nil)
        }
        let wasThere = File.exists(files.state)
        try discard(files)
        let state = try SealedDatabase(files.state, seals: files.stateSeals, durability: .normal)
        try state.write(StateDatabase.createSchema)
        try replay(chain, upTo: tip.height, into: state, progress)
        try state.checkpoint()
        let problem = altered?.description ?? "state.db: is not the state of this chain, or cannot be read"
        return (state, wasThere ? "\(problem); the state has been made again from the chain" : nil)
    }

    /// The first page of the state that is not what was written. What is read from it is endorsed, and nobody looks at
    /// it again before an audit does; it is small, so all of it is looked at.
    private static func alteredPage(_ files: LedgerFiles) throws(ChainError) -> IntegrityFinding? {
        guard File.exists(files.state), File.exists(files.stateSeals) else { return nil }
        var pages = PageVerification(database: "state.db", seals: "state.pages", in: files)
        return try pages.run().first { $0.file == "state.db" }
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
        if try state.read(StateDatabase.savepoint) == nil { try begin(state, from: chain) }
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

    /// Fills a state without blocks with that of the snapshot from which the chain began, if it did.
    private static func begin(_ state: SealedDatabase, from chain: SealedDatabase) throws(ChainError) {
        guard let origin = try chain.read(ChainDatabase.origin),
            let last = try chain.read({ try ChainDatabase.block(origin.block, in: $0) })
        else { return }
        let entries = try chain.read(ChainDatabase.snapshotState)
        let savepoint = StateDatabase.Savepoint(height: origin.block + 1, hash: BlockHeader.hash(of: last.header))
        try state.write { try StateDatabase.begin(with: entries, savepoint: savepoint, in: $0) }
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
