public import Cryptography
public import Ledger
public import Transparency

extension LedgerStore: CheckpointStorage {
    /// Keeps a checkpoint, and a copy of it in a second file. It may be called beside the writer of blocks.
    public func append(_ checkpoint: SignedCheckpoint) throws(ChainError) {
        try chain.write { try ChainDatabase.append(checkpoint, to: $0) }
        try CheckpointFile.write(checkpoint, to: files)
    }

    public func append(_ cosignature: SignedNote.Signature, size: Int) throws(ChainError) {
        try chain.write { try ChainDatabase.append(cosignature, size: size, to: $0) }
    }

    public func checkpoint(after size: Int) throws(ChainError) -> SignedCheckpoint? {
        try chain.read { try ChainDatabase.checkpoint(after: size, in: $0) }
    }

    public func newestCheckpoint() throws(ChainError) -> SignedCheckpoint? {
        try chain.read(ChainDatabase.newestCheckpoint)
    }

    public func treeSize() throws(ChainError) -> Int {
        try chain.read(ChainDatabase.treeSize)
    }

    public func hashes(level: Int, _ range: Range<Int>) throws(ChainError) -> [Digest] {
        try chain.read { try ChainDatabase.hashes(level: level, range, in: $0) }
    }
}

extension LedgerArchive: CheckpointReader, TreeReader {
    public func checkpoint(after size: Int) throws(ChainError) -> SignedCheckpoint? {
        try read { try ChainDatabase.checkpoint(after: size, in: $0) }
    }

    public func newestCheckpoint() throws(ChainError) -> SignedCheckpoint? {
        try read(ChainDatabase.newestCheckpoint)
    }

    public func treeSize() throws(ChainError) -> Int {
        try read(ChainDatabase.treeSize)
    }

    public func hashes(level: Int, _ range: Range<Int>) throws(ChainError) -> [Digest] {
        try read { try ChainDatabase.hashes(level: level, range, in: $0) }
    }

    /// Leaves in a row, of which each has been compared with the hash that is stored of it.
    public func leaves(_ range: Range<Int>) throws(ChainError) -> [Leaf] {
        try read { try ChainDatabase.leaves(range, in: $0) }
    }

    /// The checkpoint of exactly this size as its log signed it.
    func bareCheckpoint(_ size: Int) throws(ChainError) -> SignedCheckpoint {
        try read { try ChainDatabase.bare(size, in: $0) }
    }
}
