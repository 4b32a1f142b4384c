public import Cryptography

/// Why organisations do not make a membership.
public enum MembershipError: Error, Hashable, Sendable {
    /// An organisation's authorities and revocation lists do not fit together.
    case trustStore(OrganisationID, CryptoError)

    /// There is no organisation at all.
    case noOrganisation

    /// Two organisations have one identifier.
    case duplicate(OrganisationID)

    /// Two organisations have a root in common, so that one could make members of the other.
    case sharedRoot(OrganisationID, OrganisationID, root: DistinguishedName)
}

extension MembershipError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .trustStore(let organisation, let error):
            "organisation \(organisation): \(error)"
        case .noOrganisation:
            "a membership needs at least one organisation"
        case .duplicate(let organisation):
            "organisation \(organisation) is there twice; identifiers must differ"
        case .sharedRoot(let first, let second, let root):
            "organisations \(first) and \(second) have the root \"\(root)\" in common; each needs its own"
        }
    }
}
