import Audit
import AuditTestKit
import Cryptography
import Ledger
import LedgerTestKit
import Testing
import Units

@Suite("An audit of a ledger with redactions", .timeLimit(.minutes(5)))
struct RedactionTests {
    private typealias Place = ExampleChain.Place

    private static func audit(
        _ chain: ExampleChain,
        _ stored: MemoryChain,
        _ level: AuditLevel = .calls
    ) async throws -> AuditReport {
        try await chain.auditor(of: stored).audit(level: level, jobs: 2)
    }

    /// The story, with redactions of the first request and of the one that came too late.
    private static func redacted() throws -> (chain: ExampleChain, by: [Version]) {
        var chain = try ExampleChain.story()
        let both = [chain.network.admin, chain.network.utilityAdmin]
        let first = try chain.redact(Place.first, endorsedBy: both)
        let second = try chain.redact(Place.readConflict, endorsedBy: both)
        return (chain, [first, second])
    }

    @Test("A redacted transaction is reported with its redaction, and all that still can be checked is")
    func sound() async throws {
        let (chain, by) = try Self.redacted()
        let whole = try await Self.audit(chain, chain.script.chain())
        #expect(whole.isClean && whole.redactions.pending == 2 && whole.redactions.redactions.isEmpty, "\(whole)")
        let report = try await Self.audit(chain, chain.chain(dropping: [Place.first, Place.readConflict]))
        #expect(report.isClean, "\(report)")
        #expect(report.head == whole.head && report.redactions.pending == 0)
        let entries = report.redactions.redactions
        #expect(entries.map(\.version) == [Place.first, Place.readConflict])
        #expect(entries.map(\.by) == by.map { chain.script[$0].envelope.txid })
        #expect(entries.map(\.time) == by.map { ExampleChain.time($0.block) })
        #expect(entries.map(\.isCommitHashMade) == [false, true])
        // The redacted call itself, and those that followed until all that it wrote had been written again.
        #expect(report.counts.callsLost > 1 && report.counts.calls > 1)
        #expect(report.counts.calls + report.counts.callsLost == whole.counts.calls)
        #expect(report.counts.keys == whole.counts.keys && report.counts.invalid == whole.counts.invalid)
        let text = "\(report)"
        #expect(text.contains("redacted block 2, transaction 0 (txid \(chain.script[Place.first].envelope.txid.hex))"))
        #expect(text.contains("not verifiable for these: creators' signatures"))
    }

    @Test("Content that is gone without a redaction is named at level 1", arguments: [AuditLevel.leaves, .calls])
    func dropped(level: AuditLevel) async throws {
        let chain = try ExampleChain.story()
        let report = try await Self.audit(chain, chain.chain(dropping: [Place.second]), level)
        let divergence = try #require(report.firstDivergence)
        #expect(divergence.level == .leaves && divergence.subject == "envelope")
        #expect(divergence.block == Place.second.block && divergence.transaction == Place.second.transaction)
        #expect(divergence.found == "what a redaction leaves, and no redaction")
    }

    @Test("What is left is what the redaction says, byte for byte", arguments: [0, 1, 2])
    func altered(kind: Int) async throws {
        let (chain, _) = try Self.redacted()
        let envelope = chain.script[Place.first].envelope
        var stored = try chain.script.chain()
        switch kind {
        case 0:
            // Other endorsements: the policy might not be satisfied any more, and nobody has signed that.
            stored.store(RedactedTransaction(of: envelope.with(endorsements: [])).bytes, at: Place.first)
        case 1:
            // One key less.
            let result = TransactionResult(
                reads: envelope.result.reads,
                ranges: [],
                writes: Array(envelope.result.writes.dropLast()),
                response: envelope.result.response
            )
            let other = Envelope(
                envelope.signedProposal,
                result: result,
                resultBytes: envelope.resultBytes,
                content: envelope.content,
                endorsements: envelope.endorsements
            )
            stored.store(RedactedTransaction(of: other).bytes, at: Place.first)
        default:
            stored.store(RedactedTransaction(of: chain.script[Place.second].envelope).bytes, at: Place.first)
        }
        let divergence = try #require(try await Self.audit(chain, stored, .leaves).firstDivergence)
        #expect(divergence.block == Place.first.block && divergence.level == .leaves)
        #expect(divergence.subject == (kind == 2 ? "identifier" : "redacted content"))
    }

    @Test("Every byte of what is left is covered", arguments: [AuditLevel.leaves])
    func flipped(level: AuditLevel) async throws {
        let (chain, _) = try Self.redacted()
        let bytes = RedactedTransaction(of: chain.script[Place.first].envelope).bytes
        for index in stride(from: 0, to: bytes.count, by: 7) {
            var stored = try chain.script.chain()
            var flipped = bytes
            flipped[index] ^= 0x04
            stored.store(flipped, at: Place.first)
            let divergence = try await Self.audit(chain, stored, level).firstDivergence
            #expect(divergence?.block == Place.first.block, "byte \(index)")
        }
    }

    @Test("Too few signatures, a value in force, and a second redaction change nothing, and are recorded")
    func refused() async throws {
        var (chain, _) = try Self.redacted()
        let both = [chain.network.admin, chain.network.utilityAdmin]
        let last = Version(block: 10, transaction: 0)
        #expect(chain.script[last].envelope.proposal.function == "closePeriod")
        let places = [
            try chain.redact(Place.second, endorsedBy: [chain.network.admin]),
            try chain.redact(last, endorsedBy: both),
            try chain.redact(Place.first, endorsedBy: both),
        ]
        let codes: [ValidationCode] = [.endorsementPolicyFailure, .mvccReadConflict, .mvccReadConflict]
        #expect(places.map { chain.script[$0].code } == codes)
        #expect(try await Self.audit(chain, chain.script.chain()).isClean)
        // An operator who records them as valid all the same, and drops the content.
        for (place, level) in zip(places, [AuditLevel.signatures, .state, .state]) {
            var script = chain.script
            script.replace(place, code: .valid) { $0 }
            let divergence = try #require(try await Self.audit(chain, script.chain()).firstDivergence)
            #expect(divergence.level == level && divergence.block == place.block, "\(divergence)")
        }
    }

    @Test("The policy for redactions is the configuration's section of its own")
    func policy() async throws {
        var chain = try ExampleChain.story()
        let both = [chain.network.admin, chain.network.utilityAdmin]
        try chain.reconfigure(endorsedBy: both) { $0.set("'Utility.admin'", of: .redactions) }
        let refused = try chain.redact(Place.first, endorsedBy: [chain.network.admin])
        #expect(chain.script[refused].code == .endorsementPolicyFailure)
        let redaction = try chain.redact(Place.first, endorsedBy: [chain.network.utilityAdmin])
        #expect(chain.script[redaction].code == .valid)
        #expect(try await Self.audit(chain, chain.chain(dropping: [Place.first])).isClean)
    }

    @Test("The channel's own transactions cannot be redacted")
    func protected() throws {
        let (chain, by) = try Self.redacted()
        #expect(throws: RedactionProblem.protected("sets a configuration")) {
            try Redaction(of: chain.script.blocks[0].transactions[0].envelope, at: Version(block: 0, transaction: 0))
        }
        #expect(throws: RedactionProblem.protected("is a redaction")) {
            try Redaction(of: chain.script[by[0]].envelope, at: by[0])
        }
    }
}
