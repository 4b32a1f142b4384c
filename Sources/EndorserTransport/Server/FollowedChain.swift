import Cryptography
import Ledger
import Membership
import Peer
import Units

/// The chain that an endorser's process follows: believes no block, and founds itself on the genesis block that names
/// the roots which the endorser's people know, or goes on from an end that they know.
struct FollowedChain {
    let settings: EndorserServerSettings
    var replica: EndorserReplica<MemoryReplica>?
    var storage: (any ReplicaStorage)?

    /// How many blocks may wait to be kept while nothing is said.
    private static let unkeptMax = 64

    init(_ settings: EndorserServerSettings) {
        self.settings = settings
    }

    /// The number of blocks.
    var height: Int { replica?.height ?? 0 }

    /// Whoever asks begins anew.
    mutating func begin() {
        _ = try? replica?.take(.withdrawn)
    }

    /// Takes a message and returns the answers to it.
    ///
    /// - Throws: `ReplicaError`, if nothing can be built on what was sent.
    mutating func take(_ message: EndorserMessage) throws(ReplicaError) -> [EndorserReply] {
        if case .proposal(let request) = message, let reason = contractProblem(request.proposal.proposal.chaincode) {
            return [.declined(ticket: request.ticket, reason: reason)]
        }
        if replica == nil, case .history(let blocks) = message, let first = blocks.first { try found(on: first) }
        guard replica != nil else {
            guard case .joined(let blocks, _) = message, let first = blocks.first else {
                throw ReplicaError("the endorser has no block yet, and was not sent the genesis block first")
            }
            try found(on: first)
            return try take(message)
        }
        let replies = try replica?.take(message) ?? []
        // What is said builds on the blocks so far: they are kept before.
        if !replies.isEmpty || replica?.unkeptBlocks() ?? 0 >= Self.unkeptMax { try keep() }
        return replies
    }

    /// Why an organisation's peer may not ask; `nil` if it may.
    ///
    /// - Parameter intermediates: What it sent along, for as long as there is no configuration that names authorities.
    func problem(with identity: Identity, intermediates: [Certificate] = []) -> String? {
        guard identity.role == .peer else { return "its role is \(identity.role), not peer" }
        guard identity.organisation == settings.client else {
            return "this endorser works for the peers of \(settings.client)"
        }
        let membership: Membership
        if let replica {
            membership = replica.channel.membership
        } else {
            let roots = settings.roots.filter { $0.organisation == identity.organisation.text }.map(\.certificate)
            guard
                let organisation = try? Organisation(
                    id: identity.organisation,
                    roots: roots,
                    intermediates: intermediates.filter(\.isAuthority)
                ), let own = try? Membership(organisations: [organisation])
            else { return "the endorser knows no root of \(identity.organisation)" }
            membership = own
        }
        guard case .refused(let reason) = membership.validate(identity, at: settings.clock()) else { return nil }
        return reason.description
    }

    /// Why the channel's contract is not the one that this process would execute.
    private func contractProblem(_ name: String) -> String? {
        guard let own = settings.chaincodes.first(where: { $0.chaincode.name == name })?.identity,
            let definition = replica?.channel.configuration.chaincode(named: name), definition.identity != own
        else { return nil }
        return "the members run the contract '\(name)' \(definition.identity.hex), this endorser has \(own.hex)"
    }

    private mutating func found(on block: CommittedBlock) throws(ReplicaError) {
        let stored = block.stored
        guard stored.number == 0, stored.transactions.count == 1,
            let transaction = try? stored.validatedTransaction(0).envelope
        else { throw ReplicaError("block \(stored.number) came first; expected a genesis block") }
        let channel: Channel
        do {
            channel = try Genesis.channel(transaction)
            var signers = IdentityDirectory()
            for certificate in block.certificates { signers.insert(der: certificate.der) }
            try Genesis.check(transaction, of: channel, signers: signers)
        } catch {
            throw ReplicaError("\(error)")
        }
        guard channel.isNamed(settings.channel) else {
            let found = channel.configuration.channel
            throw ReplicaError("the ledger is that of '\(found)', this endorser is one of '\(settings.channel)'")
        }
        try checkRoots(of: channel)
        follow(MemoryReplica(channel: channel))
    }

    /// Confirms that a channel was founded by those whom the endorser's people know.
    func checkRoots(of channel: Channel) throws(ReplicaError) {
        for organisation in channel.membership.organisations {
            let known = settings.roots.filter { $0.organisation == organisation.id.text }.map(\.certificate)
            guard Set(organisation.trustStore.roots) == Set(known) else {
                throw ReplicaError(
                    "the genesis block names another root of \(organisation.id) than this endorser's roots do"
                )
            }
        }
    }

    mutating func follow(_ state: MemoryReplica, certificates: [[UInt8]] = []) {
        replica = EndorserReplica(
            credential: settings.credential,
            chaincodes: settings.chaincodes.map(\.chaincode),
            state: state,
            checks: ProposalChecks(timeTolerance: settings.timeTolerance, clock: settings.clock),
            certificates: certificates
        )
    }
}
