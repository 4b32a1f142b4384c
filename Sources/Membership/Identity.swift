public import Cryptography

/// Who signs: a certificate, read as a member of an organisation in a role.
///
/// An identity is what its certificate claims; whether the claim holds is asked of ``Membership``.
public struct Identity: Hashable, Sendable {
    /// The certificate; its fingerprint names the identity in the ledger.
    public let certificate: Certificate

    /// The organisation and role that it claims.
    public let principal: Principal

    /// Reads a certificate's claim.
    ///
    /// - Throws: ``IdentityRefusal`` where the certificate is an authority's, its key may not sign, its `O` is no
    ///   organisation's identifier, or its `OU`s do not name exactly one role.
    public init(certificate: Certificate) throws(IdentityRefusal) {
        guard !certificate.isAuthority else { throw .authority }
        guard certificate.allowsSigning else { throw .signingNotAllowed }
        guard let organisation = OrganisationID(certificate.organisation) else {
            throw .notAnOrganisation(certificate.organisation)
        }
        let roles = certificate.organisationalUnits.compactMap(Role.init(rawValue:))
        guard let role = roles.first, roles.count == 1 else { throw .notOneRole(roles) }
        self.certificate = certificate
        self.principal = Principal(organisation: organisation, role: role)
    }

    /// The organisation that it claims to belong to.
    public var organisation: OrganisationID { principal.organisation }

    /// The role that it claims.
    public var role: Role { principal.role }
}

extension Identity: CustomStringConvertible {
    public var description: String { "\(certificate.commonName) (\(principal))" }
}
