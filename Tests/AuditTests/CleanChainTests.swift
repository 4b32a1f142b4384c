import Audit
import Ledger
import LedgerTestKit
import Testing

@Suite("An audit of a ledger as peers write it")
struct CleanChainTests {
    let example: ExampleChain

    init() throws {
        example = try ExampleChain.story()
    }

    @Test("The chain has a transaction of every code")
    func story() {
        let codes = Set(example.script.blocks.flatMap(\.transactions).map(\.code))
        #expect(codes == Set(ValidationCode.allCases))
    }

    @Test("Every level finds nothing and counts what it looked at", arguments: AuditLevel.allCases, [1, 2, 5])
    func clean(level: AuditLevel, jobs: Int) async throws {
        let chain = try example.script.chain()
        let report = try await example.auditor(of: chain).audit(level: level, jobs: jobs)
        #expect(report.firstDivergence == nil)
        #expect(report.isClean && report.level == level)
        let all = example.script.blocks.flatMap(\.transactions)
        let calls = all.count { $0.code == .valid } - 1
        #expect(report.counts.blocks == example.script.blocks.count)
        #expect(report.counts.transactions == (level >= .leaves ? all.count : 0))
        #expect(report.counts.calls == (level >= .calls ? calls : 0))
        #expect(report.counts.callsNotExecuted == (level >= .calls ? all.count - calls - 1 : 0))
        #expect(report.counts.keys == (level >= .state ? example.state.count : 0))
        #expect(report.head == KnownHead(block: example.tip.height - 1, hash: example.tip.hash))
        #expect(report.channel == (level >= .signatures ? "riverside" : nil))
        #expect(report.description.hasSuffix("audit: OK"))
    }
}
