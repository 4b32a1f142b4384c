import Cryptography
import Ledger
import Transparency

/// The newest checkpoint as its log signed it, kept a second time beside the chain.
///
/// A chain that ends before it is an older one put back; one that has another root there is not the ledger that it was
/// signed over. After a crash the file may name the checkpoint before the last.
enum CheckpointFile {
    /// Writes the file, in place of the one before; when this returns it is on the device.
    static func write(_ checkpoint: SignedCheckpoint, to files: LedgerFiles) throws(ChainError) {
        let next = files.checkpoint + ".new"
        let file = try File(next, .replacing)
        try file.write(checkpoint.encoded, at: 0)
        try file.synchronize()
        try File.replace(files.checkpoint, by: next)
    }

    /// Compares the file with the chain before anything is written, and writes it where a crash came between.
    ///
    /// - Throws: `ChainError`: `rolledBack`, `forked`, or `damaged` if the file is missing or cannot be read.
    static func check(_ files: LedgerFiles, against chain: SealedDatabase, tip: ChainTip) throws(ChainError) {
        let tree = ChainTree(chain: chain)
        let newest = try chain.read(ChainDatabase.newestCheckpoint)
        if let newest { try compare(newest.checkpoint, "a checkpoint that it keeps", with: tree, of: files) }
        guard let kept = try read(files) else {
            guard let newest else { return }
            // The first one may have been kept by the chain and not yet by the file.
            guard try chain.read(ChainDatabase.checkpoints) == 1 else {
                let reason = "without it nobody can tell whether the chain is the latest"
                throw ChainError(.damaged, "\(files.checkpoint) is missing: \(reason)")
            }
            return try write(try chain.read { try ChainDatabase.bare(newest.checkpoint.size, in: $0) }, to: files)
        }
        try compare(kept.checkpoint, files.checkpoint, with: tree, of: files)
        guard let newest, kept.checkpoint.size <= newest.checkpoint.size else {
            throw ChainError(
                .rolledBack,
                """
                \(files.chain) does not have the checkpoint of \(kept.checkpoint.size) transactions that \
                \(files.checkpoint) has: an older ledger has been put back; restore the latest copy
                """
            )
        }
        guard try chain.read({ try ChainDatabase.bare(kept.checkpoint.size, in: $0) }) == kept else {
            throw ChainError(.damaged, "\(files.checkpoint) is not a checkpoint that \(files.chain) has")
        }
        guard kept.checkpoint.size < newest.checkpoint.size else { return }
        try write(try chain.read { try ChainDatabase.bare(newest.checkpoint.size, in: $0) }, to: files)
    }

    private static func compare(
        _ kept: Checkpoint,
        _ source: String,
        with tree: ChainTree,
        of files: LedgerFiles
    ) throws(ChainError) {
        switch try tree.compare(with: kept) {
        case .contains: return
        case .older(let size):
            throw ChainError(
                .rolledBack,
                """
                \(files.chain) has \(size) transactions, but \(source) was signed at \(kept.size): an older ledger has \
                been put back; restore the latest copy
                """
            )
        case .fork(let root):
            throw ChainError(
                .forked,
                """
                \(files.chain) has root \(root.hex) at \(kept.size) transactions, but \(source) was signed there with \
                root \(kept.root.hex): this is not the ledger that was signed; restore the latest copy
                """
            )
        }
    }

    private static func read(_ files: LedgerFiles) throws(ChainError) -> SignedCheckpoint? {
        guard File.exists(files.checkpoint) else { return nil }
        let bytes = try File(files.checkpoint, .reading).readAll()
        do {
            return try SignedCheckpoint(parsing: bytes)
        } catch {
            throw ChainError(.damaged, "\(files.checkpoint) is damaged: \(error)")
        }
    }

    /// What is wrong with the file of a ledger at rest, or `nil`.
    static func problem(_ files: LedgerFiles, with chain: LedgerArchive) throws(ChainError) -> String? {
        let kept: SignedCheckpoint?
        do {
            kept = try read(files)
        } catch {
            guard error.kind == .damaged else { throw error }
            return "has been altered"
        }
        guard let kept else {
            guard let newest = try chain.newestCheckpoint() else { return nil }
            return try chain.checkpoint(after: -1)?.checkpoint == newest.checkpoint ? nil : "is missing"
        }
        switch try chain.compare(with: kept.checkpoint) {
        case .older(let size): return "was signed at \(kept.checkpoint.size) transactions, the chain has \(size)"
        case .fork(let root): return "has root \(kept.checkpoint.root.hex), the chain has \(root.hex) there"
        case .contains: return try chain.bareCheckpoint(kept.checkpoint.size) == kept ? nil : "has been altered"
        }
    }
}

/// The tree of a chain that is being opened.
struct ChainTree: TreeReader {
    let chain: SealedDatabase

    func treeSize() throws(ChainError) -> Int { try chain.read(ChainDatabase.treeSize) }

    func hashes(level: Int, _ range: Range<Int>) throws(ChainError) -> [Digest] {
        try chain.read { try ChainDatabase.hashes(level: level, range, in: $0) }
    }
}
