import Cryptography
import Ledger
import LedgerStore
import LedgerTestKit
import Membership
import Peer
import Synchronization
import Testing
import Units

/// A network, a ledger on disk and a client with proposals, for tests of peers.
final class Site: Sendable {
    let network: LedgerNetwork
    let configuration: ChannelConfiguration
    let directory: TemporaryDirectory
    private let nonce = Mutex<UInt64>(0)

    /// The time that peers see; tests set it.
    let now = Mutex(LedgerNetwork.now)

    var path: String { directory.path + "/ledger" }

    init(policy: String = "OR('Operator.peer')", cutting: CuttingLimits = .standard) throws {
        network = try LedgerNetwork()
        configuration = try network.configuration(policy: policy, cutting: cutting)
        directory = try TemporaryDirectory()
    }

    /// The ledger, created if it is not there.
    func open(_ options: LedgerStore.Options = LedgerStore.Options(), at other: String? = nil) throws -> LedgerStore {
        let path = other ?? path
        guard !LedgerStore.exists(at: path) else { return try LedgerStore(at: path, options: options) }
        return try LedgerStore.create(at: path, genesis: network.genesis(configuration), options: options)
    }

    func peer(_ store: LedgerStore, _ options: PeerNode.Options = PeerNode.Options()) throws -> PeerNode {
        try PeerNode(
            store: store,
            endorser: #require(SigningIdentity(network.peer.identity, key: network.peer.key)),
            orderer: #require(SigningIdentity(network.orderer.identity, key: network.orderer.key)),
            chaincodes: [KeyValueChaincode()],
            clock: { self.now.withLock { $0 } },
            options: options
        )
    }

    /// Runs a peer on the ledger while the body uses it, then stops it and closes the ledger.
    func withPeer<Result: Sendable>(
        _ options: PeerNode.Options = PeerNode.Options(),
        store storeOptions: LedgerStore.Options = LedgerStore.Options(),
        _ body: @Sendable (PeerNode, LedgerStore) async throws -> Result
    ) async throws -> Result {
        let store = try open(storeOptions)
        let peer = try peer(store, options)
        let running = Task { try await peer.run() }
        let outcome: Swift.Result<Result, any Error>
        do {
            outcome = .success(try await body(peer, store))
        } catch {
            outcome = .failure(error)
        }
        await peer.stop()
        try await running.value
        try store.close()
        return try outcome.get()
    }

    /// A proposal of somebody's (else the client's), with a nonce of its own unless it is given.
    func proposal(
        _ function: String,
        _ arguments: [String],
        by member: LedgerNetwork.Member? = nil,
        nonce fixed: [UInt8]? = nil,
        chaincode: String = KeyValueChaincode.name,
        channel: String = "test"
    ) throws -> SignedProposal {
        let number = nonce.withLock { nonce in
            nonce += 1
            return nonce
        }
        let member = member ?? network.client
        let proposal = Proposal(
            channel: channel,
            timestamp: now.withLock { $0 },
            creator: member.fingerprint,
            nonce: fixed ?? Digest.sha256(StateKey("nonce").appending(number).bytes).bytes,
            chaincode: chaincode,
            function: function,
            arguments: arguments.map { Array($0.utf8) }
        )
        return try SignedProposal(proposal, signedBy: member.key)
    }

    var clientCertificate: Certificate { network.client.identity.certificate }
}

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// Reads a chain from the beginning as an auditor would, and returns the state and all transactions.
func replay(
    _ chain: some ChainReader
) throws -> (tip: ChainTip, state: WorldState, transactions: [ValidatedTransaction]) {
    let channel = try Genesis.channel(of: chain)
    var replay = LedgerReplay()
    var transactions: [ValidatedTransaction] = []
    var signers = IdentityDirectory()
    var known: Set<Digest> = []
    for number in 0..<(try chain.height()) {
        let block = try #require(try chain.block(number))
        let replayed = try replay.tip.replay(block)
        try signers.insert(replayed.seal.orderer, from: chain)
        let time = replayed.draft.header.time
        #expect(channel.problem(with: replayed.seal, of: block.header, signers: signers, at: time) == nil)
        if number > 0 {
            let earlier = known
            var validator = StateValidator(on: replay.state) { earlier.contains($0) }
            for (index, transaction) in replayed.draft.transactions.enumerated() {
                try signers.insertSigners(of: transaction.envelope, from: chain)
                let endorsed = channel.check(transaction.envelope, signers: signers, at: time)
                let place = Version(block: number, transaction: index)
                if transaction.code == .valid {
                    #expect(
                        try execute(transaction.envelope, on: validator.state, signers)
                            == transaction.envelope.resultBytes
                    )
                }
                let code = try validator.validate(transaction.envelope, endorsed: endorsed, place: place)
                #expect(code == transaction.code, "block \(number), transaction \(index)")
            }
        }
        for transaction in replayed.draft.transactions where transaction.code.claimsIdentifier {
            known.insert(transaction.envelope.txid)
        }
        transactions += replayed.draft.transactions
        replay.apply(replayed)
    }
    return (replay.tip, replay.state, transactions)
}

/// Executes a recorded transaction again.
private func execute(_ envelope: Envelope, on state: some StateView, _ signers: IdentityDirectory) throws -> [UInt8] {
    let creator = Creator(try #require(signers[envelope.proposal.creator]))
    let stub = ChaincodeStub(chaincode: envelope.proposal.chaincode, state: state)
    var executor = KeyValueChaincode().makeExecutor()
    let response = try executor.invoke(ChaincodeCall(envelope.proposal, creator: creator), on: stub)
    return stub.result(response: response).encoded
}
