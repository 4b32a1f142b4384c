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

    /// The pages of the last record with the hashes that they had before it, until the checkpoint is known to be done.
    private(set) var open: [Int: Digest] = [:]

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
    init() {
        size = Self.magic.count
    }

    /// Reads a file of seals.
    init(_ bytes: [UInt8]) {
        self.init()
        guard bytes.starts(with: Self.magic) else {
            end = .damaged
            return
        }
        while size < bytes.count, end == .clean { readRecord(bytes) }
    }

    private mutating func readRecord(_ bytes: [UInt8]) {
        switch bytes[size] {
        case UInt8(ascii: "S"):
            guard size + 9 <= bytes.count else {
                end = .unfinished
                return
            }
            let count = Int(Self.word(at: size + 1, in: bytes))
            guard let body = check(bytes, length: 9 + count * Self.entrySize) else { return }
            let databasePages = Int(Self.word(at: size + 5, in: bytes))
            var seals: [(page: Int, digest: Digest)] = []
            for offset in stride(from: size + 9, to: size + body.count, by: Self.entrySize) {
                let page = Int(Self.word(at: offset, in: bytes))
                guard page > 0, let digest = Digest(Array(bytes[(offset + 4)..<(offset + Self.entrySize)])) else {
                    end = .damaged
                    return
                }
                seals.append((page, digest))
            }
            take(body)
            apply(seals, databasePages: databasePages)
        case UInt8(ascii: "D"):
            guard let body = check(bytes, length: 1) else { return }
            take(body)
            open = [:]
        default:
            end = .damaged
        }
    }

    /// The record of a length that begins at ``size``, if it is whole and its hash is right.
    private mutating func check(_ bytes: [UInt8], length: Int) -> [UInt8]? {
        guard size + length + Digest.byteCount <= bytes.count else {
            end = .unfinished
            return nil
        }
        let body = Array(bytes[size..<(size + length)])
        let stored = Array(bytes[(size + length)..<(size + length + Digest.byteCount)])
        guard Digest.sha256(chain.bytes, body).bytes == stored else {
            end = .damaged
            return nil
        }
        return body
    }

    /// Continues behind a record.
    private mutating func take(_ body: [UInt8]) {
        chain = .sha256(chain.bytes, body)
        size += body.count + Digest.byteCount
        records += 1
    }

    private mutating func apply(_ seals: [(page: Int, digest: Digest)], databasePages: Int) {
        self.databasePages = databasePages
        open = [:]
        for (page, digest) in seals {
            open[page] = digests[page] ?? .zero
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
        open = [:]
        return body + chain.bytes
    }

    /// The same seals in one record, as the bytes of a new file.
    func compacted() -> (seals: PageSeals, bytes: [UInt8]) {
        var fresh = PageSeals()
        let pages = digests.keys.filter { $0 <= databasePages }.sorted()
        let seals = pages.map { (page: $0, digest: digests[$0] ?? .zero) }
        let record = fresh.seal(seals, databasePages: databasePages)
        return (fresh, Self.magic + record + fresh.done())
    }

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
}
