public import Cryptography
public import Ledger
import Membership
import Synchronization
import Units

extension PeerNode {
    /// Takes a proposal the whole way into the ledger.
    ///
    /// A known identifier is not executed again: its caller gets the answer that was given then, also after a restart.
    ///
    /// - Parameters:
    ///   - proposal: The proposal, signed by its creator.
    ///   - certificate: The creator's certificate; needed until the ledger has it.
    /// - Returns: The transaction's place, its code and the chaincode's answer; it is durable.
    /// - Throws: ``PeerError``; then nothing of it is in the ledger, unless the ledger itself failed while it was being
    ///   written.
    @concurrent
    public nonisolated func submit(
        _ proposal: SignedProposal,
        certificate: Certificate? = nil
    ) async throws(PeerError) -> Commitment {
        let creator = try creator(of: proposal, certificate: certificate)
        let now = clock()
        let time = proposal.proposal.timestamp
        guard max(time, now) - min(time, now) <= options.timestampTolerance else {
            throw .timestamp(time, now: now, tolerance: options.timestampTolerance)
        }
        return try await order(proposal, by: creator)
    }

    /// Takes a transaction that others have endorsed into the ledger: Fabric's broadcast.
    ///
    /// It gets its place and its code, whatever the endorsers did: one that was executed on a state that is gone is
    /// recorded as such and changes nothing.
    ///
    /// - Throws: ``PeerError``, if its creator is not a member or did not sign.
    @concurrent
    public nonisolated func broadcast(
        _ envelope: Envelope,
        certificates: [Certificate] = []
    ) async throws(PeerError) -> Commitment {
        let creator = try creator(
            of: envelope.signedProposal,
            certificate: certificates.first { $0.fingerprint == envelope.proposal.creator }
        )
        var directory = IdentityDirectory()
        directory.insert(creator)
        for endorsement in envelope.endorsements {
            let certificate = certificates.first { $0.fingerprint == endorsement.endorser }
            if let endorser = try? identity(endorsement.endorser, certificate: certificate) {
                directory.insert(endorser)
            }
        }
        let message = Endorsement.message(for: envelope.content)
        let signers = envelope.endorsements.compactMap { directory[$0.endorser] }
        let verified = envelope.endorsements.filter { endorsement in
            let key = directory[endorsement.endorser]?.certificate.publicKey
            return key?.isValid(signature: endorsement.signature, for: message) ?? false
        }
        let signatures = VerifiedSignatures(creator: true, endorsers: verified.map(\.endorser))
        let code = channel.check(envelope, signers: directory, at: clock(), verified: signatures)
        let transaction = OrderedTransaction(envelope: envelope, signers: [creator] + signers, verified: signatures)
        return try await order(transaction, endorsed: code)
    }

    /// Asks a chaincode something on the present state; nothing is recorded.
    ///
    /// - Throws: ``PeerError``.
    public nonisolated func evaluate(_ call: ChaincodeCall, of chaincode: String) async throws(PeerError) -> [UInt8] {
        try await query(call, of: chaincode)
    }

    /// The creator of a proposal, once their membership and signature have been verified.
    private nonisolated func creator(
        of proposal: SignedProposal,
        certificate: Certificate?
    ) throws(PeerError) -> Identity {
        let name = proposal.proposal.channel
        guard channel.isNamed(name) else { throw .wrongChannel(name, expected: channel.configuration.channel) }
        guard channel.endorsementPolicy(of: proposal.proposal.chaincode) != nil else {
            throw .unknownChaincode(proposal.proposal.chaincode)
        }
        let identity = try identity(proposal.proposal.creator, certificate: certificate)
        guard identity.hasSigned(proposal) else { throw .badSignature }
        return identity
    }

    /// The member with a fingerprint: known, or brought along, or in the chain.
    private nonisolated func identity(
        _ fingerprint: Digest,
        certificate: Certificate?
    ) throws(PeerError) -> Identity {
        let identity: Identity
        if let known = identities.withLock({ $0[fingerprint] }) {
            identity = known
        } else {
            identity = try read(fingerprint, certificate: certificate)
        }
        if case .refused(let refusal) = channel.membership.validate(identity, at: clock()) { throw .refused(refusal) }
        // Only members are remembered, so that strangers cannot fill the memory.
        identities.withLock { if !$0.contains(fingerprint) { $0.insert(identity) } }
        return identity
    }

    private nonisolated func read(
        _ fingerprint: Digest,
        certificate: Certificate?
    ) throws(PeerError) -> Identity {
        var found = certificate
        if found == nil {
            do {
                found = try store.certificate(fingerprint).flatMap { try? Certificate(der: $0) }
            } catch {
                throw .storage(error)
            }
        }
        guard let found, found.fingerprint == fingerprint else { throw .unknownCreator(fingerprint) }
        do {
            return try Identity(certificate: found)
        } catch {
            throw .refused(error)
        }
    }
}
