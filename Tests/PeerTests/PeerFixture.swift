import Cryptography
import Ledger
import LedgerStore
import LedgerTestKit
import Membership
import Peer
import Units

/// A peer on a real ledger in a directory, with a client who signs proposals.
struct PeerFixture {
    let network: LedgerNetwork
    let store: LedgerStore
    let peer: PeerNode<LedgerStore>

    /// Creates the ledger, or opens the one that is there.
    init(
        _ directory: String,
        network: LedgerNetwork,
        cutting: CuttingLimits = .standard,
        reached: @escaping FaultHook = { _ in }
    ) throws {
        self.network = network
        var options = LedgerStore.Options()
        options.reached = reached
        let genesis = try network.genesis(try network.configuration(cutting: cutting))
        store =
            LedgerStore.exists(at: directory)
            ? try LedgerStore(at: directory, options: options)
            : try LedgerStore.create(at: directory, genesis: genesis, options: options)
        let settings = PeerSettings(
            endorser: PeerCredential(certificate: network.peer.identity.certificate, key: network.peer.key),
            orderer: PeerCredential(certificate: network.orderer.identity.certificate, key: network.orderer.key),
            clock: { LedgerNetwork.now }
        )
        peer = try PeerNode(storage: store, chaincodes: [KeyValueChaincode()], settings: settings)
        peer.introduce(network.client.identity)
    }

    /// Stops the peer and gives the ledger up.
    func close() async throws {
        await peer.stop()
        try store.close()
    }

    /// A proposal of the client's; the number makes its identifier.
    func proposal(
        _ number: Int,
        _ function: String,
        _ arguments: [UInt8]...,
        channel: String = "test",
        at instant: Instant = LedgerNetwork.now,
        by member: LedgerNetwork.Member? = nil
    ) throws -> SignedProposal {
        let member = member ?? network.client
        let proposal = Proposal(
            channel: channel,
            timestamp: instant,
            creator: member.fingerprint,
            nonce: Digest.sha256(Array("proposal \(number)".utf8)).bytes,
            chaincode: KeyValueChaincode.name,
            function: function,
            arguments: arguments
        )
        return try SignedProposal(proposal, signedBy: member.key)
    }
}

/// The bytes of a text.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
