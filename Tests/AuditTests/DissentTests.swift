import Audit
import AuditTestKit
import Cryptography
import Ledger
import LedgerTestKit
import Testing
import Units

@Suite("An audit of endorsers that differed", .timeLimit(.minutes(5)))
struct DissentTests {
    /// What the record of another result looks like.
    enum Kind: Sendable, CaseIterable {
        case signed, foreignSignature, noResult, unknown
    }

    /// The story, in which the utility's peer signs another result of a transaction that its policy cannot do without.
    private static func chain(
        _ kind: Kind = .signed,
        code: ValidationCode = .endorsementPolicyFailure
    ) throws
        -> (chain: ExampleChain, place: Version)
    {
        var chain = try ExampleChain.story()
        let proposal = try chain.propose("put", [Array("k".utf8), Array("mine".utf8)], of: KeyValueChaincode.name)
        let envelope = try chain.endorse(proposal, by: [chain.network.peer])
        let odd = TransactionResult(
            reads: [],
            ranges: [],
            writes: [KeyWrite(key: "k", value: Array("yours".utf8)), KeyWrite(key: "l", value: nil)],
            response: []
        )
        let bytes = kind == .noResult ? [0x80] : odd.encoded
        let content = ContentHash(proposal: proposal.bytes, result: bytes)
        let peer = chain.network.utilityPeer
        let key = kind == .foreignSignature ? chain.network.peer.key : peer.key
        let dissent = Endorsement(
            endorser: kind == .unknown ? .sha256([9]) : peer.fingerprint,
            signature: try key.sign(Endorsement.message(for: content)),
            result: bytes
        )
        let place = Version(block: chain.tip.height, transaction: 0)
        try chain.append([envelope.with(endorsements: envelope.endorsements + [dissent])])
        #expect(chain.script[place].code == code)
        return (chain, place)
    }

    @Test("is reported with who signed what, and both write sets")
    func reported() async throws {
        let (chain, place) = try Self.chain()
        let report = try await chain.auditor(of: chain.script.chain()).audit(level: .calls, jobs: 2)
        #expect(report.isClean && report.counts.dissents == 1, "\(report)")
        let dissent = try #require(report.dissents.first)
        #expect(dissent.place == place && dissent.txid == chain.script[place].envelope.txid)
        #expect(dissent.code == .endorsementPolicyFailure && dissent.refusal == nil && dissent.difference == nil)
        #expect(dissent.endorser == "\(chain.network.utilityPeer.identity)")
        #expect(dissent.recorded == ["k: 'mine'"] && dissent.signed == ["k: 'yours'", "l: deleted"])
        let text = "\(report)"
        #expect(text.contains("signed another result\n  recorded  k: 'mine'\n  signed    k: 'yours'; l: deleted"))
        #expect(report.html.contains("Endorsers that differed"))
    }

    @Test(
        "is named where its endorser has not signed it",
        arguments: [
            (Kind.foreignSignature, "a result without its signature, or of an unknown endorser"),
            (.noResult, "bytes that are no result"),
            (.unknown, "a result without its signature, or of an unknown endorser"),
        ]
    )
    func forged(_ kind: Kind, found: String) async throws {
        let (chain, place) = try Self.chain(kind)
        let report = try await chain.auditor(of: chain.script.chain()).audit(level: .signatures, jobs: 2)
        let divergence = try #require(report.firstDivergence)
        #expect(divergence.level == .signatures && divergence.block == place.block && divergence.transaction == 0)
        #expect(divergence.subject.hasPrefix("other result of ") && divergence.found == found)
    }
}
