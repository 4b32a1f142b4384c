import Cryptography
public import Units

/// Who belongs to the network (Fabric's membership service provider; thesis Section A.4.1).
///
/// A membership is a value of the channel's configuration: a transaction is judged by the membership that was
/// configured, and as of the time, of its own block.
public struct Membership: Sendable {
    /// The member organisations, ascending by identifier.
    public let organisations: [Organisation]

    private let indices: [OrganisationID: Int]

    /// Creates a membership.
    ///
    /// - Throws: ``MembershipError`` where there is no organisation, or two share an identifier or a root.
    public init(organisations: [Organisation]) throws(MembershipError) {
        guard !organisations.isEmpty else { throw .noOrganisation }
        self.organisations = organisations.sorted { $0.id < $1.id }
        var indices: [OrganisationID: Int] = [:]
        var owners: [VerificationKey: OrganisationID] = [:]
        for (index, organisation) in self.organisations.enumerated() {
            guard indices.updateValue(index, forKey: organisation.id) == nil else {
                throw .duplicate(organisation.id)
            }
            for root in organisation.trustStore.roots {
                let owner = owners.updateValue(organisation.id, forKey: root.publicKey)
                if let owner, owner != organisation.id {
                    throw .sharedRoot(owner, organisation.id, root: root.subject)
                }
            }
        }
        self.indices = indices
    }

    /// The identifiers of the member organisations, ascending.
    public var organisationIDs: [OrganisationID] { organisations.map(\.id) }

    /// The organisation of an identifier, or `nil` if it is no member.
    public subscript(id: OrganisationID) -> Organisation? {
        indices[id].map { organisations[$0] }
    }

    /// Judges as of an instant whether an identity's organisation vouches for it.
    public func validate(_ identity: Identity, at instant: Instant) -> IdentityVerdict {
        guard let organisation = self[identity.organisation] else {
            return .refused(.unknownOrganisation(identity.organisation))
        }
        return switch organisation.trustStore.verify(identity.certificate, at: instant) {
        case .trusted: .valid
        case .untrusted(let distrust): .refused(.untrusted(organisation.id, distrust))
        }
    }
}

/// Whether an identity may act, as of an instant.
public enum IdentityVerdict: Hashable, Sendable {
    /// Its organisation vouches for it.
    case valid

    /// It may not act.
    case refused(IdentityRefusal)

    /// Whether it may act.
    public var isValid: Bool { self == .valid }
}

extension IdentityVerdict: CustomStringConvertible {
    public var description: String {
        switch self {
        case .valid: "valid"
        case .refused(let refusal): "refused: \(refusal)"
        }
    }
}
