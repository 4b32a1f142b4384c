import Cryptography
import Dispatch
import Ledger
import Membership
import Units

/// The endorsing half of a peer: one queue, and the state that only it touches.
///
/// What has no order is done elsewhere: creators are verified in the ``Intake``, signatures made by the workers; on the
/// queue a proposal is executed and gets its place.
///
/// `@unchecked Sendable`: every mutable property is used on `queue` alone, which each method that touches one asserts.
final class Endorser<Storage: LedgerStorage>: @unchecked Sendable {
    private let queue = DispatchQueue(label: "commonwatt.endorser")
    private let workers = DispatchQueue(label: "commonwatt.endorser-workers", attributes: .concurrent)
    private let committed: CommittedTransactions<Storage>
    private let storage: Storage
    private let settings: PeerSettings
    private let desk: EndorsementDesk
    private var state: EndorsingState<Storage>
    private var intake: Intake?
    /// What was taken behind a configuration transaction that is on its way: its turn comes when that is committed.
    private var held: [Intake.Entry] = []
    private let creators: CreatorCheck<Storage>
    private var writer: BlockWriter<Storage>?
    private var isWriting = false
    private var isStopped = false
    private var stopping: [CheckedContinuation<Void, Never>] = []
    /// Counts the times that blocks were taken back: those that were cut before are not written.
    private var generation = 0
    /// The number of blocks whose updates the committed state has.
    private var height: Int

    init(
        _ state: consuming EndorsingState<Storage>,
        committed: CommittedTransactions<Storage>,
        storage: Storage,
        settings: PeerSettings,
        desk: EndorsementDesk,
        creators: CreatorCheck<Storage>,
        height: Int
    ) {
        self.state = state
        self.creators = creators
        self.committed = committed
        self.storage = storage
        self.settings = settings
        self.desk = desk
        self.height = height
    }

    /// Connects the two halves; before the first proposal.
    func connect(to writer: BlockWriter<Storage>) {
        queue.sync {
            self.writer = writer
            intake = Intake(workers: workers, jobs: settings.jobs) { [weak self] in
                guard let self else { return }
                queue.async { self.proceed() }
            }
        }
    }

    func submit(_ proposal: SignedProposal) -> PendingProposal {
        let pending = PendingProposal()
        let creators = self.creators
        intake?.submit { .proposal(proposal, pending, creators.check(proposal)) }
        return pending
    }

    func submit(
        _ proposal: Proposal,
        with transient: TransientData?,
        by creator: LocalCreator
    ) -> PendingProposal {
        let pending = PendingProposal()
        let creators = self.creators
        intake?.submit {
            do throws(PeerFailure) {
                let signed = try creator.sign(proposal, with: transient)
                return .proposal(signed, pending, creators.check(signed, madeBy: creator))
            } catch {
                return .work { pending.complete(.failure(error)) }
            }
        }
        return pending
    }

    func submit(_ envelope: Envelope) -> PendingProposal {
        let pending = PendingProposal()
        intake?.submit(.envelope(envelope, pending))
        return pending
    }

    func recall(_ txid: Digest) async throws(PeerFailure) -> CommittedProposal? {
        let known: PendingProposal? = await withCheckedContinuation { continuation in
            inTurn { continuation.resume(returning: self.known(txid)) }
        }
        return try await known?.outcome()
    }

    func evaluate(_ call: ChaincodeCall, of name: String) async throws(PeerFailure) -> [UInt8] {
        let result: Result<[UInt8], PeerFailure> = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(
                    returning: Result { () throws(PeerFailure) in try self.state.evaluate(call, of: name) }
                )
            }
        }
        return try result.get()
    }

    /// Refuses what is handed in from now on, and waits until everything before is written or has failed.
    func stop() async {
        await withCheckedContinuation { continuation in
            inTurn {
                self.isStopped = true
                self.stopping.append(continuation)
                self.finishStopping()
            }
        }
    }

    /// Does something on the queue, behind everything that was handed in before.
    private func inTurn(_ work: @escaping @Sendable () -> Void) {
        intake?.submit(.work(work))
    }

    private func finishStopping() {
        guard isStopped, state.isEmpty else { return }
        for continuation in stopping { continuation.resume() }
        stopping = []
    }
}

// MARK: - Proposals

extension Endorser {
    /// How many proposals are executed before the queue looks at anything else.
    private static var stride: Int { 32 }

    /// Takes what is ready, in order.
    private func proceed() {
        dispatchPrecondition(condition: .onQueue(queue))
        // What comes behind a configuration transaction waits for what that makes of the configuration.
        if state.isConfiguring { return writeNext() }
        // Endorsers join where nothing is pending; so nothing new becomes pending until they have.
        if state.links.areWaiting(at: .now()), !state.isEmpty { return writeNext() }
        join()
        let entries = held + (intake?.take(Self.stride - held.count) ?? [])
        var next = entries.startIndex
        while next < entries.endIndex, !state.isConfiguring {
            take(entries[next])
            next += 1
        }
        held = Array(entries[next...])
        sign()
        writeNext()
        intake?.reschedule()
    }

    private func take(_ entry: Intake.Entry) {
        switch entry {
        case .proposal(let proposal, let pending, let creator):
            let txid = proposal.proposal.txid
            if let known = known(txid) {
                Task { pending.complete(await Self.result(of: known)) }
                return
            }
            attempt(pending) { state throws(PeerFailure) in
                try state.endorse(proposal, by: try creator.get(), pending: pending)
            }
        case .envelope(let envelope, let pending):
            attempt(pending) { state throws(PeerFailure) in try state.order(envelope, pending: pending) }
        case .work(let work):
            work()
        }
    }

    private static func result(of pending: PendingProposal) async -> Result<CommittedProposal, PeerFailure> {
        do throws(PeerFailure) { return .success(try await pending.outcome()) } catch { return .failure(error) }
    }

    /// The outcome of a transaction that is under way or that the ledger has already, as a replay; `nil` for any other.
    private func known(_ txid: Digest) -> PendingProposal? {
        dispatchPrecondition(condition: .onQueue(queue))
        let replay = PendingProposal()
        if let first = state.pending(txid) {
            Task { replay.complete(await Self.result(of: first).map(\.replayed)) }
        } else if let known = committed.outcome(of: txid) {
            replay.complete(known)
        } else {
            return nil
        }
        return replay
    }

    private func attempt(
        _ pending: PendingProposal,
        _ body: (inout EndorsingState<Storage>) throws(PeerFailure) -> [OrderedBatch<OrderedTransaction>]
    ) {
        dispatchPrecondition(condition: .onQueue(queue))
        guard !isStopped else { return pending.complete(.failure(.stopped)) }
        do {
            for batch in try body(&state) { write(batch) }
            if let batch = state.cutAfterTimeout() { write(batch) }
        } catch {
            pending.complete(.failure(error))
        }
    }

    /// Has the peer's own endorsements made, off the queue: nothing that is executed later needs them.
    private func sign() {
        let rounds = state.takeUnsigned()
        let settings = self.settings
        for start in Swift.stride(from: 0, to: rounds.count, by: 8) {
            let part = rounds[start..<min(rounds.count, start + 8)]
            workers.async {
                for round in part { round.sign(as: settings) }
            }
        }
    }
}

// MARK: - Blocks

extension Endorser {
    /// A block is written: its updates are in the state, and the next block may come.
    ///
    /// - Parameter channel: The channel after it.
    func wrote(_ block: SealedBlock, channel: Channel) {
        queue.async {
            self.state.settle(block)
            self.state.adopt(channel)
            self.height = block.draft.tip.height
            self.isWriting = false
            self.proceed()
            self.finishStopping()
        }
    }

    /// A block could not be written: everything that was built on it is void.
    ///
    /// - Parameter block: A block that is durable all the same.
    func failedToWrite(_ error: ChainError, after block: SealedBlock?, next: Int, channel: Channel) {
        queue.async {
            if let block { self.state.settle(block) }
            self.state.adopt(channel)
            self.generation += 1
            self.height = next
            self.state.abandon(next: next, because: error)
            self.isWriting = false
            self.proceed()
            self.finishStopping()
        }
    }

    /// Something before what is on its way did not come as it was expected: a transaction has been refused, or is not
    /// valid. What followed it was executed on a state that will not be; it is executed again, in the same order, on
    /// the state as it is now. Nobody is told, for nothing has become of it yet.
    ///
    /// - Parameters:
    ///   - block: What was written of the batch, if anything was.
    ///   - refused: The transactions that their endorsers have not endorsed.
    ///   - channel: The channel after the last block.
    func withdrew(after block: SealedBlock?, refused: Set<Digest>, next: Int, channel: Channel) {
        queue.async {
            if let block { self.state.settle(block) }
            self.state.adopt(channel)
            self.generation += 1
            self.height = next
            self.isWriting = false
            for transaction in self.state.withdraw(next: next) where !refused.contains(transaction.txid) {
                self.attemptAgain(transaction)
            }
            self.sign()
            self.proceed()
            self.finishStopping()
        }
    }

    private func attemptAgain(_ transaction: OrderedTransaction) {
        do {
            for batch in try state.repeatOrder(of: transaction) { write(batch) }
        } catch {
            transaction.pending.complete(.failure(error))
        }
    }

    /// Gives an idle writer what there is.
    private func writeNext() {
        guard !isWriting, let batch = state.cut() else { return }
        write(batch)
    }

    private func write(_ batch: OrderedBatch<OrderedTransaction>) {
        isWriting = true
        writer?.write(batch, generation: generation, reportingTo: self)
    }
}

// MARK: - Other endorsers

extension Endorser {
    /// Begins the other endorsers' streams.
    func start(
        _ endorsers: [any EndorsingPeer],
        configurations: ConfigurationHistory,
        inForce: ChannelInForce,
        progress: WriterProgress
    ) {
        for endorser in endorsers {
            let identity = endorser.identity
            let session = EndorsingSession(
                channel: configurations.channel,
                genesis: configurations.entries[0].channel,
                membership: { inForce.channel.membership },
                height: { progress.height },
                answer: { [weak self] in self?.heard($0, from: identity) }
            )
            endorser.start(session)
        }
    }

    private func heard(_ reply: EndorserReply, from identity: Identity) {
        let fingerprint = identity.certificate.fingerprint
        switch reply {
        case .endorsed, .declined:
            guard !desk.take(reply, from: identity) else { return }
            queue.async {
                self.state.links.part(fingerprint, because: "its state is another one at present", at: .now())
            }
        case .lost(let reason):
            desk.giveUp(identity, because: reason)
            queue.async { self.state.links.lose(fingerprint, because: reason) }
        case .at(let reached):
            queue.async { self.follow(fingerprint, from: reached) }
        }
    }

    /// Sends an endorser the blocks that it lacks, and lets it join when they are few.
    private func follow(_ endorser: Digest, from reached: Int) {
        dispatchPrecondition(condition: .onQueue(queue))
        guard let missing = state.links.reached(endorser, height: reached, of: height) else {
            // Proposals go on behind what other endorsers have said meanwhile.
            return queue.async { self.proceed() }
        }
        let storage = self.storage
        workers.async {
            do throws(ChainError) {
                let blocks = try EndorserLinks.read(missing, from: storage)
                self.queue.async { self.state.links.send(history: blocks, to: endorser) }
            } catch {
                let reason = "it lacks blocks that cannot be read: \(error.message)"
                self.queue.async { self.state.links.lose(endorser, because: reason) }
            }
        }
    }

    private func join() {
        guard state.isEmpty else { return }
        // A chain that cannot be read now can be read at the next opportunity.
        try? state.links.join(blocks: height, chain: storage)
    }
}
