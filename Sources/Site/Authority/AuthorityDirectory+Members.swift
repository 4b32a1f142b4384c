public import Cryptography
import Foundation
public import Units

extension AuthorityDirectory {
    /// Issues a certificate with a new key, `NAME.pem` and `NAME.key`.
    ///
    /// - Parameters:
    ///   - name: The common name, and the files' name.
    ///   - role: The role (`OU`).
    ///   - names: The names and addresses of the holder's server.
    ///   - validity: When it is in force.
    /// - Throws: ``SiteError``, also where there are such files already.
    @discardableResult
    public func issue(
        _ name: String,
        role: String,
        names: [AlternativeName] = [],
        validity: Validity
    ) throws(SiteError) -> Credential {
        guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9.-]{0,63}/) != nil,
            ![Self.root, Self.intermediate].contains(name)
        else {
            throw SiteError("'\(name)' is no name to issue for: expected 1 to 64 letters, digits, '.' and '-'")
        }
        let authority = try issuer()
        do {
            let key = try SigningKey.generateP256()
            let terms = CertificateTerms(
                subject: DistinguishedName(commonName: name, organisation: organisation, organisationalUnits: [role]),
                validity: validity,
                extendedKeyUsage: [.clientAuthentication, .serverAuthentication],
                alternativeNames: names
            )
            let certificate = try authority.issue(terms, for: key.publicKey)
            try files.write(certificate.pem, to: name + ".pem")
            try files.write(key, to: name + ".key")
        } catch let error as SiteError {
            throw error
        } catch {
            throw SiteError("\(directory): the certificate of '\(name)' cannot be made: \(error)")
        }
        return try Credential(named: name, in: directory)
    }

    /// Revokes a certificate and replaces the list of the authority that issued it.
    ///
    /// - Parameters:
    ///   - name: The name under which it was issued, or the path of the certificate.
    ///   - reason: Why, as the list says it.
    ///   - instant: From when on.
    ///   - end: When the next list is due; when the authority ends, if nothing else is said.
    /// - Throws: ``SiteError``, also where it is revoked already.
    public func revoke(
        _ name: String,
        reason: RevocationReason,
        at instant: Instant,
        nextUpdate end: Instant? = nil
    ) throws(SiteError) -> Certificate {
        let path = name.hasSuffix(".pem") ? name : files.path(name + ".pem")
        let certificate = try RootCertificates.certificate(path)
        guard let issuer = authorities.first(where: { certificate.isSigned(by: $0) }) else {
            throw SiteError("\(path): \(certificate) was not issued by \(organisation)'s authority in \(directory)")
        }
        let others = try revocationLists().filter { !$0.isSigned(by: issuer) }
        var authority = try authority(issuer)
        do {
            try authority.revoke(certificate, at: instant, reason: reason)
        } catch {
            throw SiteError("\(path): \(error)")
        }
        // A clock that is a little behind must not find a list that is not in force yet.
        let start = max(instant + .hours(-1), issuer.notBefore)
        let list = try publish(&authority, from: start, until: end ?? issuer.notAfter)
        try replaceLists([list] + others)
        return certificate
    }

    /// A certificate of the directory and whether it is revoked.
    public struct Entry: Sendable {
        /// The file.
        public let file: String

        /// The certificate.
        public let certificate: Certificate

        /// Its entry in its issuer's list, if it is there.
        public let revocation: Revocation?
    }

    /// The certificates that the authority has issued and that lie in the directory, by their files' names.
    ///
    /// - Throws: ``SiteError``.
    public func entries() throws(SiteError) -> [Entry] {
        let lists = try revocationLists()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        var entries: [Entry] = []
        for name in names.sorted() where name.hasSuffix(".pem") && name != Self.lists {
            let certificate = try RootCertificates.certificate(files.path(name))
            guard let issuer = authorities.first(where: { certificate.isSigned(by: $0) }) else { continue }
            let revocation = lists.filter { $0.isSigned(by: issuer) }.flatMap(\.revocations)
                .first { $0.serialNumber == certificate.serialNumber }
            entries.append(Entry(file: name, certificate: certificate, revocation: revocation))
        }
        return entries
    }

    /// The authority that issues: the intermediate, if there is one.
    private func issuer() throws(SiteError) -> CertificateAuthority {
        try authority(intermediateCertificate ?? rootCertificate)
    }

    /// One of the authorities with its key and its last list.
    private func authority(_ certificate: Certificate) throws(SiteError) -> CertificateAuthority {
        let name = certificate == rootCertificate ? Self.root : Self.intermediate
        let list = try revocationLists().filter { $0.isSigned(by: certificate) }.max { $0.number < $1.number }
        let credential = try Credential(named: name, in: directory)
        do {
            return try CertificateAuthority(certificate: certificate, key: credential.key, revocationList: list)
        } catch {
            throw SiteError("\(directory): \(error)")
        }
    }
}
