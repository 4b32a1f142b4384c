import LedgerTestKit
import Testing
import Units

@testable import Ledger

@Suite("The solo ordering engine")
struct SoloOrderingTests {
    @Test("Cuts by count")
    func count() throws {
        var solo = SoloOrdering<Int>(limits: Self.limits, next: 7)
        var batches: [OrderedBatch<Int>] = []
        var places: [Version] = []
        for message in 0..<7 {
            let ordered = try solo.broadcast(message, bytes: 1, at: .zero)
            places.append(ordered.place)
            batches += ordered.batches
        }
        #expect(batches.map(\.number) == [7, 8])
        #expect(batches.map(\.messages) == [[0, 1, 2], [3, 4, 5]])
        #expect(places.last == Version(block: 9, transaction: 0))
    }

    @Test("What would overflow the block goes into the next")
    func overflow() throws {
        var solo = SoloOrdering<String>(limits: Self.limits, next: 1)
        #expect(try solo.broadcast("a", bytes: 60, at: .zero).batches.isEmpty)
        let second = try solo.broadcast("b", bytes: 60, at: .zero)
        #expect(second.batches.map(\.messages) == [["a"]])
        #expect(second.place == Version(block: 2, transaction: 0))
        #expect(solo.writerIsIdle()?.messages == ["b"])
    }

    @Test("An oversize message is alone in its block, and cuts what waited before it")
    func oversize() throws {
        var solo = SoloOrdering<String>(limits: Self.limits, next: 1)
        _ = try solo.broadcast("a", bytes: 1, at: .zero)
        let ordered = try solo.broadcast("large", bytes: 101, at: .zero)
        #expect(ordered.batches.map(\.messages) == [["a"], ["large"]])
        #expect(ordered.place == Version(block: 2, transaction: 0))
        #expect(solo.writerIsIdle() == nil)
        #expect(throws: OrderingError.tooLarge(bytes: 1_001, maximum: 1_000)) {
            try solo.broadcast("huge", bytes: 1_001, at: .zero)
        }
        #expect(try solo.broadcast("b", bytes: 1, at: .zero).place == Version(block: 3, transaction: 0))
    }

    @Test("Cuts when the first message has waited for the timeout, not before")
    func timeout() throws {
        var solo = SoloOrdering<String>(limits: Self.limits, next: 1)
        #expect(solo.deadline == nil)
        _ = try solo.broadcast("a", bytes: 1, at: .milliseconds(5))
        _ = try solo.broadcast("b", bytes: 1, at: .milliseconds(14))
        #expect(solo.deadline == .milliseconds(15))
        #expect(solo.advance(to: .milliseconds(14)) == nil)
        #expect(solo.advance(to: .milliseconds(15))?.messages == ["a", "b"])
        #expect(solo.deadline == nil)
        #expect(solo.advance(to: .milliseconds(99)) == nil)
    }

    @Test("A configuration is alone in its block, whatever its size, and what follows is cut by its limits")
    func configuration() throws {
        var solo = SoloOrdering<String>(limits: Self.limits, next: 1)
        _ = try solo.broadcast("a", bytes: 1, at: .zero)
        let ordered = solo.configure("configuration", at: .zero)
        #expect(ordered.batches.map(\.messages) == [["a"], ["configuration"]])
        #expect(ordered.batches.map(\.number) == [1, 2])
        #expect(ordered.place == Version(block: 2, transaction: 0))
        #expect(solo.deadline == nil && solo.writerIsIdle() == nil)
        let (bytes, timeout) = (Self.limits.preferredBytes, Self.limits.timeout)
        solo.use(CuttingLimits(maximumCount: 1, preferredBytes: bytes, absoluteBytes: bytes, timeout: timeout))
        let next = try solo.broadcast("b", bytes: 1, at: .zero)
        #expect(next.place == Version(block: 3, transaction: 0))
        #expect(next.batches.map(\.messages) == [["b"]])
        #expect(solo.configure("again", at: .zero).batches.map(\.number) == [4])
    }

    @Test("Cuts what waits at once when the writer is idle")
    func idle() throws {
        var solo = SoloOrdering<String>(limits: Self.limits, next: 1)
        #expect(solo.writerIsIdle() == nil)
        _ = try solo.broadcast("a", bytes: 1, at: .zero)
        #expect(solo.writerIsIdle()?.messages == ["a"])
        #expect(solo.writerIsIdle() == nil)
    }

    /// The five properties of thesis, A.3.3, of any inputs; hash-chain integrity is the headers' (``HashChainTests``).
    @Test(
        "Agreement, no skipping, no creation, total order and validity hold over random inputs and configurations",
        arguments: [1, 2, 3, 4] as [UInt64]
    )
    func safety(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var first = SoloOrdering<Int>(limits: Self.limits, next: 0)
        var second = first
        var batches: [OrderedBatch<Int>] = []
        var again: [OrderedBatch<Int>] = []
        var places: [Int: Version] = [:]
        var broadcast: [Int] = []
        var isolated: Set<Int> = []
        for step in 0..<5_000 {
            let now = Instant(milliseconds: Int64(step))
            switch random.below(11) {
            case 10:
                let ordered = first.configure(step, at: now)
                broadcast.append(step)
                places[step] = ordered.place
                isolated.insert(step)
                batches += ordered.batches
                again += second.configure(step, at: now).batches
            case 0:
                batches += [first.writerIsIdle()].compactMap { $0 }
                again += [second.writerIsIdle()].compactMap { $0 }
            case 1:
                batches += [first.advance(to: now)].compactMap { $0 }
                again += [second.advance(to: now)].compactMap { $0 }
            default:
                let bytes = random.below(20) == 0 ? 150 : 1 + random.below(60)
                let ordered = try first.broadcast(step, bytes: bytes, at: now)
                broadcast.append(step)
                places[step] = ordered.place
                batches += ordered.batches
                again += try second.broadcast(step, bytes: bytes, at: now).batches
            }
        }
        batches += [first.writerIsIdle()].compactMap { $0 }
        again += [second.writerIsIdle()].compactMap { $0 }
        #expect(batches.map(\.messages) == again.map(\.messages), "agreement, seed \(seed)")
        #expect(batches.map(\.number) == Array(0..<batches.count), "no skipping, seed \(seed)")
        #expect(batches.flatMap(\.messages) == broadcast, "no creation, total order, validity, seed \(seed)")
        for batch in batches {
            #expect(batch.messages.count == 1 || isolated.isDisjoint(with: batch.messages), "isolation, seed \(seed)")
            #expect(!batch.messages.isEmpty && batch.messages.count <= Self.limits.maximumCount)
            for (index, message) in batch.messages.enumerated() {
                #expect(places[message] == Version(block: batch.number, transaction: index), "seed \(seed)")
            }
        }
    }

    private static let limits = CuttingLimits(
        maximumCount: 3,
        preferredBytes: 100,
        absoluteBytes: 1_000,
        timeout: .milliseconds(10)
    )
}

@Suite("The chain of headers")
struct HashChainTests {
    /// The fifth safety property of A.3.3.
    @Test("Hash-chain integrity: two chains whose blocks of one number agree have agreed from the beginning")
    func integrity() throws {
        let network = try LedgerNetwork()
        var builder = try ChainBuilder(network, network.configuration())
        for _ in 0..<5 { try builder.appendPuts(2) }
        let drafts = builder.blocks.map(\.draft)
        for (before, block) in zip(drafts, drafts.dropFirst()) {
            #expect(block.header.previousHash == before.tip.hash)
        }
        // Another transaction in block 2 gives every block after it another name.
        var tip = drafts[1].tip
        for (index, block) in drafts.enumerated().dropFirst(2) {
            let transactions = index == 2 ? Array(block.transactions.reversed()) : block.transactions
            let other = tip.next(transactions, time: block.header.time)
            #expect(other.tip.hash != block.tip.hash)
            tip = other.tip
        }
    }
}
