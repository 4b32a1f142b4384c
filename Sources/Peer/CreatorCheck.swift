import Cryptography
import Ledger
import Membership

/// Looks at who made a proposal; whatever else is on its way.
struct CreatorCheck<Storage: LedgerStorage>: Sendable {
    let inForce: ChannelInForce
    let identities: KnownIdentities<Storage>

    /// The creator, if it is known and has signed the proposal for this channel.
    func check(_ proposal: SignedProposal) -> Result<CheckedCreator, PeerFailure> {
        Result { () throws(PeerFailure) in
            CheckedCreator(try creator(of: proposal), of: proposal.proposal, on: inForce.channel)
        }
    }

    /// The creator in this process, if it may propose on this channel. That it has signed is known: it just has, with
    /// the key that its certificate names.
    func check(_ proposal: SignedProposal, madeBy creator: LocalCreator) -> Result<CheckedCreator, PeerFailure> {
        Result { () throws(PeerFailure) in
            try checkChannel(of: proposal.proposal)
            return CheckedCreator(creator.identity, of: proposal.proposal, on: inForce.channel)
        }
    }

    private func checkChannel(of content: Proposal) throws(PeerFailure) {
        guard inForce.channel.isNamed(content.channel) else {
            throw .refused("the proposal is for channel '\(content.channel)'")
        }
    }

    private func creator(of proposal: SignedProposal) throws(PeerFailure) -> Identity {
        let content = proposal.proposal
        try checkChannel(of: content)
        let creator: Identity?
        do {
            creator = try identities[content.creator]
        } catch {
            throw .ledger(error)
        }
        guard let creator else {
            throw .refused("the ledger does not know the creator's certificate \(content.creator.hex)")
        }
        guard creator.hasSigned(proposal) else { throw .refused("the signature is not the creator's") }
        return creator
    }
}

/// Who has signed a proposal, and what the members say of the certificate.
///
/// The signature is the creator's for ever. Whether the creator is a member is judged ahead of the order, and again in
/// the proposal's turn if another configuration is in force by then.
struct CheckedCreator: Sendable {
    private let identity: Identity
    private let verdict: IdentityVerdict
    /// The number of the configuration that the verdict is by.
    private let sequence: Int

    init(_ identity: Identity, of proposal: Proposal, on channel: Channel) {
        self.identity = identity
        verdict = channel.membership.validate(identity, at: proposal.timestamp)
        sequence = channel.configuration.sequence
    }

    /// The creator, if it is a member of the channel.
    func member(of channel: Channel, proposing proposal: Proposal) throws(PeerFailure) -> Identity {
        let isCurrent = sequence == channel.configuration.sequence
        let verdict = isCurrent ? verdict : channel.membership.validate(identity, at: proposal.timestamp)
        if case .refused(let reason) = verdict { throw .refused("the creator's certificate is refused: \(reason)") }
        return identity
    }
}
