public import Ledger
public import Membership
public import Units

/// What a contract's calls carry of signatures that are not the transaction's own: level 2.
public protocol CallEvidence: Sendable {
    /// Looks at the evidence that a valid transaction of the contract keeps.
    ///
    /// - Parameters:
    ///   - transaction: The transaction.
    ///   - membership: The members as the configuration in force has them.
    ///   - instant: The time of the transaction's block.
    /// - Throws: ``DomainFinding`` where it does not bear out the call.
    func judge(
        _ transaction: Envelope,
        by membership: Membership,
        at instant: Instant
    ) throws(DomainFinding) -> EvidenceKind
}

/// Whether a call comes with evidence.
public enum EvidenceKind: Hashable, Sendable {
    /// It is a call of nobody's who would sign it.
    case none

    /// Whoever is said to have asked has not signed it.
    case unsigned

    /// Whoever has asked has signed exactly this.
    case signed
}
