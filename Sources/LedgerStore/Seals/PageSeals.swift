import Cryptography
import Ledger

/// The seals of a database's pages: what SHA-256 of each page must be.
///
/// SQLite protects neither its pages nor its free space. The seals do: before a checkpoint copies pages from the
/// write-ahead log into the database, their hashes are appended to a file and on the device, so that after a crash in
/// the middle each page has either its old or its new hash. The file is a log of records, each with a hash chained over
/// all before it.
struct PageSeals: Sendable {
    /// The hash of each page by its number; a page that was never written has none and is all zeros.
    private(set) var digests: [Int: Digest] = [:]

    /// The number of the database's pages.
    private(set) var databasePages = 0

    /// The pages of the last records with the other hashes that they may have, until a checkpoint is known to be done.
    ///
    /// A checkpoint that fails leaves some of its pages moved and others not, and the next one begins from there: a
    /// page is what it was before the first of them, or what any of them would have made of it.
    private(set) var open: [Int: [Digest]] = [:]

    /// All pages of the last records, whether their hashes are kept or not, until a checkpoint is known to be done.
    private(set) var openPages: [Int] = []

    /// Whether the last record's checkpoint is not known to be done.
    var isOpen: Bool { !openPages.isEmpty }

    /// The pages whose hashes are kept.
    private let pages: Range<Int>

    /// The number of seals in the file.
    private(set) var entries = 0

    /// The number of whole records, and the offset behind the last.
    private(set) var records = 0
    private(set) var size = 0

    /// What lies behind the last whole record.
    private(set) var end = End.clean

    private(set) var chain = Digest.sha256(magic)

    /// What lies behind the last whole record.
    enum End: Hashable {
        /// Nothing.
        case clean

        /// Part of a record, as a crash leaves it.
        case unfinished

        /// A record whose hash is wrong.
        case damaged
    }

    static let magic = Array("commonwatt seals".utf8)
    private static let entrySize = 4 + Digest.byteCount

    /// No pages, as in a file with nothing but its first line.
    init(pages: Range<Int> = 1..<Int.max) {
        size = Self.magic.count
        self.pages = pages
    }

    /// Reads a file of seals.
    init(_ bytes: [UInt8]) {
        self.init(length: bytes.count, pages: 1..<Int.max) { bytes[$0] }
    }

    /// Reads a file of seals record by record, and keeps the hashes of some pages, so that memory does not grow with
    /// the file.
    init(of file: File, pages: Range<Int>) throws(ChainError) {
        let length = try file.size()
        try self.init(length: length, pages: pages) { (range) throws(ChainError) in
            try file.read(range.count, at: range.lowerBound)[...]
        }
    }

    private init<Failure: Error>(
        length: Int,
        pages: Range<Int>,
        read: (Range<Int>) throws(Failure) -> ArraySlice<UInt8>
    ) throws(Failure) {
        self.init(pages: pages)
        guard try read(0..<min(size, length)).elementsEqual(Self.magic) else {
            end = .damaged
            return
        }
        while size < length, end == .clean { try readRecord(length: length, read) }
    }

    private mutating func readRecord<Failure: Error>(
        length: Int,
        _ read: (Range<Int>) throws(Failure) -> ArraySlice<UInt8>
    ) throws(Failure) {
        let head = Array(try read(size..<min(size + 9, length)))
        guard let kind = head.first else {
            end = .unfinished
            return
        }
        let bodySize: Int
        switch kind {
        case UInt8(ascii: "S") where head.count < 9:
            end = .unfinished
            return
        case UInt8(ascii: "S"): bodySize = 9 + Int(Self.word(at: 1, in: head)) * Self.entrySize
        case UInt8(ascii: "D"): bodySize = 1
        default:
            end = .damaged
            return
        }
        guard size + bodySize + Digest.byteCount <= length else {
            end = .unfinished
            return
        }
        let record = Array(try read(size..<(size + bodySize + Digest.byteCount)))
        take(record: record, bodySize: bodySize)
    }

    /// Continues behind a record, if its hash is right.
    private mutating func take(record: [UInt8], bodySize: Int) {
        let body = Array(record.prefix(bodySize))
        guard record.count == bodySize + Digest.byteCount,
            Digest.sha256(chain.bytes, body).bytes == Array(record.suffix(Digest.byteCount))
        else {
            end = .damaged
            return
        }
        guard bodySize > 1 else {
            take(body)
            close()
            return
        }
        var seals: [(page: Int, digest: Digest)] = []
        seals.reserveCapacity(bodySize / Self.entrySize)
        for offset in stride(from: 9, to: bodySize, by: Self.entrySize) {
            let page = Int(Self.word(at: offset, in: body))
            guard page > 0, let digest = Digest(Array(body[(offset + 4)..<(offset + Self.entrySize)])) else {
                end = .damaged
                return
            }
            seals.append((page, digest))
        }
        take(body)
        apply(seals, databasePages: Int(Self.word(at: 5, in: body)))
    }

    private mutating func close() {
        open = [:]
        openPages = []
    }

    /// Continues behind a record.
    private mutating func take(_ body: [UInt8]) {
        chain = .sha256(chain.bytes, body)
        size += body.count + Digest.byteCount
        records += 1
    }

    private mutating func apply(_ seals: [(page: Int, digest: Digest)], databasePages: Int) {
        self.databasePages = databasePages
        openPages += seals.map(\.page)
        for (page, digest) in seals where pages.contains(page) {
            let before = digests[page] ?? .zero
            if !(open[page]?.contains(before) ?? false) { open[page, default: []].append(before) }
            digests[page] = digest
        }
        entries += seals.count
    }

    private static func word(at offset: Int, in bytes: [UInt8]) -> UInt32 {
        bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }
}

extension PageSeals {
    /// The hash of a page, or zeros for a page of zeros: SQLite leaves holes in the file that it never writes.
    static func digest(of page: [UInt8]) -> Digest {
        page.allSatisfy { $0 == 0 } ? .zero : .sha256(page)
    }

    /// The bytes of a record with pages and their hashes, to be appended; the checkpoint follows it.
    mutating func seal(_ seals: [(page: Int, digest: Digest)], databasePages: Int) -> [UInt8] {
        var body = [UInt8(ascii: "S")]
        body.reserveCapacity(9 + seals.count * Self.entrySize)
        Self.append(seals.count, to: &body)
        Self.append(databasePages, to: &body)
        for (page, digest) in seals {
            Self.append(page, to: &body)
            body.append(contentsOf: digest.bytes)
        }
        take(body)
        apply(seals, databasePages: databasePages)
        return body + chain.bytes
    }

    /// The bytes of the record that says that the checkpoint is done, to be appended.
    mutating func done() -> [UInt8] {
        let body = [UInt8(ascii: "D")]
        take(body)
        close()
        return body + chain.bytes
    }

    /// Writes the seals of a file once each into another, in records that can be read one by one.
    ///
    /// - Parameter windowSize: The hashes of so many pages are in memory at a time; the usual ones are of 1 GB.
    /// - Returns: The seals of the new file, without hashes.
    static func compact(_ file: File, into replacement: File, windowSize: Int = 262_144) throws(ChainError) -> Self {
        var fresh = PageSeals(pages: 0..<0)
        try replacement.write(magic, at: 0)
        var first = 1
        while true {
            let window = try PageSeals(of: file, pages: first..<(first + windowSize))
            let pages = window.digests.keys.filter { $0 <= window.databasePages }.sorted()
            for start in stride(from: 0, to: pages.count, by: recordSeals) {
                let some = pages[start..<min(start + recordSeals, pages.count)]
                let seals = some.map { (page: $0, digest: window.digests[$0] ?? .zero) }
                let offset = fresh.size
                try replacement.write(fresh.seal(seals, databasePages: window.databasePages), at: offset)
            }
            first += windowSize
            if first > window.databasePages { break }
        }
        let offset = fresh.size
        try replacement.write(fresh.done(), at: offset)
        return fresh
    }

    private static let recordSeals = 8_192

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
}
