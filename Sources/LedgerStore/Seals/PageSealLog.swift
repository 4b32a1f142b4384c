import Cryptography
import Ledger

/// The file of page seals, open for appending.
///
/// Whoever appends need not know the hashes of pages, so that the writer's memory does not grow with the database;
/// whoever compares pages with them reads the file.
struct PageSealLog: Sendable {
    private let file: File
    private var seals: PageSeals

    /// The size of SQLite's pages in a ledger.
    static let pageSize = 4_096

    /// Opens the file, or creates it; cuts off what a crash left of a record.
    ///
    /// - Throws: `ChainError` of kind `damaged`, if a record has been altered.
    init(_ path: String) throws(ChainError) {
        file = try File(path, .writing)
        guard try file.size() > 0 else {
            seals = PageSeals(pages: 0..<0)
            try file.write(PageSeals.magic, at: 0)
            return
        }
        seals = try PageSeals(of: file, pages: 0..<0)
        guard seals.end != .damaged else {
            throw ChainError(.damaged, "\(path) is damaged at record \(seals.records + 1)")
        }
        if seals.end == .unfinished { try file.truncate(to: seals.size) }
    }

    /// The pages whose checkpoint may have been cut off by a crash.
    var unsettledPages: [Int] { Set(seals.openPages).sorted() }

    /// Seals pages before their checkpoint; when this returns the seals are on the device.
    mutating func seal(_ pages: [(page: Int, digest: Digest)], databasePages: Int) throws(ChainError) {
        var next = seals
        let offset = seals.size
        try file.write(next.seal(pages, databasePages: databasePages), at: offset)
        try file.synchronize()
        seals = next
    }

    /// Notes that the checkpoint is done.
    ///
    /// This need not reach the device: without it both hashes of a page are right, and the next opening looks.
    mutating func done() throws(ChainError) {
        let offset = seals.size
        try file.write(seals.done(), at: offset)
    }

    /// Writes the file anew when most of its seals have been superseded.
    mutating func compact() throws(ChainError) {
        guard !seals.isOpen, seals.entries > 2 * seals.databasePages + 10_000 else { return }
        let replacement = try File(file.path + ".new", .replacing)
        let fresh = try PageSeals.compact(file, into: replacement)
        try replacement.synchronize()
        try File.replace(file.path, by: replacement.path)
        self = PageSealLog(file: try File(file.path, .writing), seals: fresh)
    }

    private init(file: File, seals: PageSeals) {
        self.file = file
        self.seals = seals
    }
}
