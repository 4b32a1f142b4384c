/// What an audit looked at, and the first place where the ledger is not what it should be.
public struct AuditReport: Sendable {
    /// The level that was asked for.
    public let level: AuditLevel

    /// The channel's name, if the ledger got as far as saying it and the level reads it.
    public let channel: String?

    /// What was counted, up to the end or the first divergence; signatures a little further, as they are verified a
    /// batch of blocks at a time.
    public let counts: AuditCounts

    /// The hash of the last block's header: who keeps it can tell later whether this ledger was continued.
    public let head: KnownHead?

    /// Transactions whose content was redacted.
    public let redactions: RedactionReport

    /// What was shown of private values, where the ledger has hashes.
    public let privacy: PrivacyReport

    /// Other results that endorsers have signed, at most ``dissentsMax`` of them, in the chain's order.
    public let dissents: [Dissent]

    /// Places in files that are not what was written, at most ``damagesMax`` of them.
    public let damages: [FileDamage]

    /// The first divergence; `nil` if there is none.
    public let firstDivergence: Divergence?

    /// How many other results of endorsers a report lists.
    public static let dissentsMax = 100

    /// How many damaged places a report lists.
    public static let damagesMax = 20

    /// Whether the ledger is what it should be, as far as the level looks.
    public var isClean: Bool { firstDivergence == nil }
}

/// What an audit counted; what its level does not look at is zero.
public struct AuditCounts: Hashable, Sendable {
    /// Level 0: files examined.
    public internal(set) var files = 0

    /// Level 0: their bytes.
    public internal(set) var bytes = 0

    /// Level 0: blocks in a row.
    public internal(set) var blocks = 0

    /// Level 1: transactions whose leaves, roots and commit hashes were made again.
    public internal(set) var transactions = 0

    /// Level 1: checkpoints that are signed and have the root that follows, the auditor's own one with them.
    public internal(set) var checkpoints = 0

    /// Level 2: signatures verified: creators', endorsers' and orderers', and those of ``signedCalls``.
    public internal(set) var signatures = 0

    /// Level 2: calls that carry the signature of whoever asked for them, which fits what was called.
    public internal(set) var signedCalls = 0

    /// Level 2: calls that somebody asked for who has not signed them.
    public internal(set) var unsignedCalls = 0

    /// Level 2: other results that endorsers have signed.
    public internal(set) var dissents = 0

    /// Level 3: keys of the state at the end.
    public internal(set) var keys = 0

    /// Level 3: keys and ranges read whose versions were compared with the state.
    public internal(set) var reads = 0

    /// Level 3: transactions that are kept and not valid.
    public internal(set) var invalid = 0

    /// Level 4: calls executed again.
    public internal(set) var calls = 0

    /// Level 4: calls of transactions that are not valid. Their results were made on a state that never was, or by
    /// nobody whom the channel knows, and changed nothing; they are not executed again.
    public internal(set) var callsNotExecuted = 0

    /// Level 4: valid calls that were not executed again, because a redaction took away the call or a value of the
    /// state that it may have read.
    public internal(set) var callsLost = 0

    /// Level 5: what the contracts' rules followed.
    public internal(set) var domain = DomainCounts()

    /// Level 5: valid transactions that could not be followed, because a redaction took away the transaction or a value
    /// of the state before it.
    public internal(set) var eventsNotFollowed = 0
}

/// How far an audit has come.
public struct AuditProgress: Hashable, Sendable {
    /// The blocks behind it.
    public let blocks: Int

    /// All blocks.
    public let height: Int
}
