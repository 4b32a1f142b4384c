import Cryptography
import Dispatch
import Ledger
import Membership
import Units

/// What endorsing works on: the order, and the state as the queued transactions will leave it. Decides synchronously.
struct EndorsingState<Storage: LedgerStorage>: ~Copyable {
    private var channel: Channel
    private let settings: PeerSettings
    private let identities: KnownIdentities<Storage>
    private let desk: EndorsementDesk
    private let own: Identity
    private var ordering: SoloOrdering<OrderedTransaction>
    private var pending: PendingState<Storage>
    /// The transactions on their way, in their order.
    private var queue: [OrderedTransaction] = []
    private var underWay: [Digest: PendingProposal] = [:]
    private var plans: [String: EndorsementPlan] = [:]
    /// Rounds for which the peer's own signature is still to be made.
    private var unsigned: [EndorsementRound] = []
    /// The latest time of a proposal: a clock that is set back does not stop the ledger.
    private var latest: Instant
    /// Why the peer may not go on under the configuration in force, if it may not.
    private var retirement: PeerStartError?
    /// The other endorsers.
    var links: EndorserLinks

    init(
        channel: Channel,
        storage: Storage,
        chaincodes: [any Chaincode],
        settings: PeerSettings,
        own: Identity,
        identities: KnownIdentities<Storage>,
        desk: EndorsementDesk,
        links: EndorserLinks,
        next: Int,
        latest: Instant
    ) {
        self.channel = channel
        self.latest = latest
        self.settings = settings
        self.own = own
        self.identities = identities
        self.desk = desk
        self.links = links
        self.ordering = SoloOrdering(limits: channel.configuration.cutting, next: next)
        self.pending = PendingState(chaincodes: chaincodes, on: storage)
    }

    /// Whether nothing is on its way.
    var isEmpty: Bool { queue.isEmpty }

    /// Whether a configuration transaction is on its way. It is the last one then: what comes behind it has to wait
    /// until it is committed, for it is judged by what that makes of the configuration.
    var isConfiguring: Bool { queue.last?.isForConfiguration ?? false }

    /// The transaction that is under way with this identifier, if there is one.
    func pending(_ txid: Digest) -> PendingProposal? { underWay[txid] }

    /// Executes a proposal whose creator's signature has been verified, and orders it.
    ///
    /// - Returns: The batches that are complete with it.
    mutating func endorse(
        _ proposal: SignedProposal,
        by creator: CheckedCreator,
        pending waiting: PendingProposal
    ) throws(PeerFailure) -> [OrderedBatch<OrderedTransaction>] {
        if let retirement { throw .refused("\(retirement)") }
        let content = proposal.proposal
        let creator = try creator.member(of: channel, proposing: content)
        let now = max(settings.clock(), latest)
        guard abs((content.timestamp - now).milliseconds) <= settings.timeTolerance.milliseconds else {
            throw .timeOff(proposed: content.timestamp, peer: now)
        }
        latest = max(latest, content.timestamp)
        return try execute(proposal, by: creator, pending: waiting)
    }

    /// Orders a transaction that was endorsed elsewhere; one for the configuration gets a block of its own.
    mutating func order(
        _ envelope: Envelope,
        pending waiting: PendingProposal
    ) throws(PeerFailure) -> [OrderedBatch<OrderedTransaction>] {
        if let retirement { throw .refused("\(retirement)") }
        let signers: IdentityDirectory
        do {
            signers = try identities.directory(for: [envelope])
        } catch {
            throw .ledger(error)
        }
        // What it writes is what later proposals see, if it will be valid.
        guard !channel.configuration.hasPrivateValues(envelope.proposal.chaincode) else {
            let name = envelope.proposal.chaincode
            throw .refused("the values of '\(name)' are private: hand in proposals with them, not what others endorsed")
        }
        let endorsed = channel.check(envelope, signers: signers, at: settings.clock())
        let isValid = endorsed == .valid && (try? envelope.conflict(with: pending.overlay)) == .some(nil)
        let transaction = OrderedTransaction(
            origin: .endorsed(envelope),
            pending: waiting,
            txid: envelope.txid,
            isExpectedValid: isValid
        )
        let ordered = try order(transaction, bytes: envelope.bytes.count)
        guard isValid else { return ordered.batches }
        pending.record(envelope.result.writes, of: envelope.proposal.chaincode, place: ordered.place)
        let named = [envelope.proposal.creator] + envelope.endorsements.map(\.endorser)
        _ = links.send(.envelope(envelope, signers: named.compactMap { signers[$0] }, place: ordered.place))
        return ordered.batches
    }

    /// What waits, as a batch for a writer that has nothing to do.
    mutating func cut() -> OrderedBatch<OrderedTransaction>? {
        ordering.writerIsIdle()
    }

    /// What has waited for the timeout, as a batch.
    mutating func cutAfterTimeout() -> OrderedBatch<OrderedTransaction>? {
        ordering.advance(to: settings.clock())
    }

    /// The rounds for which the peer's own signature is to be made now.
    mutating func takeUnsigned() -> [EndorsementRound] {
        defer { unsigned = [] }
        return unsigned
    }

    /// Executes a call on the committed state.
    func evaluate(_ call: ChaincodeCall, of name: String) throws(PeerFailure) -> [UInt8] {
        try pending.evaluate(call, of: name, under: channel.configuration)
    }
}

// MARK: - What becomes of transactions

extension EndorsingState {
    /// Goes on under a configuration. A peer that it does not let endorse or order refuses everything from then on.
    mutating func adopt(_ channel: Channel) {
        guard channel.configuration.sequence != self.channel.configuration.sequence else { return }
        self.channel = channel
        ordering.use(channel.configuration.cutting)
        plans = [:]
        do {
            _ = try PeerSigners(channel: channel, settings: settings)
            retirement = nil
        } catch {
            retirement = error
        }
    }

    /// A block is committed: its transactions are no longer on their way.
    mutating func settle(_ block: SealedBlock) {
        pending.settle(block.draft.updates, of: block.draft.transactions.map(\.envelope.txid))
        for transaction in queue.prefix(block.draft.transactions.count) { forget(transaction) }
        queue.removeFirst(min(queue.count, block.draft.transactions.count))
        links.commit(CommittedBlock(block))
    }

    /// Gives up everything that is on its way.
    mutating func abandon(next: Int, because error: ChainError) {
        // Who has been told already is not told again.
        for transaction in withdraw(next: next) { transaction.pending.complete(.failure(.ledger(error))) }
    }

    /// Takes everything that is on its way back, and goes on from the end of the chain.
    ///
    /// - Returns: What was on its way, in its order.
    mutating func withdraw(next: Int) -> [OrderedTransaction] {
        for transaction in queue { forget(transaction) }
        ordering = SoloOrdering(limits: channel.configuration.cutting, next: next)
        pending.reset()
        unsigned = []
        _ = links.send(.withdrawn)
        defer { queue = [] }
        return queue
    }

    /// Orders a transaction again that was withdrawn: on the state as it is now.
    mutating func repeatOrder(
        of transaction: OrderedTransaction
    ) throws(PeerFailure) -> [OrderedBatch<OrderedTransaction>] {
        switch transaction.origin {
        case .executed(let proposal, let creator, _, _, _):
            try execute(proposal, by: creator, pending: transaction.pending)
        case .endorsed(let envelope):
            try order(envelope, pending: transaction.pending)
        }
    }

    private mutating func forget(_ transaction: OrderedTransaction) {
        underWay[transaction.txid] = nil
        if let ticket = transaction.ticket { desk.close(ticket) }
    }
}

// MARK: - Steps

extension EndorsingState {
    private mutating func execute(
        _ proposal: SignedProposal,
        by creator: Identity,
        pending waiting: PendingProposal
    ) throws(PeerFailure) -> [OrderedBatch<OrderedTransaction>] {
        let executed = try pending.execute(proposal, creator: creator, under: channel.configuration)
        let result = executed.result
        settings.reached(.executed)
        let bytes = result.encoded
        let plan = try plan(of: proposal.proposal.chaincode)
        let round = EndorsementRound(
            of: ContentHash(proposal: proposal.bytes, result: bytes),
            plan: plan,
            deadline: .now() + .milliseconds(Int(clamping: settings.endorsementTimeout.milliseconds))
        )
        var transaction = OrderedTransaction(
            origin: .executed(proposal, creator: creator, result, bytes: bytes, round),
            pending: waiting,
            txid: proposal.proposal.txid
        )
        transaction.response = executed.response
        transaction.privateValues = executed.kept
        if plan.asksOthers {
            transaction.ticket = desk.open(round, participants: plan.places, proposal: proposal.bytes)
        }
        let signatures = 32 + 120 * (1 + plan.participants.count)
        let ordered = try order(transaction, bytes: proposal.bytes.count + bytes.count + signatures)
        settings.reached(.ordered)
        let chaincode = proposal.proposal.chaincode
        pending.record(result.writes, of: chaincode, place: ordered.place, aside: executed.kept)
        unsigned.append(round)
        for refusal in plan.refusals { round.answer(refusal.place, .declined(refusal.reason)) }
        if let ticket = transaction.ticket { ask(ticket, proposal, creator, ordered.place, round) }
        return ordered.batches
    }

    private mutating func order(
        _ transaction: OrderedTransaction,
        bytes: Int
    ) throws(PeerFailure) -> Ordered<OrderedTransaction> {
        let ordered: Ordered<OrderedTransaction>
        if transaction.isForConfiguration {
            ordered = ordering.configure(transaction, at: settings.clock())
        } else {
            do {
                ordered = try ordering.broadcast(transaction, bytes: bytes, at: settings.clock())
            } catch {
                if let ticket = transaction.ticket { desk.close(ticket) }
                throw .ordering(error)
            }
        }
        underWay[transaction.txid] = transaction.pending
        queue.append(transaction)
        return ordered
    }

    private func ask(
        _ ticket: Int,
        _ proposal: SignedProposal,
        _ creator: Identity,
        _ place: Version,
        _ round: EndorsementRound
    ) {
        let request = EndorsementRequest(
            ticket: ticket,
            proposal: proposal,
            creator: creator,
            place: place,
            content: round.content
        )
        for (index, refusal) in links.send(.proposal(request)).enumerated() {
            if let refusal { round.answer(1 + index, .declined(refusal)) }
        }
    }

    /// Whose endorsements a chaincode's transactions can have.
    private mutating func plan(of chaincode: String) throws(PeerFailure) -> EndorsementPlan {
        if let plan = plans[chaincode] { return plan }
        guard let policy = channel.endorsementPolicy(of: chaincode) else { throw .unknownChaincode(chaincode) }
        let plan = EndorsementPlan(
            policy: policy,
            membership: channel.membership,
            at: settings.clock(),
            participants: [own] + links.identities
        )
        plans[chaincode] = plan
        return plan
    }
}
