import Cryptography
import Ledger

/// SQLite's write-ahead log, read by ourselves (https://www.sqlite.org/fileformat2.html, section 4).
///
/// SQLite takes the first frame with a wrong checksum for the log's end and says nothing: whatever was committed behind
/// it would be gone in silence. Here the end is judged.
struct WriteAheadLog {
    /// A page as a committed transaction left it.
    struct Frame: Hashable {
        /// The frame's number in the log, from 1.
        let number: Int

        /// The number of the page, from 1.
        let page: Int
    }

    /// What lies behind the last transaction that SQLite will find.
    enum End: Hashable {
        /// Nothing.
        case clean

        /// The beginning of a transaction that was never committed, as a killed process leaves it.
        case unfinished

        /// A frame is not what was written, and SQLite will not find the transaction that it belongs to. Where a
        /// further transaction lies behind it, it was altered later, for each transaction is on the device before the
        /// next one begins; else the power may have failed in the middle of the last one.
        case broken(frame: Int, page: Int, hasSuccessor: Bool)

        /// The log's header is not what was written, and SQLite will find nothing.
        case brokenHeader
    }

    /// The frames of committed transactions, in order.
    let frames: [Frame]

    /// The number of the database's pages after the last commit; `nil` without one.
    let databasePages: Int?

    /// What lies behind the last commit.
    let end: End

    static let headerSize = 32
    static let frameHeaderSize = 24

    /// Reads a log; an empty one has no frames.
    init(_ bytes: [UInt8]) {
        self.init(length: bytes.count) { Array(bytes[$0]) }
    }

    /// Reads a log frame by frame, so that no buffer of its size is needed each time that it is moved.
    init(of file: File) throws(ChainError) {
        try self.init(length: try file.size()) { (range) throws(ChainError) in
            try file.read(range.count, at: range.lowerBound)
        }
    }

    private init<Failure: Error>(
        length: Int,
        _ read: @escaping (Range<Int>) throws(Failure) -> [UInt8]
    ) throws(Failure) {
        guard length > 0 else {
            self.init(frames: [], databasePages: nil, end: .clean)
            return
        }
        guard let header = WriteAheadLogHeader(try read(0..<min(Self.headerSize, length))) else {
            self.init(frames: [], databasePages: nil, end: length > Self.headerSize ? .brokenHeader : .unfinished)
            return
        }
        try self.init(WriteAheadLogFrames(header: header, length: length, read: read))
    }

    private init<Failure: Error>(_ log: WriteAheadLogFrames<Failure>) throws(Failure) {
        var checksum = log.header.checksum
        var frames: [Frame] = []
        var committed = 0
        var databasePages: Int?
        while frames.count < log.count {
            let bytes = try log.frame(frames.count)
            guard let frame = log.header.frame(in: bytes, after: checksum) else { break }
            checksum = frame.checksum
            frames.append(Frame(number: frames.count + 1, page: frame.page))
            if frame.databasePages > 0 {
                committed = frames.count
                databasePages = frame.databasePages
            }
        }
        let end = try log.end(committed: committed, valid: frames.count)
        frames.removeLast(frames.count - committed)
        self.init(frames: frames, databasePages: databasePages, end: end)
    }

    /// The pages as the last transaction left them, in order, each with its hash (``PageSeals/digest(of:)``): what is
    /// in the log more than once is hashed once.
    ///
    /// - Parameter file: The log that this was read from, unchanged since, of a database of the ledger's.
    func lastPages(in file: File) throws(ChainError) -> [(page: Int, digest: Digest)] {
        var last: [Int: Int] = [:]
        for frame in frames { last[frame.page] = frame.number }
        var pages: [(page: Int, digest: Digest)] = []
        pages.reserveCapacity(last.count)
        for (page, number) in last.sorted(by: { $0.key < $1.key }) {
            let frame = Self.headerSize + (number - 1) * (Self.frameHeaderSize + PageSealLog.pageSize)
            let content = try file.read(PageSealLog.pageSize, at: frame + Self.frameHeaderSize)
            pages.append((page, PageSeals.digest(of: content)))
        }
        return pages
    }

    private init(frames: [Frame], databasePages: Int?, end: End) {
        self.frames = frames
        self.databasePages = databasePages
        self.end = end
    }
}
