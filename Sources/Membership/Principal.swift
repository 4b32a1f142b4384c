/// What endorsement policies ask about a signer: of which organisation and in which role it signed.
public struct Principal: Hashable, Sendable {
    /// The signer's organisation.
    public let organisation: OrganisationID

    /// The signer's role there.
    public let role: Role

    /// Creates a principal.
    public init(organisation: OrganisationID, role: Role) {
        self.organisation = organisation
        self.role = role
    }
}

extension Principal: Comparable {
    public static func < (left: Principal, right: Principal) -> Bool {
        (left.organisation, left.role) < (right.organisation, right.role)
    }
}

extension Principal: CustomStringConvertible {
    public var description: String { "'\(organisation).\(role)'" }
}
