public import Cryptography
public import Membership

/// The identities that occur in transactions and blocks, by the fingerprints that stand there.
public struct IdentityDirectory: Sendable {
    private var identities: [Digest: Identity] = [:]

    /// Creates a directory without identities.
    public init() {}

    /// Creates a directory of the identities of certificates (DER); one that is no identity stays unknown.
    public init(certificates: [[UInt8]]) {
        for certificate in certificates { insert(der: certificate) }
    }

    /// Whether a certificate of that fingerprint is known.
    public func contains(_ fingerprint: Digest) -> Bool {
        identities[fingerprint] != nil
    }

    /// The identity of a fingerprint; `nil` if it is not known.
    public subscript(fingerprint: Digest) -> Identity? {
        identities[fingerprint]
    }

    /// Adds an identity.
    public mutating func insert(_ identity: Identity) {
        identities[identity.certificate.fingerprint] = identity
    }

    /// Adds the identity of a certificate (DER) as a chain keeps it. One that is no identity stays unknown.
    ///
    /// - Returns: Whether it is an identity.
    @discardableResult
    public mutating func insert(der: [UInt8]) -> Bool {
        guard let certificate = try? Certificate(der: der), let identity = try? Identity(certificate: certificate)
        else {
            return false
        }
        insert(identity)
        return true
    }

    /// Adds the identities that a transaction names, if the chain has them.
    ///
    /// - Throws: ``ChainError``, if the chain cannot be read.
    public mutating func insertSigners(of envelope: Envelope, from chain: some ChainReader) throws(ChainError) {
        try insert(envelope.proposal.creator, from: chain)
        for endorsement in envelope.endorsements { try insert(endorsement.endorser, from: chain) }
    }

    /// Adds the identity of a fingerprint, if the chain has it.
    ///
    /// - Throws: ``ChainError``, if the chain cannot be read.
    public mutating func insert(_ fingerprint: Digest, from chain: some ChainReader) throws(ChainError) {
        guard !contains(fingerprint), let der = try chain.certificate(fingerprint) else { return }
        // A certificate that is not what its fingerprint says is none.
        guard Digest.sha256(der) == fingerprint else { return }
        insert(der: der)
    }
}

extension Creator {
    /// The creator that an identity is.
    public init(_ identity: Identity) {
        self.init(
            fingerprint: identity.certificate.fingerprint,
            organisation: identity.organisation.text,
            commonName: identity.certificate.commonName,
            organisationalUnits: identity.certificate.organisationalUnits
        )
    }
}
