import Cryptography
public import Ledger
import Membership
import Synchronization
public import Units

/// A peer with its own ordering service and ledger: executes proposals, endorses the results, orders the transactions,
/// validates and commits them, and only then answers (thesis, Figure A.4).
///
/// ``run()`` writes blocks, one after the other, while callers submit. What arrives while a block is written becomes
/// the next one (group commit). After a failure of the ledger nothing is taken any more: what was acknowledged is
/// durable, and the next start begins from there.
public actor PeerNode {
    /// What may be chosen about a peer.
    public struct Options: Sendable {
        /// How far a proposal's time may be from the peer's.
        public var timestampTolerance = Interval.seconds(60)

        /// How many transactions may wait for their block.
        public var maximumWaiting = 100_000

        /// Called at every step of a transaction.
        public var reached: FaultHook = { _ in }

        /// The usual options.
        public init() {}
    }

    /// The channel that the peer serves.
    public nonisolated let channel: Channel

    nonisolated let store: any LedgerStorage
    nonisolated let options: Options
    nonisolated let clock: @Sendable () -> Instant
    nonisolated let identities = Mutex(IdentityDirectory())

    private let endorserIdentity: SigningIdentity
    private let committer: Committer
    private let filter: IdentifierFilter
    private var endorser: Endorser
    private var ordering: any Ordering<OrderedTransaction>
    private var ready: [OrderedBatch<OrderedTransaction>] = []
    private var waiting: [Digest: [CheckedContinuation<Result<Commitment, PeerError>, Never>]] = [:]
    private var writer: CheckedContinuation<OrderedBatch<OrderedTransaction>?, Never>?
    private var failure: PeerError?
    private var isStopping = false

    /// Creates a peer on a ledger.
    ///
    /// - Parameters:
    ///   - store: The ledger, with at least its genesis block.
    ///   - endorser: Who endorses.
    ///   - orderer: Who signs blocks.
    ///   - chaincodes: The programs of the channel's chaincodes.
    ///   - clock: The time: of blocks, and to judge proposals by.
    /// - Throws: ``PeerError/unsuitable(_:)`` if these do not fit the channel, ``PeerError/storage(_:)``.
    public init(
        store: any LedgerStorage,
        endorser: SigningIdentity,
        orderer: SigningIdentity,
        chaincodes: [any Chaincode],
        clock: @escaping @Sendable () -> Instant,
        options: Options = Options()
    ) throws(PeerError) {
        let channel = try PeerNode.channel(of: store, orderer: orderer)
        var programs: [String: any Chaincode] = [:]
        for chaincode in chaincodes { programs[chaincode.name] = chaincode }
        for definition in channel.configuration.chaincodes where programs[definition.name] == nil {
            throw .unsuitable("this program does not have the channel's chaincode '\(definition.name)'")
        }
        let filter = IdentifierFilter()
        let tip: ChainTip
        do throws(ChainError) {
            tip = try store.tip()
            try store.forEachIdentifier { filter.insert($0) }
        } catch {
            throw .storage(error)
        }
        self.channel = channel
        self.store = store
        self.options = options
        self.clock = clock
        self.filter = filter
        endorserIdentity = endorser
        self.endorser = Endorser(endorser, chaincodes: programs, store: store)
        ordering = SoloOrdering(limits: channel.configuration.cutting, next: tip.height)
        committer = Committer(
            store: store,
            channel: channel,
            orderer: orderer,
            filter: filter,
            tip: tip,
            reached: options.reached
        )
    }

    private static func channel(of store: any LedgerStorage, orderer: SigningIdentity) throws(PeerError) -> Channel {
        let channel: Channel
        do {
            channel = try Genesis.channel(of: store)
        } catch {
            throw .unsuitable("\(error)")
        }
        guard channel.configuration.orderers.contains(orderer.fingerprint), orderer.identity.role == .orderer else {
            throw .unsuitable("\(orderer.identity) is no orderer of channel '\(channel.configuration.channel)'")
        }
        return channel
    }
}

// MARK: - The order

extension PeerNode {
    /// Executes, endorses and orders a proposal whose creator has been verified, and waits for its block.
    func order(_ proposal: SignedProposal, by creator: Identity) async throws(PeerError) -> Commitment {
        if let known = try await commitment(of: proposal.proposal.txid) { return known }
        try checkRoom()
        let transaction = try endorse(proposal, by: creator)
        try place(transaction, isValid: true)
        return try await withCheckedContinuation { enter($0, for: transaction) }.get()
    }

    /// Orders a transaction that others have endorsed, and waits for its block.
    func order(_ transaction: OrderedTransaction, endorsed code: ValidationCode) async throws(PeerError) -> Commitment {
        if let known = try await commitment(of: transaction.envelope.txid) { return known }
        try checkRoom()
        let isCurrent = try endorser.isCurrent(transaction.envelope)
        try place(transaction, isValid: code == .valid && isCurrent)
        return try await withCheckedContinuation { enter($0, for: transaction) }.get()
    }

    /// Answers a query on the present state.
    func query(_ call: ChaincodeCall, of chaincode: String) throws(PeerError) -> [UInt8] {
        if let failure { throw failure }
        return try endorser.evaluate(call, of: chaincode)
    }

    /// The answer to an identifier that is in the chain or on its way there; `nil` for a new one.
    ///
    /// When it has returned `nil`, nothing may be awaited before the transaction is ordered and its caller waits.
    private func commitment(of txid: Digest) async throws(PeerError) -> Commitment? {
        try checkTaking()
        if waiting[txid] == nil {
            guard filter.mayContain(txid) else { return nil }
            if let committed = try await committer.transaction(txid) { return committed }
            // Meanwhile others have had their turn, perhaps with the same identifier.
            try checkTaking()
            if waiting[txid] == nil { return nil }
        }
        return try await withCheckedContinuation { waiting[txid, default: []].append($0) }.get().replayed
    }

    private func checkTaking() throws(PeerError) {
        if let failure { throw failure }
        if isStopping { throw .stopped }
    }

    private func checkRoom() throws(PeerError) {
        guard waiting.count < options.maximumWaiting else { throw .overloaded(waiting: waiting.count) }
    }

    private func endorse(_ proposal: SignedProposal, by creator: Identity) throws(PeerError) -> OrderedTransaction {
        let result = try endorser.execute(proposal.proposal, creator: Creator(creator))
        try reach(.executed)
        let envelope = try endorser.endorse(proposal, result)
        try reach(.endorsed)
        return OrderedTransaction(
            envelope: envelope,
            signers: [creator, endorserIdentity.identity],
            verified: VerifiedSignatures(creator: true, endorsers: [endorserIdentity.fingerprint])
        )
    }

    /// Gives a transaction its place, and lays what it will write over the state.
    private func place(_ transaction: OrderedTransaction, isValid: Bool) throws(PeerError) {
        let now = clock()
        if let overdue = ordering.advance(to: now) { ready.append(overdue) }
        do {
            let ordered = try ordering.broadcast(transaction, bytes: transaction.envelope.bytes.count, at: now)
            if isValid { endorser.record(transaction.envelope, place: ordered.place) }
            ready += ordered.batches
        } catch {
            throw .ordering(error)
        }
    }

    private func enter(
        _ continuation: CheckedContinuation<Result<Commitment, PeerError>, Never>,
        for transaction: OrderedTransaction
    ) {
        waiting[transaction.envelope.txid] = [continuation]
        do {
            try reach(.ordered)
            wakeWriter()
        } catch {
            fail(error)
        }
    }

    private func reach(_ point: FaultPoint) throws(PeerError) {
        do {
            try options.reached(point)
        } catch {
            throw PeerError(stopping: error)
        }
    }
}

// MARK: - The writer

extension PeerNode {
    /// Writes blocks until the peer is stopped; what waits then is still written.
    ///
    /// - Throws: ``PeerError``, when the ledger cannot be written; everybody who waits gets the same.
    public func run() async throws(PeerError) {
        while let batch = await nextBatch() {
            do throws(PeerError) {
                let block = try await committer.append(batch, at: clock())
                acknowledge(block)
                try await committer.apply(block)
                endorser.settle(block)
            } catch {
                fail(error)
                throw error
            }
        }
    }

    /// Takes nothing any more, and lets ``run()`` return when everything ordered is written.
    public func stop() {
        isStopping = true
        wakeWriter()
    }

    private func nextBatch() async -> OrderedBatch<OrderedTransaction>? {
        if let batch = takeBatch() { return batch }
        if isStopping { return nil }
        return await withCheckedContinuation { writer = $0 }
    }

    private func takeBatch() -> OrderedBatch<OrderedTransaction>? {
        ready.isEmpty ? ordering.writerIsIdle() : ready.removeFirst()
    }

    private func wakeWriter() {
        guard let writer else { return }
        let batch = takeBatch()
        guard batch != nil || isStopping else { return }
        self.writer = nil
        writer.resume(returning: batch)
    }

    private func acknowledge(_ block: BlockDraft) {
        for (index, transaction) in block.transactions.enumerated() {
            let place = Version(block: block.header.number, transaction: index)
            let commitment = Commitment(transaction, place: place, isReplay: false)
            for continuation in waiting.removeValue(forKey: commitment.txid) ?? [] {
                continuation.resume(returning: .success(commitment))
            }
        }
    }

    private func fail(_ error: PeerError) {
        failure = error
        // Everybody hears the same; the order in which they do makes no difference.
        let abandoned = waiting.values.flatMap(\.self)
        waiting = [:]
        for continuation in abandoned { continuation.resume(returning: .failure(error)) }
        if let writer {
            self.writer = nil
            writer.resume(returning: nil)
        }
    }
}
