import Allocation
import AllocationAudit
import AllocationContract
import Audit
import AuditTestKit
import Cryptography
import Ledger
import LedgerTestKit
import Testing
import Units

/// A way to cheat, and what level 5 must say of it.
struct Cheat: Sendable, CustomTestStringConvertible {
    let name: String
    let published: PeriodTerms
    let contract: CheatingContract
    /// What is to be named.
    let subject: String
    /// The calls, where they are not the usual ones.
    var calls: [AllocationCall]?
    /// The terms of the channel's configuration, where they are not the published ones.
    var inForce: PeriodTerms?

    var testDescription: String { name }

    init(_ name: String, _ published: PeriodTerms, _ contract: CheatingContract, subject: String) {
        self.name = name
        self.published = published
        self.contract = contract
        self.subject = subject
    }

    /// Allocates under terms that nobody signed.
    init(_ name: String, _ published: PeriodTerms, secretly secret: PeriodTerms, subject: String) {
        let contract = CheatingContract.secretTerms(secret).publishing(published, insteadOf: secret)
        self.init(name, published, contract, subject: subject)
    }
}

@Suite("Level 5 catches a contract that cheats, whoever executes it again")
struct CheatingContractTests {
    /// Demands, a second apart, that fill the cap, use the battery up and close the period.
    static func calls(_ terms: PeriodTerms) throws -> [AllocationCall] {
        let levels: [(String, Int64)] = [
            ("b01", 700), ("b02", 600), ("b03", 500), ("b01", 200), ("b02", 900), ("b03", 0), ("b01", 800),
            ("b03", 300), ("b02", 100), ("b01", 400), ("b02", 700), ("b03", 650), ("b01", 900), ("b02", 200),
            ("b03", 100), ("b01", 100), ("b02", 800), ("b03", 400), ("b01", 750), ("b02", 0),
        ]
        let demands = try levels.enumerated().map { step, level in
            try demand(level.0, level.1, sequence: Int64(step + 1), lease: 600_000)
        }
        return [.openPeriod(terms)] + demands + [.closePeriod]
    }

    static let cheats: [Cheat] = {
        do { return try secretTerms() + altered() + MeterCheats.all() } catch {
            preconditionFailure("no terms for the cheats: \(error)")
        }
    }()

    static func policy(
        _ kind: PolicyKind,
        _ discipline: Discipline = .redispatch,
        _ signal: AdaptiveSignal? = nil
    ) throws -> AllocationPolicy {
        try AllocationPolicy(kind: kind, discipline: discipline, signal: signal)
    }

    /// Other numbers than those that the members signed.
    private static func secretTerms() throws -> [Cheat] {
        let noBounds = try terms(policy(.noBounds), capacityWattHours: 1)
        func secret(_ change: (inout ClusterTerms) -> Void) -> PeriodTerms {
            var secret = noBounds
            change(&secret.cluster)
            return secret
        }
        let strict = try terms(policy(.strict), capacityWattHours: 1)
        let favoured = try terms(
            policy(.strict),
            capacityWattHours: 1,
            factors: [200_000_000, 300_000_000, 500_000_000]
        )
        let admission = try terms(policy(.noBounds, .admission), capacityWattHours: 1)
        let strictAdmission = try terms(policy(.strict, .admission), capacityWattHours: 1)
        let adaptive = try terms(policy(.adaptive), capacityWattHours: 1)
        let maxMin = try terms(policy(.maxMin), capacityWattHours: 1)
        return [
            Cheat(
                "the cap is higher",
                noBounds,
                secretly: secret { $0.contractCap = .watts(1_200) },
                subject: "grid-contract power of the cluster"
            ),
            Cheat(
                "the cap is lower",
                noBounds,
                secretly: secret { $0.contractCap = .watts(900) },
                subject: "split of the cluster"
            ),
            Cheat(
                "the battery gives more power",
                noBounds,
                secretly: secret { $0.battery.power = .watts(700) },
                subject: "battery power of the cluster"
            ),
            Cheat(
                "the battery holds more",
                noBounds,
                secretly: secret { $0.battery.capacity = .wattHours(3) },
                subject: "charge of the cluster"
            ),
            Cheat(
                "the battery holds less",
                noBounds,
                secretly: secret { $0.battery.capacity = .millijoules(1_000_000) },
                subject: "charge of an empty battery of the cluster"
            ),
            Cheat(
                "the prices are higher",
                noBounds,
                secretly: secret { $0.prices.gridPremium = Price(micros: 1_500_000) },
                subject: "bill of b01"
            ),
            Cheat("one building is favoured", strict, secretly: favoured, subject: "split of b01"),
            Cheat("nobody is bound", strict, secretly: noBounds, subject: "split of b01"),
            Cheat("everybody is bound", noBounds, secretly: strict, subject: "split of the cluster"),
            Cheat("splits are not held", admission, secretly: noBounds, subject: "split of request 1"),
            Cheat("a band is not given", strictAdmission, secretly: favoured, subject: "split of request 0"),
            Cheat("the mode never changes", adaptive, secretly: noBounds, subject: "mode of the cluster"),
            Cheat("a band is no guarantee", maxMin, secretly: noBounds, subject: "split of b03"),
        ]
    }

    /// Honest terms, and something else that is not.
    private static func altered() throws -> [Cheat] {
        let honest = try terms(policy(.noBounds), capacityWattHours: 1)
        var unsigned = Cheat("the terms are not in force", honest, CheatingContract(), subject: "terms")
        unsigned.inForce = try terms(policy(.strict), capacityWattHours: 1)
        return [
            unsigned,
            Cheat("a demand is raised", honest, CheatingContract(call: raise), subject: "demand of b02"),
            Cheat("a lease is stretched", honest, CheatingContract(call: stretch), subject: "demand of b02"),
            Cheat("an account is padded", honest, CheatingContract(record: pad), subject: "energies of b01"),
            Cheat(
                "the cluster's account is padded",
                honest,
                CheatingContract(record: padCluster),
                subject: "energies of the cluster"
            ),
            Cheat("a bill is padded", honest, CheatingContract(record: overcharge), subject: "bill of b02"),
            Cheat("an answer lies", honest, CheatingContract(record: lie), subject: "answer about b02"),
            Cheat("a record is left out", honest, CheatingContract(record: omit), subject: "write set"),
            Cheat("time is stretched", honest, CheatingContract(record: hurry), subject: "time of the cluster"),
        ]
    }

    @Test(
        "and names the transaction, where level 4 has nothing to say; the right contract finds it there",
        arguments: cheats
    )
    func caught(_ cheat: Cheat) async throws {
        let chain = try Self.chain(cheat)
        let cheating = AuditedContract(
            cheat.contract,
            identity: AllocationContract.identity,
            rules: AllocationRules()
        )
        let right = AuditedContract(
            AllocationContract(),
            identity: AllocationContract.identity,
            rules: AllocationRules()
        )
        func audit(_ contract: AuditedContract, _ level: AuditLevel, jobs: Int) async throws -> Divergence? {
            let auditor = Auditor(chain: try chain.script.chain(), roots: chain.roots, contracts: [contract])
            return try await auditor.audit(level: level, jobs: jobs).firstDivergence
        }
        #expect(try await audit(cheating, .calls, jobs: 2) == nil)
        let found = try #require(try await audit(cheating, .physics, jobs: 1))
        #expect(found.level == .physics && found.subject == cheat.subject, "\(found)")
        #expect(found.transaction == 0 && found.reason?.isEmpty == false)
        #expect(try await audit(cheating, .physics, jobs: 3) == found)
        #expect(try await audit(right, .physics, jobs: 2)?.level == .calls)
    }

    @Test("and has nothing to say of the honest one")
    func honest() async throws {
        let honest = try terms(try Self.policy(.noBounds), capacityWattHours: 1)
        let usual = Cheat("none", honest, CheatingContract(), subject: "")
        try await isClean(usual, DomainCounts(events: 22, bills: 3))
        try await isClean(try MeterCheats.cheat("none", CheatingContract(), subject: ""), MeterCheats.counts)
    }

    private func isClean(_ cheat: Cheat, _ counts: DomainCounts) async throws {
        let chain = try Self.chain(cheat)
        let contract = AuditedContract(
            AllocationContract(),
            identity: AllocationContract.identity,
            rules: AllocationRules()
        )
        let auditor = Auditor(chain: try chain.script.chain(), roots: chain.roots, contracts: [contract])
        let report = try await auditor.audit(level: .physics, jobs: 2)
        #expect(report.isClean, "\(report)")
        #expect(report.counts.domain == counts)
    }

    /// A ledger that the cheating contract wrote, signed by everybody who has to.
    private static func chain(_ cheat: Cheat) throws -> ExampleChain {
        var chain = try ExampleChain(terms: cheat.inForce ?? cheat.published)
        var executor = cheat.contract.makeExecutor()
        let creator = Creator(chain.network.client.identity)
        for call in try cheat.calls ?? calls(cheat.published) {
            let proposal = try chain.propose(call)
            let stub = ChaincodeStub(chaincode: AllocationContract.name, state: chain.state)
            let request = ChaincodeCall(proposal.proposal, creator: creator, terms: cheat.published.encoded)
            let response = try executor.invoke(request, on: stub)
            let result = stub.result(response: response)
            let bare = Envelope(proposal, result: result, endorsements: [])
            try chain.append([bare.with(result: result, endorsedBy: [chain.network.peer])])
        }
        return chain
    }
}
