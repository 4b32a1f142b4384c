import Cryptography
public import Ledger
import Units

/// Writes chains step by step, without a peer: what tests of stores and audits begin with.
public struct ChainBuilder: Sendable {
    /// Whose chain it is.
    public let network: LedgerNetwork

    /// The channel's configuration.
    public let configuration: ChannelConfiguration

    /// Where the chain ends.
    public private(set) var tip: ChainTip

    /// The state after the last block.
    public private(set) var state = WorldState()

    /// The blocks so far.
    public private(set) var blocks: [SealedBlock]

    private var nonce: UInt64 = 1
    private var isFirst = true

    /// Begins a chain with its genesis block.
    public init(_ network: LedgerNetwork, _ configuration: ChannelConfiguration) throws {
        self.network = network
        self.configuration = configuration
        let genesis = try network.genesis(configuration)
        blocks = [genesis]
        tip = genesis.draft.tip
    }

    /// A proposal of the client's, with a nonce of its own.
    public mutating func proposal(_ function: String, _ arguments: [UInt8]...) throws -> SignedProposal {
        nonce += 1
        let proposal = Proposal(
            channel: configuration.channel,
            timestamp: LedgerNetwork.now,
            creator: network.client.fingerprint,
            nonce: Digest.sha256(StateKey("nonce").appending(nonce).bytes).bytes,
            chaincode: KeyValueChaincode.name,
            function: function,
            arguments: arguments
        )
        return try SignedProposal(proposal, signedBy: network.client.key)
    }

    /// Executes a proposal on a state and endorses the result as the operator's peer.
    public func endorse(_ proposal: SignedProposal, on state: some StateView) throws -> Envelope {
        let stub = ChaincodeStub(chaincode: KeyValueChaincode.name, state: state)
        let call = ChaincodeCall(proposal.proposal, creator: Creator(network.client.identity), terms: [])
        var executor = KeyValueChaincode().makeExecutor()
        let result = stub.result(response: try executor.invoke(call, on: stub))
        let bare = Envelope(proposal, result: result, endorsements: [])
        let endorsement = try Endorsement(
            of: bare.content,
            endorser: network.peer.fingerprint,
            key: network.peer.key
        )
        return Envelope(proposal, result: result, endorsements: [endorsement])
    }

    /// Appends a block of these transactions, validated one after the other.
    @discardableResult
    public mutating func append(_ envelopes: [Envelope]) throws -> SealedBlock {
        var validator = StateValidator(on: state) { _ in false }
        var transactions: [ValidatedTransaction] = []
        for (index, envelope) in envelopes.enumerated() {
            let place = Version(block: tip.height, transaction: index)
            let code = try validator.validate(envelope, endorsed: .valid, place: place)
            transactions.append(ValidatedTransaction(envelope, code: code))
        }
        let draft = tip.next(transactions, time: LedgerNetwork.now + .milliseconds(Int64(tip.height)))
        let sealed = try network.seal(draft, with: isFirst ? [network.client, network.peer] : [])
        isFirst = false
        state.apply(draft.updates)
        tip = draft.tip
        blocks.append(sealed)
        return sealed
    }

    /// Appends a block that puts that many keys.
    @discardableResult
    public mutating func appendPuts(_ count: Int, valueSize: Int = 20) throws -> SealedBlock {
        var envelopes: [Envelope] = []
        for index in 0..<count {
            let key = StateKey("k").appending(UInt64(tip.height * 7 + index) % 50).bytes
            let proposal = try proposal("put", key, Array(repeating: UInt8(index & 0xff), count: valueSize))
            envelopes.append(try endorse(proposal, on: state))
        }
        return try append(envelopes)
    }
}
