import Allocation
import AllocationAudit
import AllocationContract
import Audit
import AuditTestKit
import Cryptography
import Ledger
import LedgerTestKit
import Membership
import SignedDemands
import Testing
import Units

@Suite("Level 2 on demands that buildings signed", .timeLimit(.minutes(5)))
struct DemandEvidenceTests {
    /// What is called otherwise than it was signed, and what the audit says of it.
    struct Lie: Sendable, CustomTestStringConvertible {
        let name: String
        let expected: String
        let found: String
        var change: @Sendable (inout LevelChange) -> Void = { _ in }
        /// Who signs the statement, if it is not the building.
        var signer: @Sendable (LedgerNetwork) throws -> LedgerNetwork.Member = { $0.client }
        var alter: @Sendable (SignedDemand) -> SignedDemand = { $0 }

        var testDescription: String { name }
    }

    static let lies: [Lie] = [
        Lie(name: "more power", expected: "power 700 W, as the building signed", found: "power 701 W, as was called") {
            $0.power = .watts(701)
        },
        Lie(name: "a longer lease", expected: "lease 60000 ms, as the", found: "lease 61000 ms, as was called") {
            $0.lease = .seconds(61)
        },
        Lie(name: "another number", expected: "number 2, as the building signed", found: "number 3, as was called") {
            $0.order.sequence = 3
        },
        Lie(name: "another start", expected: "epoch 1, as the building signed", found: "epoch 2, as was called") {
            $0.order.epoch = 2
        },
        Lie(name: "another load", expected: "load total, as the building signed", found: "load pump, as was called") {
            $0.load = LoadID("pump") ?? $0.load
        },
        Lie(name: "another building", expected: "building b01, as the building", found: "building b02, as was called") {
            $0.building = BuildingID("b02") ?? $0.building
        },
        Lie(
            name: "somebody else's certificate",
            expected: "the building's signature of the demand that was called",
            found: "\"sig\": the certificate is that of 'peer', and the topic is that of 'b01'",
            signer: { $0.peer }
        ),
        Lie(
            name: "a certificate that has expired",
            expected: "the building's signature of the demand that was called",
            found: "\"sig\": Operator does not vouch for the certificate: CN=b01, O=Operator, OU=client",
            signer: { try $0.makeMember("b01", .client, from: 0, to: 5) }
        ),
        Lie(
            name: "another key",
            expected: "the building's signature of the demand that was called",
            found: "\"sig\": the certificate's key has not signed this demand",
            alter: { demand in
                var statement = demand.statement
                statement[statement.count - 2] = UInt8(ascii: "1")
                return SignedDemand(
                    statement: statement,
                    certificate: demand.certificate,
                    signature: demand.signature
                )
            }
        ),
    ]

    /// A chain with a signed request and one that is not, of which the first is called as the lie says.
    private static func chain(_ lie: Lie? = nil) throws -> ExampleChain {
        var chain = try ExampleChain()
        try chain.append([chain.endorse(chain.propose(.openPeriod(exampleTerms())))])
        try chain.append([chain.endorse(chain.propose("b02", watts: 100))])
        guard case .request(var change) = try levelChange("b01", 700, sequence: 2) else { return chain }
        let statement = DemandStatement(
            site: "riverside",
            building: change.building,
            requestID: "a8098c1a-f86e-11da-bd1a-00112444be1e",
            epoch: change.order.epoch,
            sequence: change.order.sequence,
            sentAt: "2026-01-11T00:00:02.000Z",
            load: change.load.text,
            watts: change.power.watts,
            leaseSeconds: 60
        )
        let signer = try lie?.signer(chain.network) ?? chain.network.client
        var demand = try SignedDemand(statement, certificate: signer.identity.certificate, key: signer.key)
        if let lie { demand = lie.alter(demand) }
        change.message = demand.encoded
        lie?.change(&change)
        try chain.append([chain.endorse(chain.propose(.request(change)))])
        return chain
    }

    private static func audit(_ chain: ExampleChain, _ level: AuditLevel = .signatures) async throws -> AuditReport {
        let contract = AuditedContract(
            AllocationContract(),
            identity: AllocationContract.identity,
            rules: AllocationRules(),
            evidence: DemandEvidence()
        )
        let auditor = Auditor(chain: try chain.script.chain(), roots: chain.roots, contracts: [contract])
        return try await auditor.audit(level: level, jobs: 2)
    }

    @Test("A demand that fits its signature is verified and counted; one without a signature is counted")
    func honest() async throws {
        let report = try await Self.audit(Self.chain(), .physics)
        #expect(report.isClean, "\(report)")
        #expect(report.counts.signedCalls == 1 && report.counts.unsignedCalls == 1)
        #expect("\(report)".contains(", 1 of 2 demands signed"))
        #expect(try await Self.audit(Self.chain(), .leaves).counts.signedCalls == 0)
    }

    @Test("One that does not fit is named with block, transaction and building", arguments: lies)
    func caught(_ lie: Lie) async throws {
        let chain = try Self.chain(lie)
        #expect(chain.script[Version(block: 3, transaction: 0)].code == .valid)
        let divergence = try #require(try await Self.audit(chain).firstDivergence)
        #expect(divergence.level == .signatures && divergence.block == 3 && divergence.transaction == 0)
        #expect(
            divergence.subject == (lie.name == "another building" ? "signed demand of b02" : "signed demand of b01")
        )
        #expect(divergence.expected.hasPrefix(lie.expected), "\(divergence)")
        #expect(divergence.found.hasPrefix(lie.found), "\(divergence)")
        #expect(divergence.reason?.isEmpty == false)
    }
}
