extension EndorsementPolicy {
    /// What is missing of the policy after these signatures, in the policy's own language; `nil` if nothing is.
    ///
    /// Whether the policy is satisfied is exact (``isSatisfied(by:members:)``). What is said to be missing counts a
    /// signer wherever it fits; where that leaves nothing and another signer is needed all the same, it is the whole
    /// policy.
    public func missing(after signers: [Identity], members: [OrganisationID]) -> PolicyExpression? {
        guard !isSatisfied(by: signers, members: members) else { return nil }
        let expanded = expression.expanded(over: members)
        return expanded.remainder(after: signers.map(\.principal)) ?? expanded
    }

    /// Whether there are signatures of members that satisfy the policy.
    public func canBeSatisfied(members: [OrganisationID]) -> Bool {
        expression.expanded(over: members).canBeSatisfied(members: members)
    }
}

extension PolicyExpression {
    /// The part that these principals do not satisfy; `nil` if they satisfy all. Has no meta rules to look at.
    fileprivate func remainder(after principals: [Principal]) -> PolicyExpression? {
        guard case .outOf(let count, let branches) = self else {
            return principals.contains { PolicySigner($0).meets(self) } ? nil : self
        }
        let open = branches.compactMap { $0.remainder(after: principals) }
        let missing = count - (branches.count - open.count)
        guard missing > 0 else { return nil }
        if open.count == 1, let only = open.first { return only }
        return .outOf(missing, open)
    }

    fileprivate func canBeSatisfied(members: [OrganisationID]) -> Bool {
        switch self {
        case .signature(let organisation, _): members.contains(organisation)
        case .outOf(let count, let branches):
            branches.count { $0.canBeSatisfied(members: members) } >= count
        case .organisations: !members.isEmpty
        }
    }
}
