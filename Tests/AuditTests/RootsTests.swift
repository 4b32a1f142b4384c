import Audit
import Cryptography
import Ledger
import LedgerTestKit
import Membership
import Testing

@Suite("Roots come from the auditor, not from the ledger")
struct RootsTests {
    let example: ExampleChain

    init() throws {
        example = try ExampleChain.story()
    }

    private func audit(_ roots: [AuditorRoots.Root], level: AuditLevel = .calls) async throws -> Divergence? {
        let auditor = Auditor(
            chain: try example.script.chain(),
            roots: AuditorRoots(roots),
            contracts: ExampleChain.contracts
        )
        return try await auditor.audit(level: level).firstDivergence
    }

    @Test("A ledger under other roots of the same names is refused at its genesis block")
    func otherRoots() async throws {
        let other = try LedgerNetwork()
        let found = try await audit([
            AuditorRoots.Root(other.operatorAuthority.certificate),
            AuditorRoots.Root(other.utilityAuthority.certificate),
        ])
        #expect(found?.level == .signatures && found?.block == 0 && found?.transaction == 0)
        #expect(found?.subject == "root of organisation Operator")
        let real = example.network.operatorAuthority.certificate.fingerprint.hex
        #expect(found?.found.hasSuffix(real) == true)
        #expect(try await audit([], level: .leaves) == nil)
    }

    @Test("Every organisation's root must be among the auditor's, and held for that organisation")
    func missingAndSwapped() async throws {
        let network = example.network
        let mine = AuditorRoots.Root(network.operatorAuthority.certificate)
        let missing = try await audit([mine])
        #expect(missing?.subject == "root of organisation Utility")
        let utility = network.utilityAuthority.certificate
        let swapped = try await audit([mine, AuditorRoots.Root(utility, of: "Operator")])
        #expect(swapped?.subject == "root of organisation Utility")
        #expect(try await audit([mine, AuditorRoots.Root(utility, of: "Utility")]) == nil)
    }

    @Test("A genesis block that its founder has not signed, or that is none, founds nothing")
    func genesis() async throws {
        let example = example
        let place = Version(block: 0, transaction: 0)
        let forgeries = [
            Forgery("another's signature", .signatures, at: place, subject: "genesis block") { script in
                let peer = script.network.peer
                try script.replace(place) { old in
                    let signed = try SignedProposal(old.proposal, signedBy: peer.key)
                    return Envelope(signed, result: old.result, endorsements: [])
                }
            },
            Forgery("not valid", .signatures, at: place, subject: "genesis block") { script in
                script.replace(place, code: .invalidConfigTransaction) { $0 }
            },
            Forgery("no configuration", .signatures, at: place, subject: "genesis block") { script in
                script.replace(place) { _ in example.script[ExampleChain.Place.open].envelope }
            },
        ]
        for forgery in forgeries {
            let chain = try forgery.make(example)
            let found = try #require(try await example.auditor(of: chain).audit(level: .signatures).firstDivergence)
            #expect(found.subject == "genesis block" && found.block == 0, "\(forgery.name): \(found)")
        }
    }

    @Test("A contract that this program does not have cannot be vouched for")
    func contracts() async throws {
        let chain = try example.script.chain()
        let others = [AuditedContract(KeyValueChaincode(), identity: .zero), ExampleChain.contracts[1]]
        let auditor = Auditor(chain: chain, roots: example.roots, contracts: others)
        #expect(try await auditor.audit(level: .state).isClean)
        let found = try await auditor.audit(level: .calls).firstDivergence
        #expect(found?.subject == "contract call" && found?.block == 1 && found?.transaction == 0)
    }

    @Test("A block by somebody who is no orderer, or before the block before it, is named")
    func orderer() async throws {
        var script = example.script
        script.blocks[5].time = ExampleChain.time(1)
        var chain = try script.chain()
        let header = try BlockHeader(encoded: chain.blocks[5].header)
        // The time is never taken as earlier; a header that says so has been made by hand.
        #expect(header.time == ExampleChain.time(4))
        let peer = example.network.peer
        let seal = BlockSeal(orderer: peer.fingerprint, signature: try peer.key.sign(chain.blocks[4].header))
        chain.blocks[4] = chain.blocks[4].with(seal: seal.encoded)
        let found = try await example.auditor(of: chain).audit(level: .signatures).firstDivergence
        #expect(found?.subject == "seal" && found?.block == 4 && found?.transaction == nil)
    }
}
