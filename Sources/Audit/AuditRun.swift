import Cryptography
import Ledger

/// One audit on its way through the chain.
struct AuditRun {
    private let chain: any ChainReader
    private let known: KnownHead?
    private let level: AuditLevel
    private let checkpoints: CheckpointCheck
    private let roots: AuditorRoots
    private let contracts: [AuditedContract]
    private let stored: StoredStateCheck
    private let base: LedgerSnapshot?
    private var privates: PrivateStage
    private var signers = IdentityDirectory()
    private var founded: Founded?

    /// What the genesis block is the beginning of.
    private struct Founded {
        /// Under the configuration in force for the next batch.
        var channel: Channel
        var state: StateStage
        var physics: PhysicsStage?

        /// Goes over a batch at levels 3 to 5, and returns the lowest divergence.
        mutating func judge(
            _ batch: BlockBatch,
            channels: BatchChannels,
            signers: IdentityDirectory,
            opened: OpenedBatch
        ) -> Divergence? {
            var outcome = SignatureStage.Outcome()
            do {
                try state.follow(batch, channels: channels, signers: signers, opened: opened)
            } catch {
                outcome.found(error)
            }
            do {
                let resumptions = state.takeResumptions()
                try physics?.follow(batch, channels: channels, opened: opened.values, resuming: resumptions)
            } catch {
                outcome.found(error)
            }
            return outcome.divergence
        }
    }

    /// What was counted.
    private(set) var counts = AuditCounts()

    /// The channel's name, once the genesis block has been judged.
    var channel: String? { founded?.channel.configuration.channel }

    /// What was shown of private values.
    var privacy: PrivacyReport {
        var report = privates.report
        report.callsNotShown = founded?.state.callsNotShown ?? 0
        report.eventsNotShown = founded?.physics?.eventsNotShown ?? 0
        return report
    }

    /// The redactions that were found.
    private(set) var redactions = RedactionReport()

    /// The first other results that endorsers have signed.
    private(set) var dissents: [Dissent] = []

    /// The last block that was read and is sound.
    private(set) var head: KnownHead?

    init(
        _ chain: any ChainReader,
        known: KnownHead?,
        level: AuditLevel,
        roots: AuditorRoots,
        contracts: [AuditedContract],
        stored: StoredStateCheck,
        checkpoints: CheckpointCheck,
        shown: ShownValues,
        after base: LedgerSnapshot? = nil
    ) {
        privates = PrivateStage(shown, contracts: contracts, after: base)
        self.chain = chain
        self.known = known
        self.level = level
        self.roots = roots
        self.contracts = contracts
        self.stored = stored
        self.checkpoints = checkpoints
        self.base = base
    }

    /// Goes through the chain and returns the first divergence.
    mutating func run(
        jobs: Int,
        progress: (AuditProgress) -> Void
    ) async throws(ChainError) -> Divergence? {
        do throws(Stop) {
            let height = try chain.blocks()
            if let base { try begin(behind: base, height: height) }
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
        let first = base?.tip.height ?? 0
        var headers = HeaderChain(known: known, after: base?.tip ?? .origin)
        for number in first..<max(first, height) {
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
        var walk = ChainWalk(
            chain,
            height: height,
            known: known,
            checkpoints: checkpoints,
            after: base?.tip ?? .origin
        )
        defer {
            counts.checkpoints = walk.checkpoints.count
            redactions = walk.redactions.report
        }
        var duplicates = DuplicateSearch(
            chain,
            filter: IdentifierFilter(expecting: chain.expectedTransactions(height: height)),
            after: base
        )
        var upcoming = walk.read()
        do throws(Stop) {
            while let batch = try upcoming.get() {
                if level >= .signatures {
                    try duplicates.note(batch)
                    try prepare(for: batch)
                }
                upcoming = try await follow(batch, jobs: jobs, walk: &walk)
                progress(AuditProgress(blocks: counts.blocks, height: height))
            }
        } catch {
            throw try duplicates.lower(than: error)
        }
        try duplicates.resolve()
        if level >= .signatures { try diverging { () throws(Divergence) in try privates.finish() } }
        if level >= .state { try stored.compare(founded?.state.kept, height: height) }
    }
}

// MARK: - A snapshot

extension AuditRun {
    /// Confirms that the snapshot is of this chain, and founds the channel under the configuration that it ends with.
    private mutating func begin(behind base: LedgerSnapshot, height: Int) throws(Stop) {
        guard base.block < height else {
            let end = "no block after \(height - 1): an older ledger, or one that has lost its end"
            throw .divergence(Divergence(base, "end of the chain", "block \(base.block), as the snapshot has it", end))
        }
        let reached = try chain.stored(base.block)
        let hash = BlockHeader.hash(of: reached.header)
        guard hash == base.tip.hash else {
            let expected = "\(base.tip.hash.hex), as in the snapshot"
            throw .divergence(Divergence(base, "header hash", expected, hash.hex))
        }
        guard reached.seal == base.last.seal else {
            throw .divergence(Divergence(base, "seal", "the one in the snapshot", "another"))
        }
        head = KnownHead(block: base.block, hash: base.tip.hash)
        guard level >= .signatures else { return }
        let configurations: ConfigurationHistory
        do throws(SnapshotError) { configurations = try base.configurations() } catch {
            throw .divergence(Divergence(base, "snapshot", "one whose parts belong together", "\(error)"))
        }
        for entry in configurations.entries {
            let place = Divergence.Place.transaction(block: entry.block, index: 0, txid: entry.transaction.txid)
            try diverging { () throws(Divergence) in try roots.confirm(entry.channel.configuration, at: place) }
        }
        found(configurations.channel)
        if let state = founded?.state { counts.take(state) }
    }

    private mutating func found(_ channel: Channel) {
        founded = Founded(
            channel: channel,
            state: StateStage(
                execution: level >= .calls ? Execution(contracts: contracts) : nil,
                keeping: stored.height,
                after: level >= .state ? base : nil
            ),
            physics: level >= .physics ? PhysicsStage(contracts: contracts, shown: privates.shown, after: base) : nil
        )
    }
}

extension Divergence {
    fileprivate init(_ base: LedgerSnapshot, _ subject: String, _ expected: String, _ found: String) {
        self.init(level: .headers, place: .block(base.block), subject: subject, expected: expected, found: found)
    }
}

// MARK: - One batch

extension AuditRun {
    /// Looks up the identities that a batch names, and founds the channel with the first.
    private mutating func prepare(for batch: BlockBatch) throws(Stop) {
        for block in batch.blocks {
            try insert(block.seal.orderer)
            for transaction in block.draft.transactions {
                switch transaction.content {
                case .whole(let envelope):
                    try insert(envelope.proposal.creator)
                    for endorsement in envelope.endorsements { try insert(endorsement.endorser) }
                case .redacted(let remains):
                    for endorsement in remains.endorsements { try insert(endorsement.endorser) }
                }
            }
        }
        guard founded == nil, let genesis = batch.blocks.first else { return }
        let channel = try diverging { () throws(Divergence) in try roots.channel(of: genesis, signers: signers) }
        counts.signatures += 1
        found(channel)
    }

    private mutating func insert(_ fingerprint: Digest) throws(Stop) {
        do {
            try signers.insert(fingerprint, from: chain)
        } catch {
            // A certificate that cannot be read is nobody's; whoever signed with it is named by what they signed.
            guard error.kind == .damaged else { throw .unreadable(error) }
        }
    }

    /// Judges a batch, and reads the next one meanwhile.
    private mutating func follow(
        _ batch: BlockBatch,
        jobs: Int,
        walk: inout ChainWalk
    ) async throws(Stop) -> Result<BlockBatch?, Stop> {
        guard let channel = founded?.channel else {
            count(batch.blocks)
            return walk.read()
        }
        let channels = BatchChannels(of: batch, from: channel)
        founded?.channel = channels.next
        let (values, wrong) = try privates.open(batch, channels: channels)
        let opened = OpenedBatch(values: values, shown: privates.shown)
        let stage = SignatureStage(
            batch,
            channels: channels,
            signers: signers,
            roots: roots,
            contracts: contracts,
            opened: values
        )
        let queue = WorkQueue(count: stage.count, run: 16)
        var upcoming: Result<BlockBatch?, Stop> = .success(nil)
        var divergence: Divergence?
        var outcome = await withTaskGroup(of: SignatureStage.Outcome.self) { group in
            for _ in 1..<jobs { group.addTask { stage.work(on: queue) } }
            // State and calls have an order and stay in this task; it takes its share of the signatures after them.
            divergence =
                level >= .state
                ? founded?.judge(batch, channels: channels, signers: signers, opened: opened) : nil
            if divergence == nil { upcoming = walk.read() }
            var outcome = stage.work(on: queue)
            for await other in group { outcome.merge(other) }
            return outcome
        }
        if let divergence { outcome.found(divergence) }
        if let wrong { outcome.found(wrong) }
        take(outcome)
        if let state = founded?.state { counts.take(state) }
        counts.domain = founded?.physics?.counts ?? counts.domain
        counts.eventsNotFollowed = founded?.physics?.eventsNotFollowed ?? 0
        let first = outcome.divergence
        count(batch.blocks.prefix { block in first?.block.map { block.number < $0 } ?? true })
        if let first { throw .divergence(first) }
        return upcoming
    }

    /// Takes over what level 2 has counted and found in a batch, in the chain's order however it was shared out.
    private mutating func take(_ outcome: SignatureStage.Outcome) {
        counts.signatures += outcome.signatures + outcome.signedCalls
        counts.signedCalls += outcome.signedCalls
        counts.unsignedCalls += outcome.unsignedCalls
        let room = AuditReport.dissentsMax - dissents.count
        dissents += outcome.dissents.sorted { ($0.place, $0.endorser) < ($1.place, $1.endorser) }.prefix(room)
        counts.dissents += outcome.dissents.count
    }

    private mutating func count(_ blocks: some Collection<AuditedBlock>) {
        for block in blocks {
            counts.blocks += 1
            counts.transactions += block.draft.transactions.count
            head = KnownHead(block: block.number, hash: block.draft.tip.hash)
        }
    }
}
