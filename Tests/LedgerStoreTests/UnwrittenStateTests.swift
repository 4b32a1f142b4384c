import Ledger
import LedgerTestKit
import Testing

@testable import LedgerStore

@Suite("State that is not written yet")
struct UnwrittenStateTests {
    @Test("What comes while it is written, or while it cannot be, is kept and written behind it")
    func layers() throws {
        let network = try LedgerNetwork()
        var builder = try ChainBuilder(network, network.configuration())
        let (first, second, third) = (try builder.appendPuts(5), try builder.appendPuts(7), try builder.appendPuts(3))
        let unwritten = UnwrittenState(blockLimit: 2)
        unwritten.take(first.draft)
        #expect(!unwritten.isDue)
        unwritten.take(first.draft)
        #expect(!unwritten.isDue, "a block that is given again counts once")
        unwritten.take(second.draft)
        #expect(unwritten.isDue)
        var written: [(savepoint: Int, keys: Int)] = []
        // A device that is full.
        #expect(throws: ChainError.self) {
            try unwritten.write { _, _ throws(ChainError) in
                unwritten.take(third.draft)
                throw ChainError(.full, "full")
            }
        }
        for block in [first, second, third] { expect(block.draft.updates, in: unwritten) }
        #expect(unwritten.isDue, "what could not be written is tried again")
        for _ in 0..<2 {
            let isWritten = try unwritten.write { updates, savepoint throws(ChainError) in
                written.append((savepoint.height, updates.entries.count))
                for block in [third] { expect(block.draft.updates, in: unwritten) }
            }
            #expect(isWritten)
        }
        #expect(written.map(\.savepoint) == [second.draft.tip.height, third.draft.tip.height])
        #expect(try !unwritten.write { _, _ throws(ChainError) in }, "nothing is left")
        #expect(!unwritten.isDue)
    }

    @Test("Whoever brings blocks faster than they are written waits: no more than some are ever in memory")
    func overdue() throws {
        let directory = try TemporaryDirectory()
        let network = try LedgerNetwork()
        var builder = try ChainBuilder(network, network.configuration())
        var options = LedgerStore.Options()
        options.stateBlocks = 2
        let store = try LedgerStore.create(at: directory.path + "/ledger", genesis: builder.blocks[0], options: options)
        for _ in 0..<40 {
            let block = try builder.appendPuts(3)
            try store.append(block)
            // Nobody does the housekeeping.
            try store.apply(block.draft)
            let written = try store.state.read(StateDatabase.savepoint)?.height ?? 0
            #expect(block.draft.tip.height - written < 8)
        }
        try store.expectState(builder.state)
        try store.close()
    }

    @Test("A range is of one moment, and nobody waits for it: whatever is brought and written while the file is read")
    func range() throws {
        let network = try LedgerNetwork()
        var builder = try ChainBuilder(network, network.configuration())
        let (from, to) = (QualifiedKey("", in: KeyValueChaincode.name), QualifiedKey.end(of: KeyValueChaincode.name))
        let unwritten = UnwrittenState(blockLimit: 2)
        var file = WorldState()
        for step in 0..<6 {
            let block = try builder.appendPuts(5 + step)
            unwritten.take(block.draft)
            let before = builder.state
            var reads = 0
            let found = try unwritten.values(from: from, to: to) { () throws(StateError) in
                reads += 1
                guard reads == 1 else { return try file.values(from: from, to: to) }
                // Comes while the file is read: a block, and one or two writings of what there is.
                guard let next = try? builder.appendPuts(9) else { throw StateError("no block") }
                unwritten.take(next.draft)
                for _ in 0..<min(step, 2) {
                    _ = try? unwritten.write { updates, _ throws(ChainError) in file.apply(updates) }
                }
                return try file.values(from: from, to: to)
            }
            // Only a writing that may have more than was taken has the file read again.
            if step == 0 { #expect(try reads == 1 && found == before.values(from: from, to: to)) }
            if step > 0 { #expect(try reads == 2 && found == builder.state.values(from: from, to: to)) }
        }
    }

    private func expect(_ updates: StateUpdates, in unwritten: UnwrittenState) {
        updates.entries.forEach { key, update in #expect(unwritten.update(of: key) == update) }
    }
}
