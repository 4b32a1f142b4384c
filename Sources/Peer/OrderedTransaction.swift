import Ledger

/// A transaction in the order, with whoever waits for it.
struct OrderedTransaction: Sendable {
    let envelope: Envelope
    let pending: PendingProposal
    /// The signatures that this peer has verified or made itself.
    let verified: VerifiedSignatures
}
