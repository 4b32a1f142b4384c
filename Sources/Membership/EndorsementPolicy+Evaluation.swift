import Cryptography

extension EndorsementPolicy {
    /// Whether signatures of these identities satisfy the policy.
    ///
    /// The identities' signatures and memberships must have been checked before. A key signs once, however many
    /// certificates it has. The order of the identities makes no difference, and further ones do no harm: if there is
    /// any way to give each principal a signer of its own, the policy is satisfied. (Fabric's evaluator takes the
    /// first signer that fits and can miss one.)
    ///
    /// - Parameters:
    ///   - identities: who has signed.
    ///   - members: the channel's organisations, which meta rules count.
    public func isSatisfied(by identities: [Identity], members: [OrganisationID]) -> Bool {
        // Of one identity there is nothing to put together, and most transactions have one endorser.
        if identities.count == 1 { return isSatisfied(byPrincipals: [identities[0].principal], members: members) }
        var principals: [VerificationKey: Set<Principal>] = [:]
        for identity in identities {
            principals[identity.certificate.publicKey, default: []].insert(identity.principal)
        }
        return isSatisfied(by: principals.values.map { PolicySigner($0) }, members: members)
    }

    /// Whether signatures of these principals, each of another identity, satisfy the policy.
    public func isSatisfied(byPrincipals principals: [Principal], members: [OrganisationID]) -> Bool {
        isSatisfied(by: principals.map { PolicySigner($0) }, members: members)
    }

    private func isSatisfied(by signers: [PolicySigner], members: [OrganisationID]) -> Bool {
        let expression = countsOrganisations ? expression.expanded(over: members) : expression
        var search = PolicySearch(expression, signers: signers)
        return search.succeeds()
    }
}

/// One key's claims to satisfy principals; nearly always one.
struct PolicySigner: Hashable {
    private let principals: [Principal]

    init(_ principals: Set<Principal>) { self.principals = principals.sorted() }

    init(_ principal: Principal) { principals = [principal] }

    /// Whether a signature of this signer is what a `.signature` asks for.
    func meets(_ expression: PolicyExpression) -> Bool {
        guard case .signature(let organisation, let role) = expression else { return false }
        return principals.contains { $0.organisation == organisation && (role == nil || role == $0.role) }
    }
}

extension PolicySigner: Comparable {
    static func < (left: PolicySigner, right: PolicySigner) -> Bool {
        left.principals.lexicographicallyPrecedes(right.principals)
    }
}

extension PolicyExpression {
    /// The expression with each meta rule written out over the channel's organisations.
    func expanded(over members: [OrganisationID]) -> PolicyExpression {
        switch self {
        case .signature: self
        case .outOf(let count, let branches): .outOf(count, branches.map { $0.expanded(over: members) })
        case .organisations(let rule, let role):
            .outOf(rule.threshold(of: members.count), members.map { .signature($0, role) })
        }
    }

    /// Whether there is a meta rule in it.
    var countsOrganisations: Bool {
        switch self {
        case .signature: false
        case .outOf(_, let branches): branches.contains(where: \.countsOrganisations)
        case .organisations: true
        }
    }
}
