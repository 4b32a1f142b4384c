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

    /// Where whoever reads on begins: the log's header, and the checksum of the last commit; `nil` without a header.
    private let place: Place?

    private struct Place {
        let header: WriteAheadLogHeader
        let checksum: WriteAheadLogHeader.Checksum
    }

    static let headerSize = 32
    static let frameHeaderSize = 24

    /// Reads a log; an empty one has no frames.
    init(_ bytes: [UInt8]) {
        self.init(length: bytes.count) { Array(bytes[$0]) }
    }

    /// Reads a log frame by frame, so that no buffer of its size is needed each time that it is moved.
    ///
    /// - Parameters:
    ///   - committed: As many frames are committed, where that is known: what lies behind them is not looked at.
    ///   - earlier: The same log as it was read before: what it had then is not read again. If the log has begun anew
    ///     since, all of it is.
    init(of file: File, committed: Int? = nil, after earlier: WriteAheadLog? = nil) throws(ChainError) {
        let known = committed.map { Self.headerSize + $0 * (Self.frameHeaderSize + PageSealLog.pageSize) }
        let length = min(try file.size(), known ?? .max)
        try self.init(length: length, after: earlier) { (range) throws(ChainError) in
            try file.read(range.count, at: range.lowerBound)
        }
    }

    private init<Failure: Error>(
        length: Int,
        after earlier: WriteAheadLog? = nil,
        _ read: @escaping (Range<Int>) throws(Failure) -> [UInt8]
    ) throws(Failure) {
        guard length > 0 else {
            self.init(end: .clean)
            return
        }
        guard let header = WriteAheadLogHeader(try read(0..<min(Self.headerSize, length))) else {
            self.init(end: length > Self.headerSize ? .brokenHeader : .unfinished)
            return
        }
        let frames = WriteAheadLogFrames(header: header, length: length, read: read)
        let isSame = earlier?.place?.header == header
        try self.init(frames, after: isSame ? earlier : nil)
    }

    private init<Failure: Error>(
        _ log: WriteAheadLogFrames<Failure>,
        after earlier: WriteAheadLog?
    ) throws(Failure) {
        var checksum = earlier?.place?.checksum ?? log.header.checksum
        var place = Place(header: log.header, checksum: checksum)
        var frames = earlier?.frames ?? []
        var committed = frames.count
        var databasePages = earlier?.databasePages
        while frames.count < log.count {
            let bytes = try log.frame(frames.count)
            guard let frame = log.header.frame(in: bytes, after: checksum) else { break }
            checksum = frame.checksum
            frames.append(Frame(number: frames.count + 1, page: frame.page))
            if frame.databasePages > 0 {
                committed = frames.count
                databasePages = frame.databasePages
                place = Place(header: log.header, checksum: checksum)
            }
        }
        let end = try log.end(committed: committed, valid: frames.count)
        frames.removeLast(frames.count - committed)
        self.init(frames: frames, databasePages: databasePages, end: end, place: place)
    }

    /// A page as the last transaction left it.
    struct LastPage: Hashable {
        /// Where it stands in the log.
        let frame: Frame

        /// Its hash (``PageSeals/digest(of:)``).
        let digest: Digest
    }

    /// The pages as the last transaction left them, in order, each with its hash: what is in the log more than once is
    /// hashed once.
    ///
    /// - Parameters:
    ///   - file: The log that this was read from, of a database of the ledger's.
    ///   - known: What this gave when less of the same log had been read: those pages are not hashed again.
    func lastPages(in file: File, known: [LastPage] = []) throws(ChainError) -> [LastPage] {
        var last: [Int: Frame] = [:]
        for frame in frames { last[frame.page] = frame }
        var digests: [Frame: Digest] = [:]
        for page in known { digests[page.frame] = page.digest }
        var pages: [LastPage] = []
        pages.reserveCapacity(last.count)
        for (_, frame) in last.sorted(by: { $0.key < $1.key }) {
            if let digest = digests[frame] {
                pages.append(LastPage(frame: frame, digest: digest))
                continue
            }
            let start = Self.headerSize + (frame.number - 1) * (Self.frameHeaderSize + PageSealLog.pageSize)
            let content = try file.read(PageSealLog.pageSize, at: start + Self.frameHeaderSize)
            pages.append(LastPage(frame: frame, digest: PageSeals.digest(of: content)))
        }
        return pages
    }

    /// Whether this is the same log as another one, read again: nothing of that has been dropped since.
    func continues(_ earlier: WriteAheadLog) -> Bool {
        place != nil && place?.header == earlier.place?.header
    }

    private init(frames: [Frame] = [], databasePages: Int? = nil, end: End, place: Place? = nil) {
        self.frames = frames
        self.databasePages = databasePages
        self.end = end
        self.place = place
    }
}
