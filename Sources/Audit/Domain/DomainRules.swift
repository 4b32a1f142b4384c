public import Ledger

/// What a contract's transactions have to keep whatever the contract's code says: level 5.
///
/// The rules follow what is recorded and never execute the contract, so that a contract that cheats is caught by
/// whoever does not trust its code either.
public protocol DomainRules: Sendable {
    /// A stage that stands before the first transaction.
    func makeStage() -> any DomainStage
}

/// One audit's way along a contract's valid transactions.
public protocol DomainStage: Sendable {
    /// What was looked at so far.
    var counts: DomainCounts { get }

    /// Begins in the middle of a ledger, with the state that the transactions before have left.
    ///
    /// - Throws: ``DomainFinding``, if the state cannot be one.
    mutating func begin(on state: some StateView) throws(DomainFinding)

    /// Goes on under a configuration of the channel, which has these terms for the contract.
    mutating func adopt(terms: [UInt8])

    /// Follows the ledger over a valid transaction of the contract.
    ///
    /// - Throws: ``DomainFinding`` for the first thing that does not follow from what stands before; nothing is
    ///   followed
    ///   after that.
    mutating func follow(_ transaction: Envelope) throws(DomainFinding)
}

/// What a stage of level 5 has looked at.
public struct DomainCounts: Hashable, Sendable {
    /// Transactions followed.
    public var events: Int

    /// Bills computed again.
    public var bills: Int

    /// Creates counts.
    public init(events: Int = 0, bills: Int = 0) {
        self.events = events
        self.bills = bills
    }
}

/// Something that the recorded events do not bear out.
public struct DomainFinding: Error, Hashable, Sendable {
    /// What was looked at, for example `bill of b01`.
    public var subject: String

    /// The contract's key that it is about, if it is about one.
    public var key: StateKey?

    /// What follows from the events.
    public var expected: String

    /// What is recorded.
    public var found: String

    /// Why, in words for people who do not know the contract.
    public var reason: String

    /// Creates a finding.
    public init(_ subject: String, key: StateKey? = nil, expected: String, found: String, because reason: String) {
        self.subject = subject
        self.key = key
        self.expected = expected
        self.found = found
        self.reason = reason
    }
}
