import AllocationAudit
import AllocationContract
import Audit
import AuditTestKit
import Ledger
import LedgerTestKit
import Testing
import Units

@Suite("Level 5 over redactions", .timeLimit(.minutes(5)))
struct RedactedRunTests {
    @Test("The physics are followed up to what is gone, and again from where the state is whole", arguments: [2, 4, 7])
    func resumed(block: Int) async throws {
        var chain = try ExampleChain()
        try chain.append([chain.endorse(chain.propose(.openPeriod(exampleTerms())))])
        for watts in [Int64(500), 300, 200, 0, 700, 100, 0] {
            for building in ["b01", "b02", "b03"] {
                try chain.append([chain.endorse(chain.propose(building, watts: watts))])
            }
        }
        try chain.append([chain.endorse(chain.propose(.closePeriod))])
        let place = Version(block: block, transaction: 0)
        let redaction = try chain.redact(place, endorsedBy: [chain.network.admin, chain.network.utilityAdmin])
        #expect(chain.script[redaction].code == .valid)
        let contract = AuditedContract(
            AllocationContract(),
            identity: AllocationContract.identity,
            rules: AllocationRules()
        )
        func audit(_ stored: MemoryChain) async throws -> AuditReport {
            let auditor = Auditor(chain: stored, roots: chain.roots, contracts: [contract])
            return try await auditor.audit(level: .physics, jobs: 2)
        }
        let whole = try await audit(chain.script.chain())
        let report = try await audit(chain.chain(dropping: [place]))
        #expect(whole.isClean && report.isClean, "\(report)")
        let (followed, lost) = (report.counts.domain.events, report.counts.eventsNotFollowed)
        #expect(followed + lost == whole.counts.domain.events)
        #expect(followed > 10 && (2...6).contains(lost), "\(followed) followed, \(lost) not")
        #expect(report.counts.domain.bills == whole.counts.domain.bills)
        #expect(report.counts.callsLost == lost)
    }
}
