import Cryptography
import Foundation
import GRDB
import Ledger
import LedgerTestKit
import Testing
import Transparency

@testable import LedgerStore

/// The rows of Documentation/faults.md that are about a ledger's files: what is said, and that nothing is lost.
@Suite("Faults of a ledger's files")
struct FaultTableTests {
    private let directory: LedgerTestKit.TemporaryDirectory
    private let path: String
    private var builder: ChainBuilder

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path + "/ledger"
        let network = try LedgerNetwork()
        builder = try ChainBuilder(network, network.configuration())
    }

    /// A closed ledger with something in every table.
    private mutating func closed() throws -> Snapshot {
        let signer = try NoteSigner(name: "test/log", kind: .log, key: CheckpointSigningKey.generate())
        let witness = try NoteSigner(name: "w", kind: .witness, key: CheckpointSigningKey.generate())
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        try store.take(builder.appendPuts(300))
        let checkpoint = try #require(try store.makeCheckpoint(origin: "test/log", signer: signer))
        try store.append(witness.sign(checkpoint.note.text, time: 1), size: 301)
        try store.close()
        return try Snapshot(path)
    }

    @Test(
        "A bit in any table of the chain is found, with its page",
        arguments: ["block", "tx", "certificate", "config", "subtree", "checkpoint", "cosignature", "meta"]
    )
    mutating func chainTable(table: String) throws {
        let files = try closed()
        let page = try rootPage(of: table, in: "chain.db")
        try altered(files, "chain.db", at: page * 4_096 - 2).write(to: path)
        #expect(try LedgerVerification.run(at: path).first?.description == "chain.db page \(page): has been altered")
        // Nothing is lost: with the byte put back all is there.
        try files.write(to: path)
        let store = try LedgerStore(at: path)
        #expect(try store.tip() == builder.tip)
        try store.close()
    }

    @Test(
        "A bit in any table of the state is found when it is opened, and the state made again",
        arguments: ["kv", "savepoint"]
    )
    mutating func stateTable(table: String) throws {
        let files = try closed()
        let page = try rootPage(of: table, in: "state.db")
        try altered(files, "state.db", at: page * 4_096 - 2).write(to: path)
        let finding = "state.db page \(page): has been altered"
        #expect(try LedgerVerification.run(at: path).map(\.description) == [finding])
        let store = try LedgerStore(at: path)
        #expect(store.mended == "\(finding); the state has been made again from the chain")
        try store.expectState(builder.state)
        try store.close()
        #expect(try LedgerVerification.run(at: path) == [])
        let again = try LedgerStore(at: path)
        #expect(again.mended == nil)
        try again.close()
    }

    @Test(
        "A chain that was cut off says so, to a writer and to a reader",
        arguments: [0, 31, 5_000, 40_960, -4_096, -1]
    )
    mutating func cutOff(length: Int) throws {
        var files = try closed()
        let whole = try #require(files.files["chain.db"])
        let kept = length > 0 || length == 0 ? length : whole.count + length
        files.files["chain.db"] = Array(whole.prefix(kept))
        try files.write(to: path)
        let path = path
        for open in [{ _ = try LedgerStore(at: path) }, { _ = try LedgerArchive(at: path) }] {
            let error = try #require(throws: ChainError.self) { try open() }
            #expect(error.kind == .damaged)
            #expect(error.message.contains("chain.db is cut off: it has \(kept) bytes of"), "\(error.message)")
        }
    }

    @Test(
        "A ledger of which only some files were copied says which is missing, and is not begun anew",
        arguments: ["head", "checkpoint"]
    )
    mutating func halfCopied(left: String) throws {
        var files = try closed()
        files.files = files.files.filter { $0.key == left || $0.key.hasPrefix("state") }
        try files.write(to: path)
        let (path, genesis) = (path, builder.blocks[0])
        #expect(LedgerStore.exists(at: path))
        let attempts = [
            { _ = try LedgerStore(at: path) }, { _ = try LedgerArchive(at: path) },
            { _ = try LedgerStore.create(at: path, genesis: genesis) },
        ]
        for attempt in attempts {
            let error = try #require(throws: ChainError.self) { try attempt() }
            #expect(error.kind == .damaged)
            #expect(
                error.message.contains(
                    "chain.db is missing and \(path)/\(left) is there: the ledger was copied by half"
                )
            )
        }
    }

    @Test("A chain without its head is never begun anew, and one whose creation was killed is")
    mutating func headless() throws {
        var files = try closed()
        files.files["head"] = nil
        files.files["checkpoint"] = nil
        try files.write(to: path)
        let (path, genesis) = (path, builder.blocks[0])
        #expect(!LedgerStore.exists(at: path))
        let error = try #require(throws: ChainError.self) { try LedgerStore.create(at: path, genesis: genesis) }
        #expect(error.kind == .damaged && error.message.contains("head is missing"))
        // What a process leaves that is killed before the first block is committed.
        let fresh = directory.path + "/fresh"
        try File.createDirectory(fresh)
        try File(fresh + "/chain.db", .writing).synchronize()
        #expect(!LedgerStore.exists(at: fresh))
        try LedgerStore.create(at: fresh, genesis: genesis).close()
        #expect(try LedgerArchive(at: fresh).height() == 1)
    }

    @Test("A torn last page of the log: the block was acknowledged or it was not, and the head knows")
    mutating func tornPage() throws {
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        for _ in 0..<3 { try store.take(builder.appendPuts(10)) }
        var files = try Snapshot(path)
        files.files["lock"] = nil
        let log = try #require(files.files["chain.db-wal"])
        // Half of the last frame is there; behind it is nothing, or what the file had there before.
        for tail in [[], Array(repeating: UInt8(0), count: 2_048)] {
            let copy = directory.path + "/torn"
            var torn = files
            torn.files["chain.db-wal"] = log.dropLast(2_048) + tail
            // The block was acknowledged: its head is there, so that its loss is said and nothing goes on without it.
            try torn.write(to: copy)
            let error = try #require(throws: ChainError.self) { try LedgerStore(at: copy) }
            #expect(error.kind == .rolledBack && error.message.contains("the chain has lost its end"))
            // It was not: the head names the block before, and the ledger goes on from there.
            let last = builder.blocks[2]
            torn.files["head"] = HeadFile(header: last.draft.headerBytes, seal: last.seal.encoded).encoded
            try torn.write(to: copy)
            let again = try LedgerStore(at: copy)
            #expect(try again.tip() == last.draft.tip)
            try again.take(builder.blocks[3])
            #expect(try again.tip() == builder.tip)
            try again.close()
            #expect(try LedgerVerification.run(at: copy) == [])
        }
    }

    private func rootPage(of table: String, in name: String) throws -> Int {
        try DatabaseQueue(path: "file:\(path)/\(name)?immutable=1").read { database in
            let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
            return try #require(try Int.fetchOne(database, sql: sql, arguments: [table]))
        }
    }

    private func altered(_ files: Snapshot, _ name: String, at place: Int) -> Snapshot {
        var altered = files
        altered.files[name]?[place] ^= 0x04
        return altered
    }
}
