import Allocation
import AllocationContract
import Audit
import Cryptography
import Ledger
import LedgerTestKit
import Membership
import Units

/// A chain of the allocation contract as peers would write it, with a transaction of every kind and code.
struct ExampleChain {
    /// The places of transactions that tests alter.
    enum Place {
        static let open = Version(block: 1, transaction: 0)
        static let first = Version(block: 2, transaction: 0)
        static let second = Version(block: 3, transaction: 0)
        static let readConflict = Version(block: 3, transaction: 1)
        static let duplicate = Version(block: 4, transaction: 1)
        static let shared = Version(block: 6, transaction: 0)
        static let expired = Version(block: 7, transaction: 0)
    }

    let network: LedgerNetwork
    let channel: Channel
    let guest: LedgerNetwork.Member
    private(set) var script: ChainScript
    private(set) var tip = ChainTip.origin
    private(set) var state = WorldState()
    private var nonce: UInt64 = 0
    private var sequence: Int64 = 0

    /// The time of a block.
    static func time(_ block: Int) -> Instant {
        LedgerNetwork.now + .seconds(Int64(block))
    }

    /// Begins with the genesis block.
    init() throws {
        network = try LedgerNetwork()
        guest = try network.makeMember("guest", .client, from: 0, to: 10)
        channel = try Channel(Self.configuration(network))
        let members = [network.admin, network.orderer, network.peer, network.client, network.utilityPeer, guest]
        script = ChainScript(network: network, blocks: [], certificates: [:])
        for member in members {
            script.certificates[member.fingerprint] = member.identity.certificate.der
        }
        let genesis = try Genesis.transaction(
            channel.configuration,
            founder: network.admin.fingerprint,
            key: network.admin.key,
            at: Self.time(0),
            nonce: Array(repeating: 0, count: 32)
        )
        append([ValidatedTransaction(genesis, code: .valid)])
    }

    private static func configuration(_ network: LedgerNetwork) throws -> ChannelConfiguration {
        func organisation(_ authority: CertificateAuthority) -> OrganisationDefinition {
            OrganisationDefinition(id: authority.certificate.organisation, roots: [authority.certificate.der])
        }
        return try ChannelConfiguration(
            channel: "riverside",
            organisations: [organisation(network.operatorAuthority), organisation(network.utilityAuthority)],
            modificationPolicy: "MAJORITY admin",
            orderers: [network.orderer.fingerprint],
            chaincodes: [
                ChaincodeDefinition(
                    name: AllocationContract.name,
                    identity: contracts[0].identity,
                    endorsementPolicy: "OR('Operator.peer')",
                    terms: []
                ),
                ChaincodeDefinition(
                    name: KeyValueChaincode.name,
                    identity: contracts[1].identity,
                    endorsementPolicy: "AND('Operator.peer', 'Utility.peer')",
                    terms: []
                ),
            ]
        )
    }

    /// The contracts of the channel.
    static let contracts = [
        AuditedContract(AllocationContract(), identity: .sha256(Array("allocation".utf8))),
        AuditedContract(KeyValueChaincode(), identity: .sha256(Array("kv".utf8))),
    ]

    /// The roots that the members gave the auditor.
    var roots: AuditorRoots {
        AuditorRoots([
            AuditorRoots.Root(network.operatorAuthority.certificate),
            AuditorRoots.Root(network.utilityAuthority.certificate),
        ])
    }

    /// An audit of a chain with the roots and contracts of this one.
    func auditor(of chain: any ChainReader, head: KnownHead? = nil) -> Auditor {
        Auditor(chain: chain, head: head, roots: roots, contracts: Self.contracts)
    }
}

// MARK: - Writing

extension ExampleChain {
    /// Proposes a call.
    mutating func propose(
        _ function: String,
        _ arguments: [[UInt8]],
        of chaincode: String = AllocationContract.name,
        by member: LedgerNetwork.Member? = nil,
        channel: String = "riverside"
    ) throws -> SignedProposal {
        nonce += 1
        let creator = member ?? network.client
        let proposal = Proposal(
            channel: channel,
            timestamp: Self.time(tip.height),
            creator: creator.fingerprint,
            nonce: Digest.sha256(StateKey("nonce").appending(nonce).bytes).bytes,
            chaincode: chaincode,
            function: function,
            arguments: arguments
        )
        return try SignedProposal(proposal, signedBy: creator.key)
    }

    /// Proposes an allocation call.
    mutating func propose(_ call: AllocationCall, by member: LedgerNetwork.Member? = nil) throws -> SignedProposal {
        try propose(call.function, call.arguments, by: member)
    }

    /// Proposes that a building takes so much power.
    mutating func propose(
        _ building: String,
        watts: Int64,
        by member: LedgerNetwork.Member? = nil
    ) throws -> SignedProposal {
        sequence += 1
        return try propose(levelChange(building, watts, sequence: sequence), by: member)
    }

    /// Executes a proposal on the present state, or another, and endorses the result.
    func endorse(
        _ proposal: SignedProposal,
        on state: WorldState? = nil,
        by members: [LedgerNetwork.Member]? = nil
    ) throws -> Envelope {
        let name = proposal.proposal.chaincode
        let contract = Self.contracts.first { $0.chaincode.name == name }?.chaincode ?? AllocationContract()
        let stub = ChaincodeStub(chaincode: name, state: state ?? self.state)
        var executor = contract.makeExecutor()
        let creator = [network.client, network.admin, guest].first { $0.fingerprint == proposal.proposal.creator }
        let call = ChaincodeCall(proposal.proposal, creator: Creator((creator ?? network.client).identity))
        let result = stub.result(response: try executor.invoke(call, on: stub))
        let bare = Envelope(proposal, result: result, endorsements: [])
        return try bare.with(result: result, endorsedBy: members ?? [network.peer])
    }

    /// Appends a block of envelopes with the codes that they have.
    mutating func append(_ envelopes: [Envelope]) throws {
        let time = Self.time(tip.height)
        var signers = IdentityDirectory()
        for der in script.certificates.values { signers.insert(der: der) }
        let known = Set(script.blocks.flatMap(\.transactions).map(\.envelope.txid))
        var validator = StateValidator(on: state) { known.contains($0) }
        var transactions: [ValidatedTransaction] = []
        for (index, envelope) in envelopes.enumerated() {
            let endorsed = channel.check(envelope, signers: signers, at: time)
            let place = Version(block: tip.height, transaction: index)
            let code = try validator.validate(envelope, endorsed: endorsed, place: place)
            transactions.append(ValidatedTransaction(envelope, code: code))
        }
        append(transactions)
    }

    private mutating func append(_ transactions: [ValidatedTransaction]) {
        let block = ChainScript.Block(transactions: transactions, time: Self.time(tip.height))
        let draft = tip.next(block.transactions, time: block.time)
        state.apply(draft.updates)
        tip = draft.tip
        script.blocks.append(block)
    }
}

/// A building's demand.
func levelChange(_ building: String, _ watts: Int64, sequence: Int64) throws -> AllocationCall {
    guard let id = BuildingID(building), let load = LoadID("total") else { throw ExampleError.badName(building) }
    let change = LevelChange(
        building: id,
        load: load,
        power: .watts(watts),
        lease: .milliseconds(60_000),
        order: MessageOrder(epoch: 1, sequence: sequence),
        message: Array("the message as it came".utf8)
    )
    return watts == 0 ? .release(change) : .request(change)
}

enum ExampleError: Error {
    case badName(String)
}
