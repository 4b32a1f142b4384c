public import Cryptography
public import Membership
public import Units

/// Signatures of a transaction that need not be verified again: whoever validates has verified or made them.
public struct VerifiedSignatures: Hashable, Sendable {
    /// Whether the creator's is.
    public var creator: Bool

    /// The endorsers whose signatures are.
    public var endorsers: [Digest]

    /// None: every signature is verified.
    public static let none = VerifiedSignatures(creator: false, endorsers: [])

    /// Creates a note of signatures.
    public init(creator: Bool, endorsers: [Digest]) {
        self.creator = creator
        self.endorsers = endorsers
    }
}

extension Channel {
    /// The parallel half of validation: the creator, the signatures and the endorsement policy of a transaction,
    /// whatever the others do (thesis, A.3.4: "occurs in parallel for all transactions within the block").
    ///
    /// - Parameters:
    ///   - envelope: The transaction.
    ///   - signers: The identities that the transaction names, as far as they are known.
    ///   - instant: The time of the transaction's block: certificates are judged as of then, never as of now.
    ///   - verified: Signatures that need not be verified again.
    ///   - isAlone: Whether the transaction is the only one of its block, as one that changes the configuration must
    ///     be: within a block everything is judged by one configuration.
    /// - Returns: ``ValidationCode/valid``, or the code of the first thing that is wrong.
    public func check(
        _ envelope: Envelope,
        signers: IdentityDirectory,
        at instant: Instant,
        verified: VerifiedSignatures = .none,
        isAlone: Bool = true
    ) -> ValidationCode {
        let proposal = envelope.proposal
        guard isNamed(proposal.channel) else { return .targetChainNotFound }
        guard let creator = signers[proposal.creator], membership.validate(creator, at: instant).isValid,
            verified.creator || creator.hasSigned(envelope.signedProposal)
        else { return .badCreatorSignature }
        if proposal.chaincode == ChannelConfiguration.chaincode {
            let problem = problem(with: envelope, signers: signers, at: instant, verified: verified, isAlone: isAlone)
            return problem == nil ? .valid : .invalidConfigTransaction
        }
        if Redaction.isOne(envelope), (try? Redaction(envelope)) == nil { return .invalidChaincode }
        guard let policy = endorsementPolicy(of: proposal.chaincode) else { return .invalidChaincode }
        let endorsers = endorsers(of: envelope, signers: signers, at: instant, verified: verified)
        guard policy.isSatisfied(by: endorsers, members: membership.organisationIDs) else {
            return .endorsementPolicyFailure
        }
        return .valid
    }

    /// What of ``check(_:signers:at:verified:isAlone:)`` can still be said of a transaction whose content was redacted:
    /// whether the endorsements of its content satisfy the policy of the chaincode that it is said to be for.
    public func check(
        _ remains: RedactedTransaction,
        signers: IdentityDirectory,
        at instant: Instant
    ) -> ValidationCode {
        guard let policy = endorsementPolicy(of: remains.chaincode) else { return .invalidChaincode }
        let endorsers = endorsers(
            of: remains.content,
            remains.endorsements,
            signers: signers,
            at: instant,
            verified: .none
        )
        return policy.isSatisfied(by: endorsers, members: membership.organisationIDs)
            ? .valid : .endorsementPolicyFailure
    }

    /// Those endorsers of a transaction who are members and have signed; the others do not count, nor do they harm.
    func endorsers(
        of envelope: Envelope,
        signers: IdentityDirectory,
        at instant: Instant,
        verified: VerifiedSignatures
    ) -> [Identity] {
        endorsers(of: envelope.content, envelope.endorsements, signers: signers, at: instant, verified: verified)
    }

    private func endorsers(
        of content: ContentHash,
        _ endorsements: [Endorsement],
        signers: IdentityDirectory,
        at instant: Instant,
        verified: VerifiedSignatures
    ) -> [Identity] {
        let message = Endorsement.message(for: content)
        return endorsements.compactMap { endorsement in
            // Whoever has signed another result has not endorsed this one.
            guard endorsement.result == nil, let identity = signers[endorsement.endorser],
                membership.validate(identity, at: instant).isValid
            else {
                return nil
            }
            let isVerified = verified.endorsers.contains(endorsement.endorser)
            guard isVerified || identity.hasSigned(message, signature: endorsement.signature) else { return nil }
            return identity
        }
    }
}

extension Channel {
    /// The endorsements of other results that a transaction carries and that their endorsers have signed: each proves
    /// that its endorser came to another result than those who endorsed the transaction.
    public func differing(in envelope: Envelope, signers: IdentityDirectory) -> [Endorsement] {
        envelope.endorsements.filter { endorsement in
            guard let result = endorsement.result, let identity = signers[endorsement.endorser] else { return false }
            let content = ContentHash(proposal: envelope.signedProposal.bytes, result: result)
            return identity.hasSigned(Endorsement.message(for: content), signature: endorsement.signature)
        }
    }
}

extension Identity {
    /// Whether the identity's key has signed a proposal.
    public func hasSigned(_ proposal: SignedProposal) -> Bool {
        hasSigned(proposal.bytes, signature: proposal.signature)
    }

    /// Whether a signature is that of the identity's key under a message.
    public func hasSigned(_ message: [UInt8], signature: [UInt8]) -> Bool {
        certificate.publicKey.isValid(signature: signature, for: message)
    }
}

/// What is wrong with a block's seal.
public enum SealProblem: Hashable, Sendable {
    /// The configuration does not name the certificate as an orderer's.
    case notAnOrderer(Digest)

    /// The orderer's certificate is not in the chain.
    case unknown(Digest)

    /// The orderer's certificate does not hold at the block's time.
    case refused(IdentityRefusal)

    /// The identity has another role.
    case role(Role)

    /// The signature is not the orderer's signature of the header.
    case signature
}

extension SealProblem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notAnOrderer(let fingerprint): "the configuration has no orderer with the certificate \(fingerprint)"
        case .unknown(let fingerprint): "the chain does not have the orderer's certificate \(fingerprint)"
        case .refused(let refusal): refusal.description
        case .role(let role): "the block is signed by a \(role), not by an orderer"
        case .signature: "the signature is not the orderer's signature of the header"
        }
    }
}

extension Channel {
    /// Judges the signature under a block's header, as of the block's time; `nil` if it is right.
    public func problem(
        with seal: BlockSeal,
        of headerBytes: [UInt8],
        signers: IdentityDirectory,
        at instant: Instant
    ) -> SealProblem? {
        guard configuration.orderers.contains(seal.orderer) else { return .notAnOrderer(seal.orderer) }
        guard let orderer = signers[seal.orderer] else { return .unknown(seal.orderer) }
        guard orderer.role == .orderer else { return .role(orderer.role) }
        if case .refused(let refusal) = membership.validate(orderer, at: instant) { return .refused(refusal) }
        return orderer.hasSigned(headerBytes, signature: seal.signature) ? nil : .signature
    }
}
