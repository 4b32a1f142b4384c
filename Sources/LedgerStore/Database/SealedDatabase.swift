import CSQLite
import Cryptography
import GRDB
import Ledger
import Synchronization

/// A SQLite database whose pages are sealed: one connection, write-ahead log, and no checkpoint but our own.
final class SealedDatabase: Sendable {
    /// How long a commit takes to be safe.
    enum Durability: String {
        /// On the device when the commit returns.
        case full = "FULL"

        /// On the device at the next checkpoint: for what can be derived again.
        case normal = "NORMAL"
    }

    /// Where the database is.
    let path: String

    private let queue: DatabaseQueue
    private let seals: Mutex<PageSealLog>
    /// Held by whoever adds to the log or moves it: a page that comes between reading the log and moving it would be
    /// moved without a seal.
    private let log = Mutex(())
    private let committed: CommittedFrames

    /// Opens a database, or creates it, for the only process that uses it.
    ///
    /// What a crash left in the write-ahead log is read again by SQLite; nothing is moved before ``settle()``.
    init(_ path: String, seals sealsPath: String, durability: Durability) throws(ChainError) {
        self.path = path
        seals = Mutex(try PageSealLog(sealsPath))
        let committed = CommittedFrames()
        self.committed = committed
        let configuration = SealedDatabase.configuration(durability, following: committed)
        queue = try reporting(path) { try DatabaseQueue(path: path, configuration: configuration) }
    }

    /// Runs a body that reads.
    func read<Result>(_ body: (Database) throws -> Result) throws(ChainError) -> Result {
        try reporting(path) { try queue.inDatabase(body) }
    }

    /// Runs a body in a transaction that takes the write lock at once, and commits it.
    func write(_ body: (Database) throws -> Void) throws(ChainError) {
        try log.withLock { _ throws(ChainError) in
            try reporting(path) {
                try queue.inDatabase { database in
                    try database.inTransaction(.immediate) {
                        try body(database)
                        return .commit
                    }
                }
            }
        }
    }

    /// The number of bytes of the write-ahead log.
    func logSize() throws(ChainError) -> Int {
        try File.size(of: path + "-wal")
    }

    /// Seals the pages of the write-ahead log and moves them into the database.
    ///
    /// Whoever writes waits for the seals to be on the device and for the pages to be moved, but not for their hashes:
    /// what is committed does not change, so most of the log is read before.
    ///
    /// - Parameter reached: Called between the steps, for tests that stop there.
    func checkpoint(_ reached: (FaultPoint) throws -> Void = { _ in }) throws(ChainError) {
        guard try logSize() > 0 else { return }
        let file = try File(path + "-wal", .reading)
        let earlier = try SealableLog(of: file, committed: committed.count)
        try log.withLock { _ throws(ChainError) in
            try sealAndMove(try SealableLog(of: file, committed: committed.count, after: earlier), reached)
        }
    }

    private func sealAndMove(_ log: SealableLog, _ reached: (FaultPoint) throws -> Void) throws(ChainError) {
        guard let databasePages = log.databasePages else { return }
        try seals.withLock { seals throws(ChainError) in
            try seals.seal(log.pages, databasePages: databasePages)
            try reporting(path) { try reached(.pagesSealed) }
            try moveLog()
            try reporting(path) { try reached(.pagesMoved) }
            try seals.done()
        }
    }

    /// Leaves a database that is whole without its log, and closes it.
    func close() throws(ChainError) {
        try checkpoint()
        try seals.withLock { seals throws(ChainError) in try seals.compact() }
        try reporting(path) { try queue.close() }
    }

    private func moveLog() throws(ChainError) {
        try reporting(path) {
            try queue.inDatabase { database in
                let outcome = try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
                // The first column tells whether somebody was in the way; this is the only connection.
                guard try outcome?.integer(0) == 0 else {
                    throw ChainError(.locked, "\(path) is in use by another process; stop it first")
                }
            }
        }
        committed.moved()
    }

    /// Moves what a crash left in the log, and completes a checkpoint that it interrupted, so that every page has one
    /// right hash again.
    func settle() throws(ChainError) {
        try checkpoint()
        let pages = seals.withLock { $0.unsettledPages }
        guard !pages.isEmpty else { return }
        // The log that was being moved did not survive (a state is not synchronised at every commit): then the pages
        // are what SQLite made of them, and this is what they are sealed as.
        let file = try File(path, .reading)
        let databasePages = try file.size() / PageSealLog.pageSize
        var found: [(page: Int, digest: Digest)] = []
        for page in pages where page <= databasePages {
            let content = try file.read(PageSealLog.pageSize, at: (page - 1) * PageSealLog.pageSize)
            found.append((page, PageSeals.digest(of: content)))
        }
        try seals.withLock { seals throws(ChainError) in
            try seals.seal(found, databasePages: databasePages)
            try seals.done()
        }
    }
}

extension SealedDatabase {
    /// Refuses a log of which SQLite would pass over committed transactions in silence.
    ///
    /// - Throws: `ChainError` of kind `damaged`.
    static func checkLog(of database: String) throws(ChainError) {
        let path = database + "-wal"
        guard try File.size(of: path) > 0 else { return }
        switch try WriteAheadLog(of: File(path, .reading)).end {
        case .broken(let frame, let page, hasSuccessor: true):
            throw ChainError(.damaged, "\(path) is damaged at frame \(frame) (page \(page)); restore it from a copy")
        case .brokenHeader:
            throw ChainError(.damaged, "\(path) is damaged in its header; restore it from a copy")
        case .clean, .unfinished, .broken(_, _, hasSuccessor: false):
            // Whether a broken last transaction was more than the power's, the head knows.
            return
        }
    }

    /// Refuses a database that is shorter than its first page says, before SQLite calls it malformed or reads what is
    /// left of it. With transactions in its log the file may lawfully lack pages at its end.
    ///
    /// - Throws: `ChainError` of kind `damaged`.
    static func checkLength(of path: String) throws(ChainError) {
        guard try File.size(of: path + "-wal") == 0 else { return }
        let file = try File(path, .reading)
        let size = try file.size()
        // Offset 28: the number of pages, four bytes, the first the most significant (fileformat2, section 1.3).
        let header = try file.read(32, at: 0)
        let pages = header.suffix(4).reduce(0) { $0 << 8 | Int($1) }
        let expected = header.count == 32 ? pages * PageSealLog.pageSize : PageSealLog.pageSize
        guard size >= expected || (size == 32 && !header.starts(with: Array("SQLite format 3".utf8))) else {
            let found = "it has \(size) bytes of \(expected)"
            throw ChainError(.damaged, "\(path) is cut off: \(found); restore all of the ledger's files from a copy")
        }
    }

    private static func configuration(
        _ durability: Durability,
        following committed: CommittedFrames
    ) -> Configuration {
        var configuration = Configuration()
        configuration.label = "commonwatt.ledger"
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { database in
            if let connection = unsafe database.sqliteConnection {
                guard unsafe csqlite_keep_log_on_close(connection) == SQLITE_OK,
                    unsafe csqlite_defend(connection) == SQLITE_OK
                else {
                    throw ChainError(.failed, "this SQLite cannot keep its log on closing; 3.26 or newer is needed")
                }
            }
            // One process has the ledger: without shared memory there is no file beside the three that matter. The
            // cache holds the largest block, so that a transaction is written to the log when it is committed and not
            // before. What is dropped or overwritten is zeroed: a redaction leaves nothing in free space.
            try database.execute(
                sql: """
                    PRAGMA locking_mode = EXCLUSIVE;
                    PRAGMA page_size = \(PageSealLog.pageSize);
                    PRAGMA auto_vacuum = NONE;
                    PRAGMA journal_mode = WAL;
                    PRAGMA synchronous = \(durability.rawValue);
                    PRAGMA wal_autocheckpoint = 0;
                    PRAGMA cache_size = -32768;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA recursive_triggers = ON;
                    PRAGMA cell_size_check = ON;
                    PRAGMA secure_delete = ON;
                    """
            )
            // Behind the automatic checkpoints, which are a hook of this kind and would take its place.
            if let connection = unsafe database.sqliteConnection { unsafe committed.follow(connection) }
        }
        return configuration
    }
}

/// A write-ahead log with the hashes of the pages that it would move.
private struct SealableLog {
    private let log: WriteAheadLog
    private let last: [WriteAheadLog.LastPage]

    /// The number of the database's pages after the last commit; `nil` without one.
    var databasePages: Int? { log.databasePages }

    /// The pages, in order.
    var pages: [(page: Int, digest: Digest)] { last.map { ($0.frame.page, $0.digest) } }

    /// Reads a log, or what has been added to it since.
    init(of file: File, committed: Int?, after earlier: SealableLog? = nil) throws(ChainError) {
        let log = try WriteAheadLog(of: file, committed: committed, after: earlier?.log)
        let isContinued = earlier.map { log.continues($0.log) } ?? false
        last = try log.lastPages(in: file, known: isContinued ? earlier?.last ?? [] : [])
        self.log = log
    }
}
