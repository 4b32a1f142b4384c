public import Ledger

/// What follows from one member's own values, for an auditor who is shown no other's.
public protocol MemberRules: Sendable {
    /// An account of a member, before the first transaction.
    func makeAccount(of member: String) -> any MemberAccount
}

/// One member's values followed along the ledger.
public protocol MemberAccount: Sendable {
    /// What follows from them, in sentences.
    var findings: [String] { get }

    /// Takes a value that a valid transaction wrote.
    ///
    /// - Parameters:
    ///   - write: The key and the value.
    ///   - proposal: The transaction's proposal, whose arguments may be hashes.
    ///   - terms: The contract's terms in the configuration in force.
    /// - Throws: ``DomainFinding``, if it does not follow from what stands before.
    mutating func take(_ write: KeyWrite, of proposal: Proposal, terms: [UInt8]) throws(DomainFinding)
}
