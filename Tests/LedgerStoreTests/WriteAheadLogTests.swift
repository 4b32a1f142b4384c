import Cryptography
import GRDB
import Ledger
import LedgerTestKit
import Testing

@testable import LedgerStore

@Suite("A write-ahead log that is read on")
struct WriteAheadLogTests {
    @Test("says the same as one that is read from its beginning, and begins again where the log did")
    func readOn() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/numbers.db"
        let database = try SealedDatabase(path, seals: directory.path + "/numbers.pages", durability: .normal)
        try database.write { try $0.execute(sql: "CREATE TABLE number (value INTEGER PRIMARY KEY, text TEXT)") }
        var earlier: WriteAheadLog?
        var known: [WriteAheadLog.LastPage] = []
        for step in 1...6 {
            try insert(200, into: database)
            let file = try File(path + "-wal", .reading)
            let (whole, continued) = (try WriteAheadLog(of: file), try WriteAheadLog(of: file, after: earlier))
            #expect(continued.frames == whole.frames && continued.end == whole.end)
            #expect(continued.databasePages == whole.databasePages)
            // The log was begun anew before the fourth step.
            #expect(earlier.map { continued.continues($0) } == [nil, true, true, false, true, true][step - 1])
            if earlier.map({ continued.continues($0) }) != true { known = [] }
            let pages = try continued.lastPages(in: file, known: known)
            #expect(try pages == whole.lastPages(in: file))
            (earlier, known) = (continued, pages)
            if step == 3 { try database.checkpoint() }
        }
        // A page's hash is taken over as long as it is the page's last.
        let stale = known.map { WriteAheadLog.LastPage(frame: $0.frame, digest: .zero) }
        try insert(1, into: database)
        let file = try File(path + "-wal", .reading)
        let pages = try WriteAheadLog(of: file, after: earlier).lastPages(in: file, known: stale)
        let written = pages.filter { !stale.map(\.frame).contains($0.frame) }
        #expect(!written.isEmpty && written.allSatisfy { $0.digest != .zero })
        try database.close()
    }

    /// A device that fails when it is asked to keep what has been written leaves a log in which a transaction looks
    /// whole. SQLite has taken it back, and moves nothing of it.
    @Test("is sealed as far as SQLite has committed it, whatever stands behind", arguments: [0, 1, 3])
    func takenBack(before: Int) throws {
        let directory = try TemporaryDirectory()
        let (path, twin) = (directory.path + "/ledger", directory.path + "/twin")
        try File.createDirectory(path)
        let files = LedgerFiles(directory: path)
        let database = try SealedDatabase(files.chain, seals: files.chainSeals, durability: .full)
        try database.write { try $0.execute(sql: "CREATE TABLE number (value INTEGER PRIMARY KEY, text TEXT)") }
        try database.checkpoint()
        for _ in 0..<before { try insert(200, into: database) }
        // What the transaction's frames are is said by another connection that goes on from the same log.
        try Snapshot(path).write(to: twin)
        let other = LedgerFiles(directory: twin)
        let copy = try SealedDatabase(other.chain, seals: other.chainSeals, durability: .full)
        try insert(300, into: copy)
        let log = try File(other.chain + "-wal", .reading).readAll()
        #expect(WriteAheadLog(log).end == .clean)
        try File(files.chain + "-wal", .writing).write(log, at: 0)
        try database.checkpoint()
        var pages = PageVerification(database: "chain.db", seals: "chain.pages", in: files)
        #expect(try pages.run() == [])
        try insert(100, into: database)
        try database.close()
        pages = PageVerification(database: "chain.db", seals: "chain.pages", in: files)
        #expect(try pages.run() == [])
        let again = try SealedDatabase(files.chain, seals: files.chainSeals, durability: .full)
        #expect(try again.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM number") } == before * 200 + 100)
    }

    private func insert(_ count: Int, into database: SealedDatabase) throws {
        try database.write { database in
            for _ in 0..<count {
                try database.execute(sql: "INSERT INTO number (text) VALUES ('the same text, again and again')")
            }
        }
    }
}
