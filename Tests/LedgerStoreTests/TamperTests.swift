import Foundation
import GRDB
import Ledger
import LedgerTestKit
import Testing

@testable import LedgerStore

@Suite("One byte changed anywhere")
struct TamperTests {
    private let directory: TemporaryDirectory
    private var builder: ChainBuilder

    init() throws {
        directory = try TemporaryDirectory()
        let network = try LedgerNetwork()
        builder = try ChainBuilder(network, network.configuration())
    }

    @Test("In a ledger that was closed: every file, every page, header, free space, the end of each file")
    mutating func atRest() throws {
        let path = directory.path + "/ledger"
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        for _ in 0..<6 { try store.take(builder.appendPuts(40, valueSize: 100)) }
        // Free pages: rows that go leave them behind.
        try store.state.write { database in
            try database.execute(sql: "CREATE TABLE scrap (a)")
            for _ in 0..<40 { try database.execute(sql: "INSERT INTO scrap VALUES (randomblob(3000))") }
            try database.execute(sql: "DROP TABLE scrap")
        }
        try store.close()
        let files = try Snapshot(path)
        #expect(
            Set(files.files.keys) == [
                "chain.db", "chain.db-wal", "chain.pages", "head", "lock", "state.db", "state.db-wal", "state.pages",
            ]
        )
        var flips = 0
        for name in ["chain.db", "chain.pages", "head", "state.db", "state.pages"] {
            flips += try flip(name, of: files, at: path, step: name.hasSuffix(".db") ? 1_021 : 61)
        }
        print("bytes changed in a closed ledger and found: \(flips)")
        #expect(flips > 250)
    }

    @Test("In a ledger that a killed process left: the write-ahead logs too")
    mutating func afterCrash() throws {
        let path = directory.path + "/ledger"
        var options = LedgerStore.Options()
        options.stateBlocks = 1
        options.logLimit = 200_000
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0], options: options)
        for _ in 0..<7 { try store.take(builder.appendPuts(25)) }
        let files = try Snapshot(path)
        let copy = directory.path + "/copy"
        #expect((files.files["chain.db-wal"]?.count ?? 0) > 20_000)
        #expect((files.files["state.db-wal"]?.count ?? 0) > 20_000)
        var flips = 0
        for name in ["chain.db", "chain.db-wal", "chain.pages", "head", "state.db", "state.db-wal", "state.pages"] {
            flips += try flip(name, of: files, at: copy, step: name.contains(".db") ? 1_021 : 61)
        }
        print("bytes changed in a crashed ledger and found: \(flips)")
        #expect(flips > 250)
    }

    @Test("Every byte of the headers of the log's frames and of its own header")
    mutating func logHeaders() throws {
        let path = directory.path + "/ledger"
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        for _ in 0..<3 { try store.take(builder.appendPuts(5)) }
        let files = try Snapshot(path)
        let copy = directory.path + "/copy"
        let log = try #require(files.files["chain.db-wal"])
        let frame = WriteAheadLog.frameHeaderSize + PageSealLog.pageSize
        let starts = stride(from: WriteAheadLog.headerSize, to: log.count, by: frame)
        let places =
            Array(0..<WriteAheadLog.headerSize) + starts.flatMap { Array($0..<($0 + WriteAheadLog.frameHeaderSize)) }
        try files.write(to: copy)
        for place in places {
            try expectFinding("chain.db-wal", at: place, of: files, in: copy)
        }
        print("bytes changed in the headers of a log and found: \(places.count)")
    }

    @Test("The finding names the page or the frame")
    mutating func names() throws {
        let path = directory.path + "/ledger"
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        for _ in 0..<3 { try store.take(builder.appendPuts(20)) }
        let crashed = try Snapshot(path)
        try store.close()
        let closed = try Snapshot(path)
        let copy = directory.path + "/copy"
        #expect(
            try findings(change: "chain.db", at: 4_096 * 2 + 17, of: closed, in: copy) == [
                "chain.db page 3: has been altered"
            ]
        )
        #expect(try findings(change: "state.db", at: 5, of: closed, in: copy) == ["state.db page 1: has been altered"])
        #expect(try findings(change: "head", at: 511, of: closed, in: copy) == ["head: has been altered"])
        #expect(
            try findings(change: "chain.pages", at: 3, of: closed, in: copy) == [
                "chain.pages record 1: has been altered"
            ]
        )
        let log = WriteAheadLog(try #require(crashed.files["chain.db-wal"]))
        let second = log.frames[1]
        let place = WriteAheadLog.headerSize + 4_120 + 300
        #expect(
            try findings(change: "chain.db-wal", at: place, of: crashed, in: copy).first
                == "chain.db-wal frame 2 (page \(second.page)): has been altered"
        )
    }

    @Test("A damaged log is refused by a writer before anything is lost")
    mutating func writerRefuses() throws {
        let path = directory.path + "/ledger"
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        for _ in 0..<4 { try store.take(builder.appendPuts(20)) }
        var files = try Snapshot(path)
        files.files["lock"] = nil
        let copy = directory.path + "/copy"
        let log = try #require(files.files["chain.db-wal"])
        for place in [40, 5_000, log.count / 2, log.count - 10] {
            var altered = files
            altered.files["chain.db-wal"]?[place] ^= 0x10
            try altered.write(to: copy)
            let error = try #require(throws: ChainError.self) { try LedgerStore(at: copy) }
            #expect(error.kind == .damaged || error.kind == .rolledBack, "\(error)")
            var after = try Snapshot(copy)
            after.files["lock"] = nil
            #expect(after.files["chain.db-wal"] == altered.files["chain.db-wal"])
            #expect(after.files["chain.db"] == altered.files["chain.db"])
        }
    }

    @Test("Noise, and files altered in many places, are read to an end", arguments: [31, 32] as [UInt64])
    mutating func noise(seed: UInt64) throws {
        let path = directory.path + "/ledger"
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        try store.take(builder.appendPuts(3))
        let files = try Snapshot(path)
        let originals = [
            try #require(files.files["chain.db-wal"]), try #require(files.files["chain.pages"]),
            try #require(files.files["head"]),
        ]
        var random = SplitMix64(seed: seed)
        for round in 0..<600 {
            var bytes = round.isMultiple(of: 7) ? random.bytes(random.below(300)) : originals[round % 3]
            for _ in 0..<random.below(6) where !bytes.isEmpty {
                let place = random.below(min(bytes.count, 9_000))
                if random.below(6) == 0 {
                    bytes.removeSubrange(place...)
                } else {
                    bytes[place] = UInt8(random.below(256))
                }
            }
            switch round % 3 {
            case 0: #expect(WriteAheadLog(bytes).frames.count <= originals[0].count / 4_096, "seed \(seed)")
            case 1: #expect(PageSeals(bytes).size <= max(bytes.count, PageSeals.magic.count), "seed \(seed)")
            default:
                // Only the one original form is taken.
                let head = try? HeadFile(bytes, path: "head")
                #expect(head == nil || head?.encoded == bytes, "seed \(seed)")
            }
        }
    }

    @Test("Bytes added to a file, or cut off")
    mutating func lengths() throws {
        let path = directory.path + "/ledger"
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        for _ in 0..<3 { try store.take(builder.appendPuts(20)) }
        try store.close()
        let files = try Snapshot(path)
        for name in ["chain.db", "chain.pages", "head", "state.db", "state.pages"] {
            for change in [1, 4_096, -1, -4_096] {
                var altered = files
                let bytes = try #require(files.files[name])
                altered.files[name] =
                    change > 0 ? bytes + Array(repeating: 0, count: change) : Array(bytes.dropLast(-change))
                try altered.write(to: path)
                #expect(try !LedgerVerification.run(at: path).isEmpty, "\(name) \(change)")
            }
        }
    }

    /// Changes every `step`-th byte of a file, and its first and last, one at a time.
    private func flip(_ name: String, of files: Snapshot, at path: String, step: Int) throws -> Int {
        let bytes = try #require(files.files[name])
        try files.write(to: path)
        try File.remove(path + "/lock")
        let places = Array(stride(from: 0, to: bytes.count, by: step)) + [bytes.count - 1]
        for place in places { try expectFinding(name, at: place, of: files, in: path) }
        return places.count
    }

    /// Expects one changed byte to be found in its own file, and puts it back.
    private func expectFinding(_ name: String, at place: Int, of files: Snapshot, in path: String) throws {
        let original = try #require(files.files[name])[place]
        let file = try File(path + "/" + name, .writing)
        try file.write([original ^ (place.isMultiple(of: 2) ? 0x01 : 0xff)], at: place)
        let findings = try LedgerVerification.run(at: path)
        #expect(findings.contains { $0.file == name }, "byte \(place) of \(name): \(findings)")
        try file.write([original], at: place)
    }

    private func findings(change name: String, at place: Int, of files: Snapshot, in path: String) throws -> [String] {
        var altered = files
        altered.files["lock"] = nil
        altered.files[name]?[place] ^= 0x20
        try altered.write(to: path)
        return try LedgerVerification.run(at: path).map(\.description)
    }
}
