import Cryptography
import Foundation
import Ledger
import LedgerTestKit
import Synchronization
import Testing

@testable import LedgerStore

@Suite("What a crash leaves behind")
struct RecoveryTests {
    private let directory: TemporaryDirectory
    private var builder: ChainBuilder

    init() throws {
        directory = try TemporaryDirectory()
        let network = try LedgerNetwork()
        builder = try ChainBuilder(network, network.configuration())
    }

    /// A process that is killed leaves its files as they are at that moment; so does a copy of them.
    @Test("At every step of a commit: nothing that was acknowledged is lost", arguments: steps)
    mutating func crash(at point: FaultPoint) throws {
        let directory = directory
        let path = directory.path + "/ledger"
        let copies = Mutex<[(copy: String, acknowledged: Int)]>([])
        let acknowledged = Mutex(1)
        var options = LedgerStore.Options()
        options.stateBlocks = 3
        options.logLimit = 150_000
        options.reached = { reached in
            guard reached == point else { return }
            let count = acknowledged.withLock { $0 }
            try copies.withLock { copies in
                let copy = try directory.copy(path, as: "crash-\(copies.count)")
                copies.append((copy, count))
            }
        }
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0], options: options)
        for block in 1...12 {
            let block = try builder.appendPuts(8 + block)
            try store.append(block)
            acknowledged.withLock { $0 = block.draft.tip.height }
            try store.apply(block.draft)
            try store.maintain()
        }
        let found = copies.withLock { $0 }
        #expect(!found.isEmpty, "no commit reached \(point)")
        for (copy, acknowledged) in found { try recover(copy, acknowledged: acknowledged, at: point) }
    }

    /// The files are as a crash left them: they are whole, they can be read, and a writer goes on from there.
    private mutating func recover(_ copy: String, acknowledged: Int, at point: FaultPoint) throws {
        try File.remove(copy + "/lock")
        #expect(try LedgerVerification.run(at: copy) == [], "\(point)")
        let archive = try LedgerArchive(at: copy)
        let height = try archive.height()
        // One block more than was acknowledged may be there: the one that was being written.
        #expect(height == acknowledged || height == acknowledged + 1, "\(point)")
        let store = try LedgerStore(at: copy)
        #expect(try store.height() == height)
        var state = WorldState()
        for block in builder.blocks[..<height] { state.apply(block.draft.updates) }
        try store.expectState(state)
        for block in builder.blocks[height...] { try store.take(block) }
        #expect(try store.tip() == builder.tip)
        try store.expectState(builder.state)
        try store.close()
        #expect(try LedgerVerification.run(at: copy) == [], "\(point), afterwards")
    }

    @Test("A transaction that the process could not finish writing leaves the log's tail, and no harm")
    mutating func tornTail() throws {
        let (path, good) = try crashed(blocks: 3)
        let log = try #require(good.files["chain.db-wal"])
        let frame = WriteAheadLog.frameHeaderSize + PageSealLog.pageSize
        let frames = (log.count - WriteAheadLog.headerSize) / frame
        for cut in [1, 23, 24, 2_000, frame - 1] {
            var torn = good
            // The beginning of another frame, as a process killed in the middle of writing it leaves it.
            torn.files["chain.db-wal"] = log + log[WriteAheadLog.headerSize..<(WriteAheadLog.headerSize + cut)]
            try torn.write(to: path)
            #expect(try LedgerVerification.run(at: path) == [])
            #expect(try LedgerArchive(at: path).height() == 4)
        }
        #expect(frames > 3)
        let store = try LedgerStore(at: path)
        #expect(try store.tip() == builder.tip)
        try store.close()
        #expect(try LedgerVerification.run(at: path) == [])
    }

    @Test("A state whose log the power took with it, in the middle of a checkpoint")
    mutating func lostLog() throws {
        let directory = directory
        let path = directory.path + "/ledger"
        let copies = Mutex<[String]>([])
        var options = LedgerStore.Options()
        options.stateBlocks = 1
        options.logLimit = 150_000
        options.reached = { reached in
            guard reached == .pagesSealed else { return }
            try copies.withLock { copies in copies.append(try directory.copy(path, as: "lost-\(copies.count)")) }
        }
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0], options: options)
        for _ in 0..<30 { try store.take(builder.appendPuts(10, valueSize: 300)) }
        var isTried = false
        for copy in copies.withLock({ $0 })
        where !PageSeals(try File(copy + "/state.pages", .reading).readAll()).open.isEmpty {
            isTried = true
            // The seals were on the device; the log, which is synchronised at checkpoints only, was not.
            try File(copy + "/state.db-wal", .writing).truncate(to: 0)
            try File.remove(copy + "/lock")
            #expect(try LedgerVerification.run(at: copy) == [])
            let again = try LedgerStore(at: copy)
            var state = WorldState()
            for block in builder.blocks[..<(try again.height())] { state.apply(block.draft.updates) }
            try again.expectState(state)
            try again.close()
            #expect(try LedgerVerification.run(at: copy) == [])
        }
        #expect(isTried, "no checkpoint of the state was reached")
    }

    /// As a device does that has room for seals and none for the pages, until the process is killed.
    @Test("A checkpoint that failed again and again leaves pages as they were before the first, and they are sealed")
    mutating func failedCheckpoints() throws {
        let path = directory.path + "/ledger"
        let isFailing = Mutex(false)
        var options = LedgerStore.Options()
        options.stateBlocks = 1
        options.logLimit = 1
        options.reached = { reached in
            guard reached == .pagesSealed, isFailing.withLock({ $0 }) else { return }
            throw ChainError(.full, "no room")
        }
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0], options: options)
        for _ in 0..<2 { try store.take(builder.appendPuts(10)) }
        isFailing.withLock { $0 = true }
        for _ in 0..<4 {
            let block = try builder.appendPuts(10)
            #expect(throws: ChainError(.full, "no room")) { try store.take(block) }
        }
        let copy = try directory.copy(path, as: "killed")
        try File.remove(copy + "/lock")
        #expect(try LedgerVerification.run(at: copy) == [])
        let again = try LedgerStore(at: copy)
        #expect(try again.tip() == builder.tip && again.mended == nil)
        try again.expectState(builder.state)
        try again.close()
        #expect(try LedgerVerification.run(at: copy) == [])
        isFailing.withLock { $0 = false }
        try store.maintain()
        try store.close()
        #expect(try LedgerVerification.run(at: path) == [])
    }

    @Test("A state that is missing, unreadable, of another chain or ahead of the chain is made again")
    mutating func state() throws {
        let path = directory.path + "/ledger"
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        try store.take(builder.appendPuts(10))
        try store.close()
        let early = try Snapshot(path)
        let again = try LedgerStore(at: path)
        for _ in 0..<3 { try again.take(builder.appendPuts(10)) }
        try again.close()
        let late = try Snapshot(path)

        var missing = late
        for name in ["state.db", "state.db-wal", "state.pages"] { missing.files[name] = nil }
        try reopen(missing, at: path)

        var noise = late
        noise.files["state.db"] = Array(repeating: 0x55, count: 40_960)
        try reopen(noise, at: path)

        var sealless = late
        sealless.files["state.pages"] = [1, 2, 3]
        try reopen(sealless, at: path)

        var behind = late
        for name in ["state.db", "state.db-wal", "state.pages"] { behind.files[name] = early.files[name] }
        try reopen(behind, at: path)

        var ahead = early
        for name in ["state.db", "state.db-wal", "state.pages"] { ahead.files[name] = late.files[name] }
        try ahead.write(to: path)
        let store2 = try LedgerStore(at: path)
        var state = WorldState()
        for block in builder.blocks[...1] { state.apply(block.draft.updates) }
        try store2.expectState(state)
        try store2.close()
    }

    private func reopen(_ files: Snapshot, at path: String) throws {
        try files.write(to: path)
        let store = try LedgerStore(at: path)
        #expect(try store.tip() == builder.tip)
        try store.expectState(builder.state)
        try store.close()
        #expect(try LedgerVerification.run(at: path) == [])
    }

    @Test("An older chain put back is refused, and so is a chain without its head or with another's")
    mutating func rollback() throws {
        let path = directory.path + "/ledger"
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        try store.take(builder.appendPuts(10))
        try store.close()
        let early = try Snapshot(path)
        let again = try LedgerStore(at: path)
        try again.take(builder.appendPuts(10))
        try again.close()
        let late = try Snapshot(path)

        var rolledBack = early
        rolledBack.files["head"] = late.files["head"]
        try rolledBack.write(to: path)
        let error = try #require(throws: ChainError.self) { try LedgerStore(at: path) }
        #expect(error.kind == .rolledBack && error.message.contains("ends at block 1"))
        #expect(try LedgerVerification.run(at: path).map(\.file) == ["chain.db"])

        var headless = late
        headless.files["head"] = nil
        try headless.write(to: path)
        #expect(try #require(throws: ChainError.self) { try LedgerStore(at: path) }.kind == .damaged)
        #expect(try LedgerVerification.run(at: path).map(\.description) == ["head: is missing"])

        var lagging = late
        lagging.files["head"] = early.files["head"]
        try lagging.write(to: path)
        try LedgerStore(at: path).close()

        var foreign = try ChainBuilder(builder.network, builder.configuration)
        try foreign.appendPuts(1)
        let other = foreign.blocks[1]
        var forked = late
        forked.files["head"] = HeadFile(header: other.draft.headerBytes, seal: other.seal.encoded).encoded
        try forked.write(to: path)
        let fork = try #require(throws: ChainError.self) { try LedgerStore(at: path) }
        #expect(fork.message.contains("have different blocks 1"))
        #expect(try LedgerVerification.run(at: path).map(\.file) == ["head"])
    }

    @Test("Seals are written anew when most have been superseded, and say the same")
    mutating func compaction() throws {
        let path = directory.path + "/ledger"
        var options = LedgerStore.Options()
        options.stateBlocks = 1
        options.logLimit = 1
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0], options: options)
        try store.take(builder.appendPuts(4))
        let before = PageSeals(try File(path + "/state.pages", .reading).readAll())
        var seals = before
        var bytes = try File(path + "/state.pages", .reading).readAll()
        // What thousands of checkpoints of the same few pages leave.
        let digest = try #require(before.digests[1])
        for _ in 0..<11_000 { bytes += seals.seal([(1, digest)], databasePages: seals.databasePages) + seals.done() }
        try store.close()
        try File(path + "/state.pages", .replacing).write(bytes, at: 0)
        try LedgerStore(at: path).close()
        let after = PageSeals(try File(path + "/state.pages", .reading).readAll())
        #expect(after.entries < 100 && after.digests == before.digests)
        #expect(try LedgerVerification.run(at: path) == [])
    }

    /// A ledger with that many blocks after the genesis, as a killed process leaves it.
    private mutating func crashed(blocks: Int) throws -> (path: String, files: Snapshot) {
        let path = directory.path + "/ledger"
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        for _ in 0..<blocks { try store.take(builder.appendPuts(10)) }
        var files = try Snapshot(path)
        files.files["lock"] = nil
        let copy = directory.path + "/copy"
        try files.write(to: copy)
        return (copy, files)
    }
}

/// The steps that a store takes; the others are the peer's.
private let steps: [FaultPoint] = [.inserted, .committed, .headWritten, .applied, .pagesSealed, .pagesMoved]
