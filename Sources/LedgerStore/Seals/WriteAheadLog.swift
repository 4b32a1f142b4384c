import Cryptography

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

        /// Where the page begins in the log.
        fileprivate let start: Int
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

    private let bytes: [UInt8]
    private let pageSize: Int

    static let headerSize = 32
    static let frameHeaderSize = 24

    /// Reads a log; an empty one has no frames.
    init(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else {
            self.init(bytes, pageSize: 0, frames: [], databasePages: nil, end: .clean)
            return
        }
        guard let header = WriteAheadLogHeader(bytes) else {
            let end: End = bytes.count > Self.headerSize ? .brokenHeader : .unfinished
            self.init(bytes, pageSize: 0, frames: [], databasePages: nil, end: end)
            return
        }
        self.init(bytes, header)
    }

    /// The hash of the page in a frame (``PageSeals/digest(of:)``).
    func digest(of frame: Frame) -> Digest {
        PageSeals.digest(of: Array(bytes[frame.start..<(frame.start + pageSize)]))
    }

    private init(_ bytes: [UInt8], pageSize: Int, frames: [Frame], databasePages: Int?, end: End) {
        self.bytes = bytes
        self.pageSize = pageSize
        self.frames = frames
        self.databasePages = databasePages
        self.end = end
    }

    private init(_ bytes: [UInt8], _ header: WriteAheadLogHeader) {
        let size = Self.frameHeaderSize + header.pageSize
        let count = (bytes.count - Self.headerSize) / size
        var checksum = header.checksum
        var pages: [(page: Int, start: Int)] = []
        var committed = 0
        var databasePages: Int?
        var valid = 0
        while valid < count {
            let start = Self.headerSize + valid * size
            guard let frame = header.frame(at: start, in: bytes, after: checksum) else { break }
            checksum = frame.checksum
            pages.append((frame.page, start + Self.frameHeaderSize))
            valid += 1
            if frame.databasePages > 0 {
                committed = valid
                databasePages = frame.databasePages
            }
        }
        let frames = pages[..<committed].enumerated().map { index, place in
            Frame(number: index + 1, page: place.page, start: place.start)
        }
        let end = Self.end(of: bytes, header, committed: committed, valid: valid, count: count)
        self.init(bytes, pageSize: header.pageSize, frames: frames, databasePages: databasePages, end: end)
    }

    /// Judges what lies behind the last commit.
    private static func end(
        of bytes: [UInt8],
        _ header: WriteAheadLogHeader,
        committed: Int,
        valid: Int,
        count: Int
    ) -> End {
        let size = frameHeaderSize + header.pageSize
        if headerSize + committed * size == bytes.count { return .clean }
        // A frame whose header counts the database's pages ended a transaction.
        let commits = (valid..<count).filter { header.word(at: headerSize + $0 * size + 4, in: bytes) != 0 }
        guard let commit = commits.first else { return .unfinished }
        // A frame's checksum continues the one stored in the frame before it: frames behind a broken one still fit one
        // another.
        let hasSuccessor = ((commit + 1)..<max(count, commit + 1)).contains { index in
            let start = headerSize + index * size
            let before = header.storedChecksum(at: start - size, in: bytes)
            return header.frame(at: start, in: bytes, after: before) != nil
        }
        let page = header.word(at: headerSize + valid * size, in: bytes)
        return .broken(frame: valid + 1, page: Int(page), hasSuccessor: hasSuccessor)
    }
}
