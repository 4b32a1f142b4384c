public import Cryptography

/// Why an identity may not act.
public enum IdentityRefusal: Error, Hashable, Sendable {
    /// The certificate is an authority's; authorities certify members and are none.
    case authority

    /// The certificate's key usage leaves out digital signatures.
    case signingNotAllowed

    /// The certificate's `O` is not the identifier of an organisation.
    case notAnOrganisation(String)

    /// The certificate's `OU`s name no role, or several.
    case notOneRole([Role])

    /// No organisation of this name is a member.
    case unknownOrganisation(OrganisationID)

    /// The organisation's authorities do not vouch for the certificate at the instant.
    case untrusted(OrganisationID, Distrust)
}

extension IdentityRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .authority:
            "the certificate is an authority's, and authorities do not act themselves"
        case .signingNotAllowed:
            "the certificate's key usage does not allow digital signatures"
        case .notAnOrganisation(let text):
            "the certificate's O \"\(text)\" is not an organisation's identifier"
                + " (1 to 64 letters, digits, \".\", \"-\")"
        case .notOneRole(let roles):
            "the certificate's OUs name "
                + (roles.isEmpty ? "no role" : roles.map(\.rawValue).joined(separator: " and "))
                + "; expected exactly one of \(Role.allCases.map(\.rawValue).joined(separator: ", "))"
        case .unknownOrganisation(let organisation):
            "no organisation \"\(organisation)\" is a member of this channel"
        case .untrusted(let organisation, let distrust):
            "\(organisation) does not vouch for the certificate: \(distrust)"
        }
    }
}
