public import Ledger
public import Transparency

/// An offline audit: reads a ledger from its genesis block on, believes nothing of it, and names the first place where
/// it is not what follows from what stands before.
///
/// An audit takes a ledger as it is when it begins; it writes nothing. Its memory holds the state, some thousand
/// transactions, and four bytes for each transaction's identifier.
public struct Auditor: Sendable {
    private let chain: any ChainReader
    private let files: (any FileIntegrity)?
    private let head: KnownHead?
    private let roots: AuditorRoots
    private let contracts: [AuditedContract]
    private let state: (any StoredState)?
    private let checkpoints: (any CheckpointReader)?
    private let kept: SignedCheckpoint?
    private let base: LedgerSnapshot?
    private let shown: ShownValues

    /// Prepares an audit.
    ///
    /// - Parameters:
    ///   - chain: The ledger.
    ///   - files: The files below it, if it lies in files.
    ///   - head: A block that the ledger is known to have reached.
    ///   - roots: The members' root certificates, from the members.
    ///   - contracts: The contracts that this program can execute.
    ///   - state: The state that is stored beside the chain, if there is one.
    ///   - checkpoints: The checkpoints that the ledger keeps.
    ///   - kept: A checkpoint that the auditor has kept elsewhere, which the ledger must contain.
    ///   - base: A snapshot that the auditor trusts, to begin behind.
    ///   - shown: The private values that the auditor is shown, where the ledger has hashes.
    public init(
        chain: any ChainReader,
        files: (any FileIntegrity)? = nil,
        head: KnownHead? = nil,
        roots: AuditorRoots,
        contracts: [AuditedContract],
        state: (any StoredState)? = nil,
        checkpoints: (any CheckpointReader)? = nil,
        kept: SignedCheckpoint? = nil,
        from base: LedgerSnapshot? = nil,
        shown: ShownValues = ShownValues(files: [])
    ) {
        self.chain = chain
        self.files = files
        self.head = head
        self.roots = roots
        self.contracts = contracts
        self.state = state
        self.checkpoints = checkpoints
        self.kept = kept
        self.base = base
        self.shown = shown
    }

    /// Audits the ledger.
    ///
    /// The outcome is the same for any number of jobs.
    ///
    /// - Parameters:
    ///   - level: How deep to look; all lower levels are checked too.
    ///   - jobs: How many tasks verify signatures and execute calls at once.
    ///   - progress: Called now and then with how far the audit has come.
    /// - Throws: `ChainError`, if the ledger cannot be read; a ledger that can be read and is wrong is a report.
    public func audit(
        level: AuditLevel,
        jobs: Int = 1,
        progress: (AuditProgress) -> Void = { _ in }
    ) async throws(ChainError) -> AuditReport {
        let examination = try files?.examine()
        let damages = examination?.damages ?? []
        // A damaged page says little; what it damaged is looked for, so that the report can name the transaction.
        let depth = damages.isEmpty ? level : max(level, .leaves)
        let stored = try StoredStateCheck(depth >= .state ? state : nil, from: base)
        var run = AuditRun(
            chain,
            known: head,
            level: depth,
            roots: roots,
            contracts: contracts,
            stored: stored,
            checkpoints: CheckpointCheck(stored: checkpoints, kept: kept, after: base),
            shown: shown,
            after: base
        )
        let divergence = try await run.run(jobs: max(jobs, 1), progress: progress)
        var counts = run.counts
        counts.files = examination?.files ?? 0
        counts.bytes = examination?.bytes ?? 0
        return AuditReport(
            level: level,
            channel: run.channel,
            counts: counts,
            head: run.head,
            redactions: run.redactions,
            privacy: run.privacy,
            dissents: run.dissents,
            damages: Array(damages.prefix(AuditReport.damagesMax)),
            firstDivergence: Self.first(divergence, damages)
        )
    }

    /// The divergence to name: a block or transaction where there is one, else the damaged file.
    private static func first(_ divergence: Divergence?, _ damages: [FileDamage]) -> Divergence? {
        guard let damage = damages.first else { return divergence }
        guard let divergence, !divergence.isAbsence else { return Divergence(damage) }
        return divergence
    }
}
