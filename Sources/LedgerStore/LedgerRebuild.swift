public import Ledger

/// The state of a ledger made anew from its chain (Fabric's `rebuild-dbs`).
public enum LedgerRebuild {
    /// Removes a ledger's state and makes it again; every commit hash on the way is compared with the header's.
    ///
    /// - Parameters:
    ///   - directory: The ledger's directory.
    ///   - progress: Called now and then with the blocks behind it and all blocks.
    /// - Returns: The number of blocks.
    /// - Throws: `ChainError`: `locked` while a process writes the ledger, `damaged` where a block does not give the
    ///   commit hash of its header; then the state stays away, and the next start tries again.
    public static func run(
        at directory: String,
        progress: (_ blocks: Int, _ height: Int) -> Void = { _, _ in }
    ) throws(ChainError) -> Int {
        let files = LedgerFiles(directory: directory)
        try files.requireChain()
        let lock = try LedgerLock(files)
        try SealedDatabase.checkLog(of: files.chain)
        let chain = try SealedDatabase(files.chain, seals: files.chainSeals, durability: .full)
        try chain.read { try ChainDatabase.checkFormat($0, path: files.chain) }
        let tip = try chain.read(ChainDatabase.tip)
        try chain.settle()
        try StateRecovery.discard(files)
        let state = try StateRecovery.open(files, chain: chain, tip: tip, progress: progress).state
        try state.close()
        try chain.close()
        try lock.release()
        return tip.height
    }
}
