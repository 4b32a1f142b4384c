public import Cryptography
import GRDB
public import Ledger

/// A ledger at rest, opened to read: nothing in its directory is written, not even by SQLite.
///
/// A ledger whose write-ahead log is empty is read in place. After a crash the log has transactions that the database
/// does not have yet; then both are copied to a temporary directory and SQLite reads the log there.
public final class LedgerArchive: ChainReader {
    private let queue: DatabaseQueue
    private let path: String
    private let lock: File?
    private let copy: TemporaryCopy?

    /// Opens a ledger to read.
    ///
    /// - Throws: `ChainError`: `unsuitable` without a ledger, `locked` while a process writes it, `damaged` if SQLite
    ///   cannot read it (``IntegrityFinding``s say where).
    public init(at directory: String) throws(ChainError) {
        let files = LedgerFiles(directory: directory)
        try files.requireChain()
        lock = try LedgerLock.holdForReading(files)
        path = files.chain
        try SealedDatabase.checkLength(of: files.chain)
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.label = "commonwatt.archive"
        let isWhole = try File.size(of: files.chain + "-wal") == 0
        let reading: String
        if isWhole, LedgerArchive.canReadInPlace {
            copy = nil
            configuration.readonly = true
            reading = "file:" + LedgerArchive.escaped(files.chain) + "?immutable=1"
        } else {
            let copy = try TemporaryCopy()
            reading = try copy.take(files.chain)
            self.copy = copy
        }
        queue = try reporting(files.chain) { try DatabaseQueue(path: reading, configuration: configuration) }
        let name = path
        try reporting(name) { try queue.inDatabase { try ChainDatabase.checkFormat($0, path: name) } }
    }

    /// Where the chain ends.
    public func tip() throws(ChainError) -> ChainTip {
        try read(ChainDatabase.tip)
    }

    public func height() throws(ChainError) -> Int {
        try read(ChainDatabase.height)
    }

    public func block(_ number: Int) throws(ChainError) -> StoredBlock? {
        try read { try ChainDatabase.block(number, in: $0) }
    }

    public func certificate(_ fingerprint: Digest) throws(ChainError) -> [UInt8]? {
        try read { try ChainDatabase.certificate(fingerprint, in: $0) }
    }

    /// The transaction that claims an identifier, or `nil`.
    public func transaction(_ txid: Digest) throws(ChainError) -> CommittedTransaction? {
        try read { try ChainDatabase.transaction(txid, in: $0) }
    }

    func read<Result>(_ body: (Database) throws -> Result) throws(ChainError) -> Result {
        try reporting(path) { try queue.inDatabase(body) }
    }

    /// Whether this SQLite takes paths with parameters, which tell it that nothing changes under it.
    private static let canReadInPlace: Bool = {
        let options = try? DatabaseQueue().inDatabase { try String.fetchAll($0, sql: "PRAGMA compile_options") }
        return options?.contains("USE_URI") ?? false
    }()

    /// A path in which the characters that mean something in a URI are written as their numbers.
    private static func escaped(_ path: String) -> String {
        var escaped: [UInt8] = []
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "%"): escaped += "%25".utf8
            case UInt8(ascii: "?"): escaped += "%3f".utf8
            case UInt8(ascii: "#"): escaped += "%23".utf8
            default: escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}
