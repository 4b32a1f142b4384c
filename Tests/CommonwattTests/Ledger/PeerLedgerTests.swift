import AllocationContract
import Audit
import AuditTestKit
import ChildProcesses
import Cryptography
import Foundation
import Ledger
import LedgerStore
import LedgerTestKit
import Membership
import Peer
import PeerTestKit
import Testing
import Units

@testable import commonwatt

@Suite("A ledger that a peer wrote", .timeLimit(.minutes(8)))
struct PeerLedgerTests {
    @Test("passes the audit while its peer lives on a copy, and after it was closed")
    func audit() async throws {
        let example = try ExampleChain()
        let directory = try TemporaryDirectory()
        let path = directory.path + "/ledger"
        let store = try LedgerStore.create(at: path, genesis: try #require(try example.script.sealed().first))
        let peer = try PeerNode(
            storage: store,
            chaincodes: [AllocationContract(), KeyValueChaincode()],
            settings: Self.settings(example.network)
        )
        peer.introduce(example.network.client.identity)
        let calls = try Self.calls()
        let pending = try calls.enumerated().map { peer.submit(try Self.proposal($0.offset, $0.element, example)) }
        for pending in pending { _ = try await pending.outcome() }
        let copy = try directory.copy(path, as: "copy")
        await peer.stop()
        try store.close()
        for ledger in [copy, path] {
            let report = try await LedgerPlace(ledger).audit(
                level: .calls,
                jobs: 2,
                roots: example.roots,
                contracts: ExampleChain.contracts,
                label: ""
            )
            #expect(report.firstDivergence == nil)
            #expect(report.counts.calls == calls.count)
            #expect(report.counts.invalid == 0)
        }
    }

    @Test("names those who signed another result, in the audit, and shows in words what both write")
    func dissent() async throws {
        let network = try LedgerNetwork()
        let directory = try TemporaryDirectory()
        let path = directory.path + "/ledger"
        let policy = "AND('Operator.peer', 'Utility.peer')"
        let other = PeerCredential(certificate: network.utilityPeer.identity.certificate, key: network.utilityPeer.key)
        let fixture = try PeerFixture(path, network: network, policy: policy) { store in
            [try LocalEndorser(other, storage: store, chaincodes: [OddChaincode()])]
        }
        try await fixture.untilEndorsed()
        let proposal = try fixture.proposal(1, "put", bytes("odd"), bytes("v"))
        await #expect(throws: PeerFailure.self) { _ = try await fixture.peer.submit(proposal).outcome() }
        try await fixture.close()
        let authorities = [network.operatorAuthority.certificate, network.utilityAuthority.certificate]
        let roots = AuditorRoots(authorities.map { AuditorRoots.Root($0) })
        let report = try await LedgerPlace(path).audit(level: .state, jobs: 2, roots: roots, contracts: [], label: "")
        #expect(report.firstDivergence == nil)
        #expect(report.dissents.map(\.txid) == [proposal.proposal.txid])
        let explanation = try await commonwatt(["ledger", "explain", path, proposal.proposal.txid.hex])
        for passage in [
            "It is the one of peer ('Operator.peer'); it writes\n  odd: 1 bytes",
            "peer ('Utility.peer') came to another one, and signed it; it writes\n  odd: 1 bytes",
            "\n  odd key: 1 bytes",
        ] { #expect(explanation.output.contains(passage), "\(explanation.output)\(explanation.errorOutput)") }
    }

    private static func settings(_ network: LedgerNetwork) -> PeerSettings {
        PeerSettings(
            endorser: PeerCredential(certificate: network.peer.identity.certificate, key: network.peer.key),
            orderer: PeerCredential(certificate: network.orderer.identity.certificate, key: network.orderer.key),
            clock: { ExampleChain.time(1) }
        )
    }

    /// Two hundred demands of three buildings, all on one another's state, in a period.
    private static func calls() throws -> [AllocationCall] {
        let demands = try (0..<200).map { index in
            try levelChange("b0\(1 + index % 3)", Int64(index * 37 % 900), sequence: Int64(index))
        }
        return [.openPeriod(try exampleTerms())] + demands + [.closePeriod]
    }

    private static func proposal(
        _ number: Int,
        _ call: AllocationCall,
        _ example: ExampleChain
    ) throws -> SignedProposal {
        let client = example.network.client
        let proposal = Proposal(
            channel: example.channel.configuration.channel,
            timestamp: ExampleChain.time(1) + .milliseconds(Int64(number)),
            creator: client.fingerprint,
            nonce: Digest.sha256(Array("proposal \(number)".utf8)).bytes,
            chaincode: AllocationContract.name,
            function: call.function,
            arguments: call.arguments
        )
        return try SignedProposal(proposal, signedBy: client.key)
    }
}
