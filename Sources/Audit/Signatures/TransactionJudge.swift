import Cryptography
import Ledger
import Membership
import Units

/// What the check of identities and signatures finds about a transaction, and why.
struct Judgement {
    /// The code that follows; `valid` leaves duplicates and read conflicts open.
    let code: ValidationCode

    /// Why, for people.
    let reason: String

    /// The number of signatures verified.
    let signatures: Int
}

/// Judges transactions by one configuration: who signed, whether they could, and whether that was enough.
struct TransactionJudge: Sendable {
    private let configuration: ChannelConfiguration
    private let membership: Membership
    private let modification: EndorsementPolicy
    private let policies: [String: EndorsementPolicy]
    private let certificates: CertificateShelf

    /// Prepares a configuration's organisations and policies.
    ///
    /// - Throws: ``UnusableConfiguration``.
    init(_ configuration: ChannelConfiguration, certificates: CertificateShelf) throws(UnusableConfiguration) {
        self.configuration = configuration
        self.certificates = certificates
        membership = try Membership(of: configuration)
        modification = try EndorsementPolicy(configured: configuration.modificationPolicy)
        var policies: [String: EndorsementPolicy] = [:]
        for chaincode in configuration.chaincodes {
            policies[chaincode.name] = try EndorsementPolicy(configured: chaincode.endorsementPolicy)
        }
        self.policies = policies
    }

    /// Judges a transaction as of its block's time.
    func judge(_ envelope: Envelope, at time: Instant) throws(ChainError) -> Judgement {
        let proposal = envelope.proposal
        let signed = envelope.signedProposal
        let creator: Identity
        switch try signer(proposal.creator, of: signed.bytes, signature: signed.signature, at: time) {
        case .refused(let reason, let signatures):
            let reason = "the creator cannot have proposed it: \(reason)"
            return Judgement(code: .badCreatorSignature, reason: reason, signatures: signatures)
        case .identity(let identity): creator = identity
        }
        guard proposal.channel == configuration.channel else {
            let reason = "it is for the channel '\(proposal.channel)', and this is '\(configuration.channel)'"
            return Judgement(code: .targetChainNotFound, reason: reason, signatures: 1)
        }
        if proposal.chaincode == ChannelConfiguration.chaincode {
            return try judgeConfiguration(envelope, by: creator, at: time)
        }
        guard let policy = policies[proposal.chaincode] else {
            let reason = "the channel has no chaincode '\(proposal.chaincode)'"
            return Judgement(code: .invalidChaincode, reason: reason, signatures: 1)
        }
        return try judgeEndorsements(of: envelope, by: policy, at: time)
    }

    private func judgeEndorsements(
        of envelope: Envelope,
        by policy: EndorsementPolicy,
        at time: Instant
    ) throws(ChainError) -> Judgement {
        let signers = try endorsers(of: envelope, at: time)
        guard !policy.isSatisfied(by: signers.identities, members: membership.organisationIDs) else {
            return Judgement(code: .valid, reason: "all that it asks for is there", signatures: 1 + signers.verified)
        }
        return Judgement(
            code: .endorsementPolicyFailure,
            reason: signers.failure(of: policy),
            signatures: 1 + signers.verified
        )
    }

    /// Judges a change of the configuration: its creator and its endorsers must satisfy the policy for changes.
    private func judgeConfiguration(
        _ envelope: Envelope,
        by creator: Identity,
        at time: Instant
    ) throws(ChainError) -> Judgement {
        var signers = try endorsers(of: envelope, at: time)
        signers.identities.append(creator)
        let reason =
            modification.isSatisfied(by: signers.identities, members: membership.organisationIDs)
            ? problem(in: envelope.proposal) : signers.failure(of: modification)
        return Judgement(
            code: reason == nil ? .valid : .invalidConfigTransaction,
            reason: reason ?? "all that it asks for is there",
            signatures: 1 + signers.verified
        )
    }

    /// Why a proposal's configuration cannot follow this one; `nil` if it can.
    private func problem(in proposal: Proposal) -> String? {
        guard proposal.function == ChannelConfiguration.function, proposal.arguments.count == 1 else {
            return "it is no setting of a configuration"
        }
        do {
            let next = try ChannelConfiguration(encoded: proposal.arguments[0])
            _ = try TransactionJudge(next, certificates: certificates)
            guard next.channel == configuration.channel else { return "it configures the channel '\(next.channel)'" }
            // The first configuration is judged by itself.
            guard next == configuration || next.sequence == configuration.sequence + 1 else {
                return "its sequence is \(next.sequence) and follows \(configuration.sequence)"
            }
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// Judges an orderer's seal; `nil` if it is right.
    func refusal(of seal: BlockSeal, under header: [UInt8], at time: Instant) throws(ChainError) -> String? {
        guard configuration.orderers.contains(seal.orderer) else {
            return "one of \(seal.orderer.hex), which is no orderer of the channel"
        }
        switch try signer(seal.orderer, of: header, signature: seal.signature, at: time) {
        case .identity: return nil
        case .refused(let reason, _): return reason
        }
    }
}

extension TransactionJudge {
    /// Those who endorsed a transaction, and why others did not.
    private struct Endorsers {
        var identities: [Identity] = []
        var refusals: [String] = []
        var verified = 0

        func failure(of policy: EndorsementPolicy) -> String {
            let signers = identities.isEmpty ? "nobody" : identities.map(\.description).joined(separator: " and ")
            return (["\(signers) endorsed it, and the policy is \(policy)"] + refusals).joined(separator: "; ")
        }
    }

    private func endorsers(of envelope: Envelope, at time: Instant) throws(ChainError) -> Endorsers {
        let message = Endorsement.message(for: envelope.content)
        var endorsers = Endorsers()
        for endorsement in envelope.endorsements {
            switch try signer(endorsement.endorser, of: message, signature: endorsement.signature, at: time) {
            case .identity(let identity):
                endorsers.identities.append(identity)
                endorsers.verified += 1
            case .refused(let reason, let signatures):
                endorsers.refusals.append(reason)
                endorsers.verified += signatures
            }
        }
        return endorsers
    }

    private enum Signer {
        case identity(Identity)
        case refused(String, signatures: Int)
    }

    /// Who signed, if the certificate, the membership as of the time, and the signature all hold.
    private func signer(
        _ fingerprint: Digest,
        of message: [UInt8],
        signature: [UInt8],
        at time: Instant
    ) throws(ChainError) -> Signer {
        switch try certificates.entry(fingerprint).claim {
        case .nothing(let reason): return .refused(reason, signatures: 0)
        case .identity(let identity):
            if case .refused(let refusal) = membership.validate(identity, at: time) {
                return .refused("\(identity): \(refusal)", signatures: 0)
            }
            guard identity.certificate.publicKey.isValid(signature: signature, for: message) else {
                return .refused("the signature is not that of \(identity)", signatures: 1)
            }
            return .identity(identity)
        }
    }
}
