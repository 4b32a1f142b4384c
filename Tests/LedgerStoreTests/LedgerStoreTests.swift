import Cryptography
import Foundation
import GRDB
import Glibc
import Ledger
import LedgerTestKit
import Testing

@testable import LedgerStore

@Suite("A ledger on disk")
struct LedgerStoreTests {
    private let directory: TemporaryDirectory
    private let path: String
    private var builder: ChainBuilder

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path + "/ledger"
        let network = try LedgerNetwork()
        builder = try ChainBuilder(network, network.configuration())
    }

    @Test("Gives back what was appended, now and after it was closed")
    mutating func roundTrip() throws {
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        for count in [1, 300, 2, 250] { try store.take(builder.appendPuts(count)) }
        try check(store)
        try store.close()
        let again = try LedgerStore(at: path)
        try check(again)
        try again.close()
        #expect(try LedgerVerification.run(at: path) == [])
    }

    @Test("Can be read at rest, without a byte being written")
    mutating func archive() throws {
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        try store.take(builder.appendPuts(40))
        try store.close()
        let before = try Snapshot(path)
        let archive = try LedgerArchive(at: path)
        #expect(try archive.tip() == builder.tip)
        #expect(try archive.height() == 2)
        let block = builder.blocks[1]
        #expect(try archive.block(1) == StoredBlock(block.draft, seal: block.seal))
        #expect(try archive.block(2) == nil)
        #expect(try Genesis.channel(of: archive).configuration == builder.configuration)
        #expect(try Snapshot(path) == before)
    }

    @Test("Finds transactions by their identifiers, and lists those that are taken")
    mutating func identifiers() throws {
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        try store.take(builder.appendPuts(5))
        let wanted = builder.blocks[1].draft.transactions[3].envelope
        let found = try #require(try store.transaction(wanted.txid))
        #expect(found.place == Version(block: 1, transaction: 3))
        #expect(found.stored.envelope == wanted.bytes)
        #expect(try store.transaction(.zero) == nil)
        var listed: [Digest] = []
        try store.forEachIdentifier { listed.append($0) }
        #expect(listed.sorted() == builder.blocks.flatMap { $0.draft.transactions.map(\.envelope.txid) }.sorted())
    }

    @Test("An identifier may come a second time as a duplicate, and the first keeps it")
    mutating func duplicates() throws {
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        try store.take(builder.appendPuts(2))
        let envelope = builder.blocks[1].draft.transactions[0].envelope
        let again = ValidatedTransaction(envelope, code: .duplicateTxid)
        let draft = builder.tip.next([again], time: LedgerNetwork.now)
        try store.append(builder.network.seal(draft))
        #expect(try store.transaction(envelope.txid)?.place == Version(block: 1, transaction: 0))
        let forged = draft.tip.next([ValidatedTransaction(envelope, code: .valid)], time: LedgerNetwork.now)
        #expect(throws: ChainError.self) { try store.append(builder.network.seal(forged)) }
        #expect(try store.height() == 3)
    }

    @Test("Refuses to alter or delete a row of the chain", arguments: ["block", "tx", "certificate", "config", "meta"])
    mutating func appendOnly(table: String) throws {
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        for sql in ["DELETE FROM \(table)", "UPDATE \(table) SET rowid = rowid"]
        where table != "certificate" && table != "meta" {
            let error = try #require(throws: ChainError.self) { try store.chain.write { try $0.execute(sql: sql) } }
            #expect(error.message.contains("the ledger is append-only"))
        }
        let error = try #require(throws: ChainError.self) {
            try store.chain.write { try $0.execute(sql: "DELETE FROM \(table)") }
        }
        #expect(error.message.contains("the ledger is append-only"))
    }

    @Test("A second writer and a reader are told who has the ledger")
    mutating func lock() throws {
        let path = path
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        for open in [{ _ = try LedgerStore(at: path) }, { _ = try LedgerArchive(at: path) }] {
            let error = try #require(throws: ChainError.self) { try open() }
            #expect(error.kind == .locked)
            #expect(error.message.contains("is in use by process \(getpid())"))
        }
        try store.close()
        #expect(try File.size(of: path + "/lock") == 0)
        try LedgerStore(at: path).close()
    }

    @Test("A reader that is done leaves no lock to a child that was forked meanwhile")
    mutating func lockInChild() throws {
        try LedgerStore.create(at: path, genesis: builder.blocks[0]).close()
        var reader: LedgerArchive? = try LedgerArchive(at: path)
        let copies = copyDescriptors(of: path + "/lock")
        defer { for copy in copies { close(copy) } }
        #expect(!copies.isEmpty && reader != nil)
        reader = nil
        try LedgerStore(at: path).close()
    }

    /// What a fork does to the descriptors of a file.
    private func copyDescriptors(of file: String) -> [CInt] {
        (0..<4_096).filter { (descriptor: CInt) in
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")) == file
        }.map { dup($0) }
    }

    @Test("A directory without a ledger, one with a ledger already, and another program's database")
    mutating func unsuitable() throws {
        #expect(!LedgerStore.exists(at: path))
        #expect(throws: ChainError.self) { try LedgerStore(at: path) }
        #expect(throws: ChainError.self) { try LedgerArchive(at: path) }
        try LedgerStore.create(at: path, genesis: builder.blocks[0]).close()
        let twice = try #require(throws: ChainError.self) {
            try LedgerStore.create(at: path, genesis: builder.blocks[0])
        }
        #expect(twice.kind == .unsuitable && twice.message.contains("already"))
        let other = directory.path + "/other"
        try File.createDirectory(other)
        try DatabaseQueue(path: other + "/chain.db").write { try $0.execute(sql: "CREATE TABLE t (a)") }
        let foreign = try #require(throws: ChainError.self) { try LedgerArchive(at: other) }
        #expect(foreign.kind == .unsuitable && foreign.message.contains("not a chain of this program"))
    }

    @Test("A chain says what it is, and one of a newer format is refused")
    mutating func format() throws {
        let path = path
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        let notes = try store.chain.read { try String.fetchAll($0, sql: "SELECT value FROM meta ORDER BY name") }
        #expect(notes == ["test", "1", builder.blocks[0].draft.tip.hash.hex])
        try store.chain.write { try $0.execute(sql: "PRAGMA user_version = 2") }
        try store.close()
        for open in [{ _ = try LedgerStore(at: path) }, { _ = try LedgerArchive(at: path) }] {
            let error = try #require(throws: ChainError.self) { try open() }
            #expect(error.kind == .unsuitable && error.message.contains("use a newer program"))
        }
    }

    @Test("A creation that was interrupted can be begun again")
    mutating func interruptedCreation() throws {
        try LedgerStore.create(at: path, genesis: builder.blocks[0]).close()
        try File.remove(path + "/head")
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        try store.take(builder.appendPuts(1))
        #expect(try store.height() == 2)
    }

    @Test("SQLite itself finds nothing wrong with the files")
    mutating func integrityCheck() throws {
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        for _ in 0..<5 { try store.take(builder.appendPuts(60)) }
        try store.close()
        for name in ["chain.db", "state.db"] {
            let queue = try DatabaseQueue(path: "file:\(path)/\(name)?immutable=1")
            #expect(try queue.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") } == ["ok"])
        }
    }

    @Test("A full device is said so, and nothing committed is lost")
    mutating func diskFull() throws {
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        try store.take(builder.appendPuts(3))
        try store.chain.read { try $0.execute(sql: "PRAGMA max_page_count = 40") }
        var failure: ChainError?
        var written = 1
        while failure == nil, written < 50 {
            let block = try builder.appendPuts(20, valueSize: 900)
            do {
                try store.append(block)
                try store.apply(block.draft)
                written += 1
            } catch {
                failure = error
            }
        }
        #expect(failure?.kind == .full)
        #expect(failure?.message.contains("make room") == true)
        #expect(try store.height() == written + 1)
        try store.close()
        let again = try LedgerStore(at: path)
        #expect(try again.height() == written + 1)
        try again.close()
        #expect(try LedgerVerification.run(at: path) == [])
    }

    private func check(_ store: LedgerStore) throws {
        #expect(try store.tip() == builder.tip)
        #expect(try store.height() == builder.blocks.count)
        for (number, block) in builder.blocks.enumerated() {
            #expect(try store.block(number) == StoredBlock(block.draft, seal: block.seal))
            for certificate in block.certificates {
                #expect(try store.certificate(certificate.fingerprint) == certificate.der)
            }
        }
        #expect(try store.certificate(.zero) == nil)
        try store.expectState(builder.state)
    }
}
