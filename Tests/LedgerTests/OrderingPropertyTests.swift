import LedgerTestKit
import Testing
import Units

@testable import Ledger

/// The properties that thesis, A.3.3, asks of an ordering service, and the isolation of configurations, over random
/// inputs: messages of all sizes, configurations among them, idle writers and timeouts.
@Suite("The ordering service's properties")
struct OrderingPropertyTests {
    private static let seeds: [UInt64] = [1, 2, 3, 4]

    @Test("Agreement: engines with the same inputs deliver the same batches", arguments: seeds)
    func agreement(seed: UInt64) throws {
        let (first, second) = (try OrderingRun(seed: seed), try OrderingRun(seed: seed))
        #expect(first.batches.map(\.number) == second.batches.map(\.number))
        #expect(first.batches.map(\.messages) == second.batches.map(\.messages))
    }

    @Test("Hash-chain integrity: every block names the hash of the one before it, and so all of them", arguments: seeds)
    func hashChain(seed: UInt64) throws {
        let network = try LedgerNetwork()
        var builder = try ChainBuilder(network, network.configuration())
        var random = SplitMix64(seed: seed)
        for _ in 0..<5 { try builder.appendPuts(2 + random.below(3)) }
        let drafts = builder.blocks.map(\.draft)
        for (before, block) in zip(drafts, drafts.dropFirst()) {
            #expect(block.header.previousHash == BlockHeader.hash(of: before.headerBytes))
        }
        // Another order of block 2 gives it and every block after it another hash.
        var tip = drafts[1].tip
        for (index, block) in drafts.enumerated().dropFirst(2) {
            let transactions = index == 2 ? Array(block.transactions.reversed()) : block.transactions
            let other = tip.next(transactions, time: block.header.time)
            #expect(other.tip.hash != block.tip.hash)
            tip = other.tip
        }
    }

    @Test("No skipping: batches are numbered without a gap", arguments: seeds)
    func noSkipping(seed: UInt64) throws {
        let batches = try OrderingRun(seed: seed).batches
        #expect(batches.map(\.number) == Array(0..<batches.count))
    }

    @Test("No creation: what is delivered was broadcast, once and in the order of the broadcasts", arguments: seeds)
    func noCreation(seed: UInt64) throws {
        let run = try OrderingRun(seed: seed)
        let delivered = run.batches.flatMap(\.messages)
        #expect(Set(delivered).isSubset(of: run.broadcast) && Set(delivered).count == delivered.count)
        #expect(delivered == delivered.sorted())
    }

    @Test("Validity: what was broadcast is delivered, at the place that was promised for it", arguments: seeds)
    func validity(seed: UInt64) throws {
        let run = try OrderingRun(seed: seed)
        #expect(run.batches.flatMap(\.messages) == run.broadcast)
        for batch in run.batches {
            for (index, message) in batch.messages.enumerated() {
                #expect(run.places[message] == Version(block: batch.number, transaction: index))
            }
        }
    }

    @Test(
        "Isolation: a configuration is alone in its batch, and no batch is empty or over its limits",
        arguments: seeds
    )
    func isolation(seed: UInt64) throws {
        let run = try OrderingRun(seed: seed)
        #expect(run.configurations.count > 100)
        for batch in run.batches {
            #expect(batch.messages.count == 1 || run.configurations.isDisjoint(with: batch.messages))
            #expect((1...OrderingRun.limits.maximumCount).contains(batch.messages.count))
            let bytes = batch.messages.compactMap { run.sizes[$0] }.reduce(0, +)
            #expect(bytes <= OrderingRun.limits.preferredBytes || batch.messages.count == 1)
        }
    }
}

/// An engine that took five thousand random inputs.
private struct OrderingRun {
    private(set) var batches: [OrderedBatch<Int>] = []
    private(set) var broadcast: [Int] = []
    private(set) var configurations: Set<Int> = []
    private(set) var places: [Int: Version] = [:]
    private(set) var sizes: [Int: Int] = [:]

    static let limits = CuttingLimits(
        maximumCount: 3,
        preferredBytes: 100,
        absoluteBytes: 1_000,
        timeout: .milliseconds(10)
    )

    init(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var engine = SoloOrdering<Int>(limits: Self.limits, next: 0)
        for step in 0..<5_000 {
            let now = Instant(milliseconds: Int64(step))
            switch random.below(11) {
            case 0: batches += [engine.writerIsIdle()].compactMap(\.self)
            case 1: batches += [engine.advance(to: now)].compactMap(\.self)
            case 2:
                configurations.insert(step)
                take(step, engine.configure(step, at: now))
            default:
                let bytes = random.below(20) == 0 ? 150 : 1 + random.below(60)
                sizes[step] = bytes
                take(step, try engine.broadcast(step, bytes: bytes, at: now))
            }
        }
        batches += [engine.writerIsIdle()].compactMap(\.self)
    }

    private mutating func take(_ message: Int, _ ordered: Ordered<Int>) {
        broadcast.append(message)
        places[message] = ordered.place
        batches += ordered.batches
    }
}
