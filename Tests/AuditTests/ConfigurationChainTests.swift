import AllocationContract
import Audit
import AuditTestKit
import Cryptography
import Ledger
import LedgerTestKit
import Membership
import Testing
import Units

@Suite("An audit over a chain with several configurations", .timeLimit(.minutes(5)))
struct ConfigurationChainTests {
    /// A chain whose members, revocation list, orderer and terms change, with its places.
    private struct Story {
        var chain: ExampleChain
        let auditor: CertificateAuthority
        let visitor: LedgerNetwork.Member
        var joined = Version(block: 0, transaction: 0)
        var tooFew = Version(block: 0, transaction: 0)
        var beforeRevocation = Version(block: 0, transaction: 0)
        var afterRevocation = Version(block: 0, transaction: 0)
        var orderer = Version(block: 0, transaction: 0)
        var terms = Version(block: 0, transaction: 0)

        /// Roots that also have the organisation that joins.
        var roots: AuditorRoots {
            AuditorRoots(chain.roots.roots + [AuditorRoots.Root(auditor.certificate)])
        }
    }

    private static func story() throws -> Story {
        let chain = try ExampleChain()
        let network = chain.network
        var story = Story(
            chain: chain,
            auditor: try LedgerNetwork.makeAuthority("Auditor"),
            visitor: try network.makeMember("visitor", .client)
        )
        story.chain.introduce(story.visitor)
        let both = [network.admin, network.utilityAdmin]
        let newcomer = try LedgerNetwork.member("admin", .admin, of: story.auditor)
        story.chain.introduce(newcomer)
        try story.chain.append([story.chain.endorse(story.chain.propose(.openPeriod(exampleTerms())))])
        story.joined = try story.chain.reconfigure(endorsedBy: both) { edit in
            edit.set(OrganisationDefinition(id: "Auditor", roots: [story.auditor.certificate.der]))
        }
        // Two of three are the majority now, and the newcomer counts.
        story.tooFew = try story.chain.reconfigure(endorsedBy: [newcomer]) { $0.set("ANY admin", of: .cutting) }
        try story.chain.reconfigure(endorsedBy: [newcomer, network.utilityAdmin]) { $0.set("ANY admin", of: .cutting) }
        story.beforeRevocation = Version(block: story.chain.tip.height, transaction: 0)
        try story.chain.append([story.chain.endorse(story.chain.propose("b01", watts: 100, by: story.visitor))])
        try Self.revokeVisitor(&story)
        story.afterRevocation = Version(block: story.chain.tip.height, transaction: 0)
        try story.chain.append([story.chain.endorse(story.chain.propose("b01", watts: 200, by: story.visitor))])
        try Self.replaceOrderer(&story, both)
        try Self.changeTerms(&story, both)
        try story.chain.reconfigure(endorsedBy: both) { $0.organisations.removeAll { $0.id == "Auditor" } }
        try story.chain.append([story.chain.endorse(story.chain.propose("b02", watts: 300))])
        return story
    }

    private static func revokeVisitor(_ story: inout Story) throws {
        let network = story.chain.network
        var authority = network.operatorAuthority
        try authority.revoke(story.visitor.identity.certificate, at: LedgerNetwork.now)
        let list = try authority.publishRevocationList(
            thisUpdate: LedgerNetwork.day(0),
            nextUpdate: LedgerNetwork.day(90)
        )
        try story.chain.reconfigure(endorsedBy: [network.admin]) { edit in
            let root = network.operatorAuthority.certificate.der
            edit.set(OrganisationDefinition(id: "Operator", roots: [root], revocationLists: [list.der]))
        }
    }

    private static func replaceOrderer(_ story: inout Story, _ both: [LedgerNetwork.Member]) throws {
        let successor = try story.chain.network.makeMember("orderer-2", .orderer)
        story.chain.introduce(successor)
        story.orderer = try story.chain.reconfigure(endorsedBy: both) { $0.orderers = [successor.fingerprint] }
        story.chain.orderer = successor
        try story.chain.append([story.chain.endorse(story.chain.propose("b02", watts: 50))])
    }

    /// New prices: the period that runs keeps its own, the next one has them.
    private static func changeTerms(_ story: inout Story, _ both: [LedgerNetwork.Member]) throws {
        var dearer = try exampleTerms()
        dearer.currency = "SEK"
        let encoded = dearer.encoded
        story.terms = try story.chain.reconfigure(endorsedBy: both) { edit in
            guard let old = edit.chaincodes.first(where: { $0.name == AllocationContract.name }) else { return }
            edit.set(
                ChaincodeDefinition(
                    name: old.name,
                    identity: old.identity,
                    endorsementPolicy: old.endorsementPolicy,
                    terms: encoded
                )
            )
        }
        try story.chain.append([story.chain.endorse(story.chain.propose("b03", watts: 10))])
        try story.chain.append([story.chain.endorse(story.chain.propose(.closePeriod))])
        let again = try story.chain.propose(.openPeriod(exampleTerms()))
        #expect(throws: ChaincodeError.self) { try story.chain.endorse(again) }
        try story.chain.append([story.chain.endorse(story.chain.propose(.openPeriod(dearer)))])
    }

    private func audit(_ script: ChainScript, _ roots: AuditorRoots, jobs: Int = 2) async throws -> AuditReport {
        let auditor = Auditor(chain: try script.chain(), roots: roots, contracts: ExampleChain.contracts)
        return try await auditor.audit(level: .calls, jobs: jobs)
    }

    @Test("Members join and leave, a client is revoked, the orderer's key and the terms change: all of it is sound")
    func sound() async throws {
        let story = try Self.story()
        let report = try await audit(story.chain.script, story.roots)
        #expect(report.isClean, "\(report)")
        let script = story.chain.script
        #expect(script[story.tooFew].code == .invalidConfigTransaction)
        #expect(script[story.beforeRevocation].code == .valid)
        #expect(script[story.afterRevocation].code == .badCreatorSignature)
        #expect(report.counts.invalid == 2 && report.counts.calls == 7)
    }

    @Test("A joined organisation whose root the auditor does not have is named, with its block")
    func unknownRoot() async throws {
        let story = try Self.story()
        let divergence = try #require(try await audit(story.chain.script, story.chain.roots).firstDivergence)
        #expect(divergence.block == story.joined.block)
        #expect(divergence.subject == "root of organisation Auditor")
        #expect(divergence.expected == "a root that the auditor holds; none is held for this organisation")
    }

    @Test("A configuration recorded as valid that the one before it does not allow is named, with who is missing")
    func forged() async throws {
        let story = try Self.story()
        var script = story.chain.script
        script.replace(story.tooFew, code: .valid) { $0 }
        let divergence = try #require(try await audit(script, story.roots).firstDivergence)
        #expect(divergence.block == story.tooFew.block && divergence.level == .signatures)
        #expect(divergence.expected.hasPrefix("INVALID_CONFIG_TRANSACTION, because signatures are missing: policies: "))
        #expect(divergence.expected.hasSuffix("still missing OR('Operator.admin', 'Utility.admin')"))
        #expect(divergence.found == "VALID")
    }

    @Test("A valid configuration that is recorded as invalid, or whose signatures are taken away, is named")
    func suppressed() async throws {
        let story = try Self.story()
        var script = story.chain.script
        script.replace(story.terms, code: .invalidConfigTransaction) { $0 }
        let suppressed = try #require(try await audit(script, story.roots).firstDivergence)
        #expect(suppressed.block == story.terms.block && suppressed.found == "INVALID_CONFIG_TRANSACTION")
        script = story.chain.script
        script.replace(story.terms) { $0.with(endorsements: Array($0.endorsements.prefix(1))) }
        let stripped = try #require(try await audit(script, story.roots).firstDivergence)
        #expect(stripped.block == story.terms.block && stripped.expected.hasPrefix("INVALID_CONFIG_TRANSACTION"))
    }

    @Test("A configuration that shares its block is not valid")
    func shared() async throws {
        var story = try Self.story()
        let network = story.chain.network
        let next = try story.chain.channel.configuration.changed { $0.modificationPolicy = "ANY admin" }
        let time = ExampleChain.time(story.chain.tip.height)
        let both = [network.admin, network.utilityAdmin]
        let change = try network.reconfiguration(next, endorsedBy: both, at: time)
        let request = try story.chain.endorse(story.chain.propose("b01", watts: 10))
        let place = story.chain.tip.height
        story.chain.append([ValidatedTransaction(change, code: .valid), ValidatedTransaction(request, code: .valid)])
        let divergence = try #require(try await audit(story.chain.script, story.roots).firstDivergence)
        #expect(divergence.block == place && divergence.transaction == 0)
        #expect(divergence.expected.hasSuffix("it shares its block with other transactions"))
    }

    @Test("A block that the replaced orderer still signs, and one that the new orderer signs too early, are named")
    func orderers() async throws {
        let story = try Self.story()
        var script = story.chain.script
        script.blocks[story.orderer.block + 1].orderer = story.chain.network.orderer
        let late = try #require(try await audit(script, story.roots).firstDivergence)
        #expect(late.block == story.orderer.block + 1 && late.subject == "seal")
        script = story.chain.script
        script.blocks[story.orderer.block].orderer = story.chain.orderer
        let early = try #require(try await audit(script, story.roots).firstDivergence)
        #expect(early.block == story.orderer.block && early.subject == "seal")
    }
}
