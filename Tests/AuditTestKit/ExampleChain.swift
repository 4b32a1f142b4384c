import Allocation
public import AllocationContract
public import Audit
import Cryptography
public import Ledger
public import LedgerTestKit
import Membership
public import Units

/// A chain of the allocation contract as peers would write it, with a transaction of every kind and code.
public struct ExampleChain: Sendable {
    /// The places of transactions that tests alter.
    public enum Place {
        /// The period is opened.
        public static let open = Version(block: 1, transaction: 0)
        /// The first request.
        public static let first = Version(block: 2, transaction: 0)
        /// A request on the state that the first leaves.
        public static let second = Version(block: 3, transaction: 0)
        /// A request that was executed too early.
        public static let readConflict = Version(block: 3, transaction: 1)
        /// A transaction that is there already.
        public static let duplicate = Version(block: 4, transaction: 1)
        /// A request of somebody whose certificate has expired.
        public static let expired = Version(block: 6, transaction: 0)
        /// A transaction that two organisations endorse.
        public static let shared = Version(block: 9, transaction: 0)
        /// A range read that a phantom made invalid.
        public static let phantom = Version(block: 9, transaction: 1)
    }

    /// Whose chain it is.
    public let network: LedgerNetwork

    /// The channel under the configuration in force.
    public private(set) var channel: Channel

    /// Who signs blocks.
    public var orderer: LedgerNetwork.Member

    /// A client whose certificate ends on the day of the story, or was revoked the day before.
    public let guest: LedgerNetwork.Member

    /// What the chain holds.
    public private(set) var script: ChainScript

    /// Where it ends.
    public private(set) var tip = ChainTip.origin

    /// The state at its end.
    public private(set) var state = WorldState()
    private var nonce: UInt64 = 0
    private var sequence: Int64 = 0

    /// The time of a block.
    public static func time(_ block: Int) -> Instant {
        LedgerNetwork.now + .seconds(Int64(block))
    }

    /// Begins with the genesis block.
    ///
    /// - Parameters:
    ///   - terms: The allocation contract's, where they are not the example's.
    ///   - hasPrivateValues: Whether the ledger has hashes of the allocation contract's values.
    public init(guestIsRevoked: Bool = false, terms: PeriodTerms? = nil, hasPrivateValues: Bool = false) throws {
        network = try LedgerNetwork()
        orderer = network.orderer
        guest = try network.makeMember("guest", .client, from: 0, to: guestIsRevoked ? 100 : 10)
        var authority = network.operatorAuthority
        if guestIsRevoked { try authority.revoke(guest.identity.certificate, at: LedgerNetwork.day(9)) }
        let list = try authority.publishRevocationList(
            thisUpdate: LedgerNetwork.day(0),
            nextUpdate: LedgerNetwork.day(20)
        )
        let configuration = try Self.configuration(
            network,
            operatorList: list,
            terms: terms ?? exampleTerms(),
            hasPrivateValues: hasPrivateValues
        )
        channel = try Channel(configuration)
        let members = [
            network.admin, network.orderer, network.peer, network.client, network.utilityPeer, network.utilityAdmin,
            guest,
        ]
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

    private static func configuration(
        _ network: LedgerNetwork,
        operatorList list: CertificateRevocationList,
        terms: PeriodTerms,
        hasPrivateValues: Bool
    ) throws -> ChannelConfiguration {
        try ChannelConfiguration(
            channel: "riverside",
            organisations: [
                OrganisationDefinition(
                    id: "Operator",
                    roots: [network.operatorAuthority.certificate.der],
                    revocationLists: [list.der]
                ),
                OrganisationDefinition(id: "Utility", roots: [network.utilityAuthority.certificate.der]),
            ],
            modificationPolicy: "MAJORITY admin",
            orderers: [network.orderer.fingerprint],
            chaincodes: [
                ChaincodeDefinition(
                    name: AllocationContract.name,
                    identity: contracts[0].identity,
                    endorsementPolicy: "OR('Operator.peer')",
                    terms: terms.encoded,
                    hasPrivateValues: hasPrivateValues
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
    public static let contracts = [
        AuditedContract(AllocationContract(), identity: AllocationContract.identity),
        AuditedContract(KeyValueChaincode(), identity: .sha256(Array("kv".utf8))),
    ]

    /// The roots that the members gave the auditor.
    public var roots: AuditorRoots {
        AuditorRoots([
            AuditorRoots.Root(network.operatorAuthority.certificate),
            AuditorRoots.Root(network.utilityAuthority.certificate),
        ])
    }

    /// An audit of a chain with the roots and contracts of this one.
    public func auditor(of chain: any ChainReader, head: KnownHead? = nil) -> Auditor {
        Auditor(chain: chain, head: head, roots: roots, contracts: Self.contracts)
    }
}

// MARK: - Writing

extension ExampleChain {
    /// Proposes a call.
    public mutating func propose(
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
    public mutating func propose(
        _ call: AllocationCall,
        by member: LedgerNetwork.Member? = nil
    ) throws -> SignedProposal {
        try propose(call.function, call.arguments, by: member)
    }

    /// Proposes that a building takes so much power.
    public mutating func propose(
        _ building: String,
        watts: Int64,
        by member: LedgerNetwork.Member? = nil
    ) throws -> SignedProposal {
        sequence += 1
        return try propose(levelChange(building, watts, sequence: sequence), by: member)
    }

    /// Executes a proposal on the present state, or another, and endorses the result.
    public func endorse(
        _ proposal: SignedProposal,
        on state: WorldState? = nil,
        by members: [LedgerNetwork.Member]? = nil
    ) throws -> Envelope {
        let name = proposal.proposal.chaincode
        let contract = Self.contracts.first { $0.chaincode.name == name }?.chaincode ?? AllocationContract()
        let stub = ChaincodeStub(chaincode: name, state: state ?? self.state)
        var executor = contract.makeExecutor()
        let creator = [network.client, network.admin, guest].first { $0.fingerprint == proposal.proposal.creator }
        let call = ChaincodeCall(
            proposal.proposal,
            creator: Creator((creator ?? network.client).identity),
            terms: channel.configuration.chaincode(named: name)?.terms ?? []
        )
        let result = stub.result(response: try executor.invoke(call, on: stub))
        let bare = Envelope(proposal, result: result, endorsements: [])
        return try bare.with(result: result, endorsedBy: members ?? [network.peer])
    }

    /// Appends a block of envelopes with the codes that they have.
    public mutating func append(_ envelopes: [Envelope]) throws {
        let time = Self.time(tip.height)
        var signers = IdentityDirectory()
        for der in script.certificates.values { signers.insert(der: der) }
        let known = Set(script.blocks.flatMap(\.transactions).map(\.envelope.txid))
        var validator = StateValidator(on: state) { known.contains($0) }
        var transactions: [ValidatedTransaction] = []
        for (index, envelope) in envelopes.enumerated() {
            let isAlone = envelopes.count == 1
            let endorsed = channel.check(envelope, signers: signers, at: time, isAlone: isAlone)
            let place = Version(block: tip.height, transaction: index)
            let code = try validator.validate(envelope, endorsed: endorsed, place: place)
            transactions.append(ValidatedTransaction(envelope, code: code))
        }
        append(transactions)
    }

    /// Makes somebody's certificate known.
    public mutating func introduce(_ member: LedgerNetwork.Member) {
        script.certificates[member.fingerprint] = member.identity.certificate.der
    }

    /// Appends a block with a configuration transaction, with the code that it has.
    @discardableResult
    public mutating func reconfigure(
        endorsedBy members: [LedgerNetwork.Member],
        _ change: (inout ConfigurationEdit) throws -> Void
    ) throws -> Version {
        let place = Version(block: tip.height, transaction: 0)
        let next = try channel.configuration.changed(change)
        let time = Self.time(tip.height)
        try append([network.reconfiguration(next, endorsedBy: members, number: tip.height, at: time)])
        return place
    }

    /// Appends a block of transactions with the codes that are given.
    public mutating func append(_ transactions: [ValidatedTransaction]) {
        let time = Self.time(tip.height)
        let block = ChainScript.Block(transactions: transactions, time: time, orderer: orderer)
        let draft = tip.next(block.transactions, time: block.time)
        state.apply(draft.updates)
        tip = draft.tip
        channel = channel.after(transactions)
        script.blocks.append(block)
    }
}

/// A building's demand.
public func levelChange(_ building: String, _ watts: Int64, sequence: Int64) throws -> AllocationCall {
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

/// Why an example could not be made.
public enum ExampleError: Error {
    /// No identifier.
    case badName(String)
}
