import Ledger

/// What an audit works with besides the ledger.
struct AuditTools {
    let roots: AuditorRoots
    let contracts: [AuditedContract]
    let certificates: CertificateShelf
}

/// One audit on its way through the chain.
struct AuditRun {
    private let chain: any ChainReader
    private let known: KnownHead?
    private let level: AuditLevel
    private let tools: AuditTools
    private var state: StateStage
    private var judge: (place: Divergence.Place, judge: TransactionJudge)?

    /// What was counted.
    private(set) var counts = AuditCounts()

    /// The channel's name, once the genesis block has been read.
    private(set) var channel: String?

    /// The last block that was read and is sound.
    private(set) var head: KnownHead?

    init(_ chain: any ChainReader, known: KnownHead?, level: AuditLevel, tools: AuditTools) {
        self.chain = chain
        self.known = known
        self.level = level
        self.tools = tools
        let execution = Execution(contracts: tools.contracts, certificates: tools.certificates)
        state = StateStage(execution: level >= .calls ? execution : nil)
    }

    /// Goes through the chain and returns the first divergence.
    mutating func run(
        jobs: Int,
        progress: (AuditProgress) -> Void
    ) async throws(ChainError) -> Divergence? {
        do throws(Stop) {
            let height = try chain.blocks()
            if level == .headers {
                try followHeaders(height: height, progress: progress)
            } else {
                try await followBlocks(height: height, jobs: jobs, progress: progress)
            }
            return nil
        } catch {
            switch error {
            case .divergence(let divergence): return divergence
            case .unreadable(let error): throw error
            }
        }
    }

    private mutating func followHeaders(height: Int, progress: (AuditProgress) -> Void) throws(Stop) {
        var headers = HeaderChain(known: known)
        for number in 0..<height {
            let block = try chain.stored(number)
            try diverging { () throws(Divergence) in try headers.follow(block) }
            counts.blocks += 1
            head = headers.head
            if number.isMultiple(of: 256) { progress(AuditProgress(blocks: number + 1, height: height)) }
        }
        guard height > 0 else { throw .divergence(.noGenesis) }
        try diverging { () throws(Divergence) in try headers.finish() }
    }

    private mutating func followBlocks(
        height: Int,
        jobs: Int,
        progress: (AuditProgress) -> Void
    ) async throws(Stop) {
        var walk = ChainWalk(chain, height: height, known: known)
        var duplicates = DuplicateSearch(chain, expecting: chain.expectedTransactions(height: height))
        var upcoming = walk.read()
        do throws(Stop) {
            while let batch = try upcoming.get() {
                if level >= .signatures {
                    try prepare(for: batch.configuration)
                    try duplicates.note(batch)
                }
                upcoming = try await follow(batch, jobs: jobs, walk: &walk)
                if level >= .signatures, let configured = batch.configured { try prepare(for: configured) }
                progress(AuditProgress(blocks: counts.blocks, height: height))
            }
        } catch {
            throw try duplicates.lower(than: error)
        }
        try duplicates.resolve()
    }

    /// Takes a configuration after its roots have been compared with the auditor's.
    private mutating func prepare(for placed: PlacedConfiguration) throws(Stop) {
        channel = placed.configuration.channel
        guard judge?.place != placed.place else { return }
        try diverging { () throws(Divergence) in try tools.roots.confirm(placed.configuration, at: placed.place) }
        do {
            judge = (placed.place, try TransactionJudge(placed.configuration, certificates: tools.certificates))
        } catch {
            throw .divergence(
                Divergence(
                    level: .signatures,
                    place: placed.place,
                    subject: "configuration",
                    expected: "organisations and policies that can be used",
                    found: error.reason
                )
            )
        }
    }
}

// MARK: - One batch

extension AuditRun {
    /// Judges a batch, and reads the next one meanwhile.
    private mutating func follow(
        _ batch: BlockBatch,
        jobs: Int,
        walk: inout ChainWalk
    ) async throws(Stop) -> Result<BlockBatch?, Stop> {
        guard let judge = judge?.judge else {
            count(batch.blocks)
            return walk.read()
        }
        let stage = SignatureStage(batch, judge: judge)
        let queue = WorkQueue(count: stage.count, run: 16)
        var failure: Stop?
        var upcoming: Result<BlockBatch?, Stop> = .success(nil)
        let outcome = await withTaskGroup(of: SignatureStage.Outcome.self) { group in
            for _ in 1..<jobs { group.addTask { stage.work(on: queue) } }
            // State and calls have an order and stay in this task; it takes its share of the signatures after them.
            do throws(Stop) {
                if level >= .state { try state.follow(batch) }
                upcoming = walk.read()
            } catch {
                failure = error
            }
            var outcome = stage.work(on: queue)
            for await other in group { outcome.merge(other) }
            return outcome
        }
        try conclude(batch, outcome, failure)
        return upcoming
    }

    /// Counts a batch up to its first divergence, and throws that.
    private mutating func conclude(
        _ batch: BlockBatch,
        _ outcome: SignatureStage.Outcome,
        _ failure: Stop?
    ) throws(Stop) {
        counts.signatures += outcome.signatures
        counts.certificates = tools.certificates.count
        counts.take(state)
        if let error = outcome.failure { throw .unreadable(error) }
        var first = outcome.divergence
        switch failure {
        case .unreadable: throw failure ?? .divergence(.noGenesis)
        case .divergence(let other): first = first.map { $0.precedes(other) ? $0 : other } ?? other
        case nil: break
        }
        count(batch.blocks.prefix { block in first?.block.map { block.number < $0 } ?? true })
        if let first { throw .divergence(first) }
    }

    private mutating func count(_ blocks: some Collection<AuditedBlock>) {
        for block in blocks {
            counts.blocks += 1
            counts.transactions += block.draft.transactions.count
            head = KnownHead(block: block.number, hash: block.draft.tip.hash)
        }
    }
}
