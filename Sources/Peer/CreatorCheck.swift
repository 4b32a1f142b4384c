import Cryptography
import Ledger
import Membership

/// Looks at who made a proposal; whatever else is on its way.
struct CreatorCheck<Storage: LedgerStorage>: Sendable {
    let channel: Channel
    let identities: KnownIdentities<Storage>

    /// The creator, if it is a member and has signed the proposal for this channel.
    func check(_ proposal: SignedProposal) -> Result<Identity, PeerFailure> {
        Result { () throws(PeerFailure) in try creator(of: proposal) }
    }

    private func creator(of proposal: SignedProposal) throws(PeerFailure) -> Identity {
        let content = proposal.proposal
        guard content.channel == channel.configuration.channel else {
            throw .refused("the proposal is for channel '\(content.channel)'")
        }
        let creator: Identity?
        do {
            creator = try identities[content.creator]
        } catch {
            throw .ledger(error)
        }
        guard let creator else {
            throw .refused("the ledger does not know the creator's certificate \(content.creator.hex)")
        }
        if case .refused(let reason) = channel.membership.validate(creator, at: content.timestamp) {
            throw .refused("the creator's certificate is refused: \(reason)")
        }
        guard creator.hasSigned(proposal) else { throw .refused("the signature is not the creator's") }
        return creator
    }
}
