public import Cryptography
import Foundation
import GRDB
public import Ledger
import Synchronization

/// A ledger in a directory: the chain, the state that follows from it, the seals of both, and the head.
///
/// One process writes it at a time (the lock says which). A block is durable when ``append(_:)-(SealedBlock)`` returns;
/// whatever happens after that, the next opening finds it.
public final class LedgerStore: LedgerStorage {
    /// What may be chosen about a store.
    public struct Options: Sendable {
        /// The size of a write-ahead log in bytes at which its pages are sealed and moved.
        public var logLimit = 4 << 20

        /// The number of keys whose values are kept in memory.
        public var cachedKeys = 65_536

        /// The number of blocks whose updates are written to the state's file at once.
        public var stateBlocks = 256

        /// Called at every step of a commit.
        public var reached: FaultHook = { _ in }

        /// The usual options.
        public init() {}
    }

    let files: LedgerFiles
    let chain: SealedDatabase
    let state: SealedDatabase
    let aside: PrivateValueStore
    private let lock: LedgerLock
    private let head: File
    private let options: Options
    private let cache: StateCache
    private let unwritten: UnwrittenState
    /// Held by whoever does the housekeeping, which may come beside the writing of blocks.
    private let upkeep = Mutex(())

    /// The directory.
    public var directory: String { files.directory }

    /// What was found wrong with the state's file when the ledger was opened, and is mended: the state has been made
    /// again from the chain. `nil`, if nothing was.
    public let mended: String?

    /// Whether a directory holds a ledger, or what is left of one.
    ///
    /// The head is the last thing that a creation writes: a chain without one was never promised to anybody, and
    /// ``create(at:genesis:options:)`` begins again.
    public static func exists(at directory: String) -> Bool {
        let files = LedgerFiles(directory: directory)
        return File.exists(files.head) || File.exists(files.checkpoint)
    }

    /// Creates a ledger with its genesis block in a directory, which is created if it is not there.
    ///
    /// - Throws: `ChainError` of kind `unsuitable`, if a ledger is there already.
    public static func create(
        at directory: String,
        genesis: SealedBlock,
        options: Options = Options()
    ) throws(ChainError) -> LedgerStore {
        guard genesis.draft.header.number == 0, genesis.draft.transactions.count == 1 else {
            throw ChainError(.unsuitable, "a ledger begins with block 0 and one configuration transaction")
        }
        let stored = StoredBlock(genesis.draft, seal: genesis.seal)
        let channel = genesis.draft.transactions[0].envelope.proposal.channel
        return try create(at: directory, head: stored, options: options) { database in
            try ChainDatabase.describe(stored, channel: channel, in: database)
            try ChainDatabase.append(genesis, to: database)
        }
    }

    static func create(
        at directory: String,
        head: StoredBlock,
        options: Options,
        begin: (Database) throws -> Void
    ) throws(ChainError) -> LedgerStore {
        let files = LedgerFiles(directory: directory)
        try File.createDirectory(directory)
        let lock = try LedgerLock(files)
        try LedgerCreation.create(files, head: head, begin: begin)
        return try LedgerStore(files, lock: lock, options: options)
    }

    /// Opens a ledger, and brings its state up to its chain.
    ///
    /// - Throws: `ChainError`: `unsuitable` without a ledger, `locked` if another process has it, `damaged`,
    ///   `rolledBack` if the chain ends before the head.
    public convenience init(at directory: String, options: Options = Options()) throws(ChainError) {
        let files = LedgerFiles(directory: directory)
        try files.requireChain()
        try self.init(files, lock: try LedgerLock(files), options: options)
    }

    private init(_ files: LedgerFiles, lock: LedgerLock, options: Options) throws(ChainError) {
        try SealedDatabase.checkLength(of: files.chain)
        try SealedDatabase.checkLog(of: files.chain)
        let chain = try SealedDatabase(files.chain, seals: files.chainSeals, durability: .full)
        try chain.read { try ChainDatabase.checkFormat($0, path: files.chain) }
        let tip = try chain.read(ChainDatabase.tip)
        let head = try HeadFile.check(files.head, against: chain, tip: tip)
        try chain.settle()
        try chain.write(ChainDatabase.createCheckpoints)
        try CheckpointFile.check(files, against: chain, tip: tip)
        let aside = try PrivateValueStore(files)
        let (state, mended) = try StateRecovery.open(files, chain: chain, tip: tip)
        let headFile = try File(files.head, .writing)
        try headFile.write(head.encoded, at: 0)
        self.files = files
        self.lock = lock
        self.chain = chain
        self.state = state
        self.aside = aside
        self.head = headFile
        self.mended = mended
        self.options = options
        cache = StateCache(limit: options.cachedKeys)
        unwritten = UnwrittenState(blockLimit: options.stateBlocks)
    }

    /// Seals and moves what is in the logs, and gives the ledger up.
    public func close() throws(ChainError) {
        try upkeep.withLock { _ throws(ChainError) in
            // What could not be written before stands before what has come since.
            while try writeState() {}
            try chain.close()
            try state.close()
            try aside.close()
        }
        try head.synchronize()
        try lock.release()
    }

    public func append(_ block: SealedBlock) throws(ChainError) {
        // What a block has hashes of is there before the block is: a crash between the two leaves values without one.
        try aside.keep(block.privateValues)
        try chain.write { database in
            try ChainDatabase.append(block, to: database)
            try options.reached(.inserted)
        }
        try reporting(files.chain) { try options.reached(.committed) }
        try head.write(HeadFile(header: block.draft.headerBytes, seal: block.seal.encoded).encoded, at: 0)
        try reporting(files.chain) { try options.reached(.headWritten) }
    }

    public func apply(_ draft: BlockDraft) throws(ChainError) {
        unwritten.take(draft)
        cache.apply(draft.updates)
        try reporting(files.state) { try options.reached(.applied) }
        if unwritten.isOverdue { try maintain() }
    }

    /// Writes to the state's file what it does not have yet.
    ///
    /// - Returns: Whether there was something to write.
    private func writeState() throws(ChainError) -> Bool {
        try unwritten.write { updates, savepoint throws(ChainError) in
            try state.write { try StateDatabase.apply(updates, savepoint: savepoint, to: $0) }
        }
    }

    public func maintain() throws(ChainError) {
        try upkeep.withLock { _ throws(ChainError) in
            if unwritten.isDue { _ = try writeState() }
            for database in [chain, state] where try database.logSize() > options.logLimit {
                try database.checkpoint(options.reached)
            }
            try aside.maintain(above: options.logLimit)
        }
    }
}

extension LedgerStore {
    public func tip() throws(ChainError) -> ChainTip {
        try chain.read(ChainDatabase.tip)
    }

    public func height() throws(ChainError) -> Int {
        try chain.read(ChainDatabase.height)
    }

    public func block(_ number: Int) throws(ChainError) -> StoredBlock? {
        try chain.read { try ChainDatabase.block(number, in: $0) }
    }

    public func certificate(_ fingerprint: Digest) throws(ChainError) -> [UInt8]? {
        try chain.read { try ChainDatabase.certificate(fingerprint, in: $0) }
    }

    public func transaction(_ txid: Digest) throws(ChainError) -> CommittedTransaction? {
        try chain.read { try ChainDatabase.transaction(txid, in: $0) }
    }

    public func isClaimed(_ txid: Digest) throws(ChainError) -> Bool {
        try chain.read { try ChainDatabase.isClaimed(txid, in: $0) }
    }

    public func forEachIdentifier(_ body: (Digest) -> Void) throws(ChainError) {
        try chain.read { try ChainDatabase.forEachIdentifier(in: $0, body) }
    }

    public func value(of key: QualifiedKey) throws(StateError) -> VersionedValue? {
        try cache.value(of: key) { () throws(StateError) in
            if let update = unwritten.update(of: key) {
                return update.value.map { VersionedValue($0, version: update.version) }
            }
            do throws(ChainError) {
                return try state.read { try StateDatabase.value(of: key, in: $0) }
            } catch {
                throw StateError(error.message)
            }
        }
    }

    public func values(from: QualifiedKey, to: QualifiedKey) throws(StateError) -> [StateEntry] {
        try unwritten.values(from: from, to: to) { () throws(StateError) in
            do throws(ChainError) {
                return try state.read { try StateDatabase.values(from: from, to: to, in: $0) }
            } catch {
                throw StateError(error.message)
            }
        }
    }
}
