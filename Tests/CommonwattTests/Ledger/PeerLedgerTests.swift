import AllocationContract
import Audit
import AuditTestKit
import Cryptography
import Foundation
import Ledger
import LedgerStore
import LedgerTestKit
import Membership
import Peer
import Testing
import Units

@testable import commonwatt

@Suite("A ledger that a peer wrote", .timeLimit(.minutes(2)))
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
