import AllocationAudit
import AllocationContract
import Audit
import AuditTestKit
import Cryptography
import Ledger
import LedgerTestKit
import Testing

@Suite("An audit from a snapshot", .timeLimit(.minutes(5)))
struct SnapshotAuditTests {
    private let example: ExampleChain
    private let blocks: [SealedBlock]

    init() throws {
        example = try ExampleChain.story()
        blocks = try example.script.sealed()
    }

    private func audit(
        _ chain: MemoryChain,
        from base: LedgerSnapshot?,
        level: AuditLevel = .physics,
        jobs: Int = 2
    ) async throws -> AuditReport {
        let contracts = [
            AuditedContract(AllocationContract(), identity: AllocationContract.identity, rules: AllocationRules()),
            ExampleChain.contracts[1],
        ]
        let auditor = Auditor(chain: chain, roots: example.roots, contracts: contracts, from: base)
        return try await auditor.audit(level: level, jobs: jobs)
    }

    @Test("Finds nothing behind any block of a clean chain, and counts what comes after it", arguments: 0..<11)
    func clean(block: Int) async throws {
        let chain = MemoryChain(blocks)
        #expect(blocks.count == 11)
        let base = try LedgerSnapshot(encoded: LedgerSnapshot(of: chain, at: block).encoded)
        for level in AuditLevel.allCases {
            let report = try await audit(chain, from: base, level: level)
            #expect(report.firstDivergence == nil, "\(level): \(report)")
            #expect(report.counts.blocks == blocks.count - 1 - block)
            #expect(report.head == KnownHead(block: blocks.count - 1, hash: example.tip.hash))
        }
        let report = try await audit(chain, from: base)
        #expect(report.counts.keys == example.state.count)
    }

    @Test(
        "Names the divergence that an audit from the beginning names",
        arguments: [
            Version(block: 3, transaction: 0), Version(block: 7, transaction: 0), Version(block: 9, transaction: 0),
        ]
    )
    func altered(place: Version) async throws {
        var script = example.script
        try script.replace(place) { envelope in
            var writes = envelope.result.writes
            writes.removeLast()
            let result = TransactionResult(
                reads: envelope.result.reads,
                ranges: envelope.result.ranges,
                writes: writes,
                response: envelope.result.response
            )
            return try envelope.with(result: result, endorsedBy: [example.network.peer, example.network.utilityPeer])
        }
        let chain = try script.chain()
        let whole = try await audit(chain, from: nil)
        let divergence = try #require(whole.firstDivergence)
        #expect(divergence.block == place.block)
        for block in 0..<place.block {
            let base = try LedgerSnapshot(of: chain, at: block)
            #expect(try await audit(chain, from: base).firstDivergence == divergence)
        }
    }

    @Test("A duplicate of a transaction that lies before the snapshot is still one")
    func duplicate() async throws {
        let chain = MemoryChain(blocks)
        let base = try LedgerSnapshot(of: chain, at: ExampleChain.Place.duplicate.block - 1)
        #expect(try await audit(chain, from: base).isClean)
        // The same transaction again, recorded as if nobody had seen it before.
        var script = example.script
        let first = script[ExampleChain.Place.first]
        script.blocks.append(ChainScript.Block(transactions: [first], time: ExampleChain.time(blocks.count)))
        let forged = try script.chain()
        let late = try LedgerSnapshot(of: forged, at: blocks.count - 1)
        let report = try await audit(forged, from: late, level: .signatures)
        let divergence = try #require(report.firstDivergence)
        #expect(divergence.block == blocks.count)
        #expect(divergence.expected.contains("a transaction before the snapshot has the identifier"))
    }

    @Test("A snapshot of another ledger, and of one that goes further, are told apart")
    func other() async throws {
        let chain = MemoryChain(blocks)
        let base = try LedgerSnapshot(of: chain)
        var shorter = chain
        shorter.blocks.removeLast()
        let older = try #require(try await audit(shorter, from: base).firstDivergence)
        #expect(older.subject == "end of the chain" && older.found.contains("no block after 9"))
        // Sealed again: the same transactions under other signatures of the same orderer.
        let again = MemoryChain(try example.script.sealed())
        let fork = try #require(try await audit(again, from: base).firstDivergence)
        #expect(fork.subject == "seal" && fork.block == base.block)
    }

    @Test("Roots that the auditor does not hold are named, whatever the snapshot says")
    func roots() async throws {
        let chain = MemoryChain(blocks)
        let base = try LedgerSnapshot(of: chain, at: 5)
        let auditor = Auditor(chain: chain, roots: AuditorRoots([]), contracts: [], from: base)
        let divergence = try #require(try await auditor.audit(level: .signatures).firstDivergence)
        #expect(divergence.subject.hasPrefix("root of organisation"))
    }
}
