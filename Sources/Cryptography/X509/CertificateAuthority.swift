import CLibcrypto
public import Units

/// An organisation's certificate authority: a P-256 key, its certificate, and the revocation list it last published.
///
/// Everything it has to keep is in those three, each a PEM file: the list carries its number and all revocations, so
/// that an authority read back from its files goes on where it stopped.
public struct CertificateAuthority: Sendable {
    /// The authority's own certificate.
    public let certificate: Certificate

    /// The authority's key. A secret.
    public let key: SigningKey

    /// The list that it last published; `nil` before the first.
    public private(set) var revocationList: CertificateRevocationList?

    /// What it has revoked, in the order of revoking; the next list will say so.
    public private(set) var revocations: [Revocation]

    /// Takes up an authority again.
    ///
    /// - Throws: ``CryptoError`` where the certificate is not an authority's or another key's, or it did not sign the
    ///   list.
    public init(
        certificate: Certificate,
        key: SigningKey,
        revocationList: CertificateRevocationList? = nil
    ) throws(CryptoError) {
        guard certificate.isAuthority else { throw .refused("\(certificate.subject) is not an authority") }
        guard certificate.publicKey == key.publicKey else {
            throw .refused("the key is not the one in the certificate of \(certificate.subject)")
        }
        if let revocationList, !revocationList.isSigned(by: certificate) {
            throw .refused("\(certificate.subject) did not sign the \(revocationList)")
        }
        self.certificate = certificate
        self.key = key
        self.revocationList = revocationList
        self.revocations = revocationList?.revocations ?? []
    }

    /// Makes a root: an authority that vouches for itself.
    ///
    /// - Throws: ``CryptoError`` where an attribute of the name is empty or longer than 64 characters.
    public static func makeRoot(
        subject: DistinguishedName,
        validity: Validity
    ) throws(CryptoError) -> CertificateAuthority {
        let key = try SigningKey.generateP256()
        let draft = CertificateDraft(subject: subject, key: key.publicKey, validity: validity)
        let certificate = try draft.signed(
            by: key,
            issuer: nil,
            extensions: CertificateExtension.ofAuthority(pathLength: nil)
        )
        return try CertificateAuthority(certificate: certificate, key: key)
    }

    /// Makes an authority below this one, which can issue certificates but no further authorities.
    ///
    /// - Throws: ``CryptoError`` where an attribute of the name is empty or longer than 64 characters, the validity
    ///   exceeds this authority's, or this authority is not a root.
    public func makeIntermediate(
        subject: DistinguishedName,
        validity: Validity
    ) throws(CryptoError) -> CertificateAuthority {
        guard certificate.isSigned(by: certificate) else {
            throw .refused("\(certificate.subject) is no root, so it cannot certify the authority \(subject)")
        }
        try checkCovers(validity, of: subject)
        let key = try SigningKey.generateP256()
        let draft = CertificateDraft(subject: subject, key: key.publicKey, validity: validity)
        let certificate = try draft.signed(
            by: self.key,
            issuer: self.certificate,
            extensions: CertificateExtension.ofAuthority(pathLength: 0) + [.issuerKey]
        )
        return try CertificateAuthority(certificate: certificate, key: key)
    }

    /// Certifies somebody's key.
    ///
    /// - Throws: ``CryptoError`` where an attribute of the name is empty or longer than 64 characters, an alternative
    ///   name is no name or address, or the validity exceeds this authority's.
    public func issue(_ terms: CertificateTerms, for key: VerificationKey) throws(CryptoError) -> Certificate {
        try checkCovers(terms.validity, of: terms.subject)
        let draft = CertificateDraft(subject: terms.subject, key: key, validity: terms.validity)
        return try draft.signed(
            by: self.key,
            issuer: self.certificate,
            extensions: CertificateExtension.ofLeaf(terms)
        )
    }

    private func checkCovers(_ validity: Validity, of subject: DistinguishedName) throws(CryptoError) {
        guard certificate.validity.contains(validity) else {
            throw .refused(
                "the certificate of \(subject) would be valid \(validity), which is not within that of its issuer,"
                    + " \(certificate.validity)"
            )
        }
    }
}

// MARK: - Revoking

extension CertificateAuthority {
    /// Withdraws a certificate of this authority's; in force with the next list it publishes.
    ///
    /// - Throws: ``CryptoError`` where the certificate was not issued by this authority or is revoked already.
    public mutating func revoke(
        _ certificate: Certificate,
        at date: Instant,
        reason: RevocationReason = .unspecified
    ) throws(CryptoError) {
        guard certificate.isSigned(by: self.certificate) else {
            throw .refused("\(certificate) was not issued by \(self.certificate.subject)")
        }
        let serialNumber = certificate.serialNumber
        guard !revocations.contains(where: { $0.serialNumber == serialNumber }) else {
            throw .refused("\(certificate) is revoked already")
        }
        revocations.append(Revocation(serialNumber: serialNumber, date: date, reason: reason))
    }

    /// Makes the next list, with all revocations so far and the next number, beginning with 1.
    ///
    /// - Parameters:
    ///   - thisUpdate: from when it is in force.
    ///   - nextUpdate: until just before when; a later list has to be there by then.
    /// - Throws: ``CryptoError`` where libcrypto cannot write it.
    public mutating func publishRevocationList(
        thisUpdate: Instant,
        nextUpdate: Instant
    ) throws(CryptoError) -> CertificateRevocationList {
        let draft = RevocationListDraft(
            number: (revocationList?.number ?? 0) + 1,
            validity: Validity(notBefore: thisUpdate, notAfter: nextUpdate),
            revocations: revocations
        )
        let list = try draft.signed(by: key, issuer: certificate)
        revocationList = list
        return list
    }
}
