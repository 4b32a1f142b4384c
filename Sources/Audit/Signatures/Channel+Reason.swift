import Cryptography
import Ledger
import Membership
import Units

extension Channel {
    /// Why a transaction has the code that ``check(_:signers:at:verified:isAlone:)`` gives it, for people.
    func reason(
        for code: ValidationCode,
        of envelope: Envelope,
        signers: IdentityDirectory,
        at instant: Instant,
        isAlone: Bool
    ) -> String {
        let proposal = envelope.proposal
        switch code {
        case .targetChainNotFound:
            return "it is for channel '\(proposal.channel)' and this is '\(configuration.channel)'"
        case .badCreatorSignature:
            let signed = envelope.signedProposal
            let refusal = refusal(of: proposal.creator, signed.bytes, signed.signature, signers, at: instant)
            return "of its creator: \(refusal ?? "all is right")"
        case .invalidConfigTransaction:
            let problem = problem(with: envelope, signers: signers, at: instant, isAlone: isAlone)
            return problem?.description ?? "all is right"
        case .invalidChaincode:
            guard Redaction.isOne(envelope) else { return "the channel has no chaincode '\(proposal.chaincode)'" }
            do { _ = try Redaction(envelope) } catch { return "\(error)" }
            return "all is right"
        case .endorsementPolicyFailure: return endorsementFailure(of: envelope, signers: signers, at: instant)
        case .valid: return "its signatures, certificates and endorsements are right"
        case .duplicateTxid, .mvccReadConflict, .phantomReadConflict:
            return "an earlier transaction is in its way"
        }
    }

    private func endorsementFailure(
        of envelope: Envelope,
        signers: IdentityDirectory,
        at instant: Instant
    ) -> String {
        let message = Endorsement.message(for: envelope.content)
        let policy = endorsementPolicy(of: envelope.proposal.chaincode).map { "\($0)" } ?? "none"
        var words = ["the policy is \(policy)"]
        for endorsement in envelope.endorsements {
            let name = signers[endorsement.endorser].map { "\($0)" } ?? endorsement.endorser.hex
            let refusal = refusal(of: endorsement.endorser, message, endorsement.signature, signers, at: instant)
            words.append("\(name) \(refusal.map { "does not count: \($0)" } ?? "endorsed it")")
        }
        if envelope.endorsements.isEmpty { words.append("nobody endorsed it") }
        return words.joined(separator: "; ")
    }

    /// Why a signature does not count; `nil` if it does.
    private func refusal(
        of fingerprint: Digest,
        _ message: [UInt8],
        _ signature: [UInt8],
        _ signers: IdentityDirectory,
        at instant: Instant
    ) -> String? {
        guard let identity = signers[fingerprint] else {
            return "the ledger has no certificate of a member with the fingerprint \(fingerprint.hex)"
        }
        if case .refused(let refusal) = membership.validate(identity, at: instant) { return refusal.description }
        guard !identity.certificate.publicKey.isValid(signature: signature, for: message) else { return nil }
        return "the signature is not that of \(identity)"
    }
}
