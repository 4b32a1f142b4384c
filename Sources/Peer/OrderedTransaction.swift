import Cryptography
import Ledger
import Membership

/// A transaction in the order, with whoever waits for it.
struct OrderedTransaction: Sendable {
    /// Where the transaction comes from.
    enum Origin {
        /// The peer has executed the proposal; the endorsements are on their way. It is much, and passed on as one.
        indirect case executed(SignedProposal, creator: Identity, TransactionResult, bytes: [UInt8], EndorsementRound)
        /// It was endorsed elsewhere.
        case endorsed(Envelope)
    }

    let origin: Origin
    let pending: PendingProposal
    let txid: Digest
    /// Names its round to the other endorsers, if they are asked.
    var ticket: Int?
    /// Whether the pending state has its updates: validation has to come to the same, or what followed is void.
    var isExpectedValid = true
    /// The chaincode's answer, of which the result may have the hash, if the peer has executed it.
    var response: [UInt8]?
    /// The values of which the transaction has hashes.
    var privateValues: [KeptPrivateValue] = []

    /// Whether it is a configuration transaction, which has a block of its own.
    var isForConfiguration: Bool {
        guard case .endorsed(let envelope) = origin else { return false }
        return ConfigurationTransaction.isOne(envelope)
    }
}

/// A transaction whose endorsements are there.
struct EndorsedTransaction: Sendable {
    let envelope: Envelope
    let pending: PendingProposal
    let isExpectedValid: Bool
    /// Signatures that this process has verified or made itself.
    let verified: VerifiedSignatures
}

extension OrderedTransaction {
    /// Makes the peer's own endorsement if no worker has come to it yet: to wait for it costs a good part of making it.
    func sign(as settings: PeerSettings) {
        if case .executed(_, _, _, _, let round) = origin { round.sign(as: settings) }
    }

    /// Waits for the endorsements.
    ///
    /// - Throws: ``PeerFailure/notEndorsed(by:)``, where too few have signed and nobody has signed another result.
    func endorsements() throws(PeerFailure) -> [Endorsement] {
        switch origin {
        case .endorsed: return []
        case .executed(_, _, _, _, let round):
            switch round.wait() {
            case .endorsed(let all), .differing(let all): return all
            case .missing(let missing): throw .notEndorsed(by: missing)
            }
        }
    }

    /// Whether all its signatures were made or verified in this process.
    ///
    /// - Parameter local: The endorsers in this process.
    func isVerified(with endorsements: [Endorsement], local: [Digest]) -> Bool {
        guard case .executed = origin else { return false }
        return endorsements.allSatisfy { $0.result == nil && local.contains($0.endorser) }
    }

    /// The transaction as it is stored, with these endorsements.
    ///
    /// - Parameter local: The endorsers in this process.
    func endorsed(with endorsements: [Endorsement], local: [Digest]) -> EndorsedTransaction {
        let envelope: Envelope
        let verified: VerifiedSignatures
        switch origin {
        case .endorsed(let endorsed):
            (envelope, verified) = (endorsed, .none)
        case .executed(let proposal, _, let result, let bytes, let round):
            envelope = Envelope(
                proposal,
                result: result,
                resultBytes: bytes,
                content: round.content,
                endorsements: endorsements
            )
            verified = VerifiedSignatures(creator: true, endorsers: local)
        }
        return EndorsedTransaction(
            envelope: envelope,
            pending: pending,
            isExpectedValid: isExpectedValid,
            verified: verified
        )
    }
}
