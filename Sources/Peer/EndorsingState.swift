import Cryptography
import Ledger
import Membership
import Units

/// What endorsing works on: the order, and the state as the queued transactions will leave it. Decides synchronously.
struct EndorsingState<Storage: LedgerStorage> {
    private var channel: Channel
    private let chaincodes: [String: any Chaincode]
    private let settings: PeerSettings
    private var executors: [String: any ChaincodeExecutor] = [:]
    private var ordering: SoloOrdering<OrderedTransaction>
    /// The committed state with the updates of the transactions that are on their way over it.
    private var state: StateOverlay<Storage>
    private var underWay: [Digest: PendingProposal] = [:]
    /// The configuration transaction that is on its way, if there is one.
    private(set) var configuring: Digest?
    /// Why the peer may not go on under the configuration in force, if it may not.
    private var retirement: PeerStartError?
    private var identities = IdentityDirectory()
    /// The latest time of a proposal: a clock that is set back does not stop the ledger.
    private var latest = Instant(milliseconds: .min)

    init(
        channel: Channel,
        storage: Storage,
        chaincodes: [any Chaincode],
        settings: PeerSettings,
        next: Int
    ) {
        self.channel = channel
        self.settings = settings
        var named: [String: any Chaincode] = [:]
        for chaincode in chaincodes { named[chaincode.name] = chaincode }
        self.chaincodes = named
        self.ordering = SoloOrdering(limits: channel.configuration.cutting, next: next)
        self.state = StateOverlay(storage)
    }

    /// Executes, endorses and orders a proposal.
    ///
    /// - Returns: The batches that are complete with it.
    mutating func endorse(
        _ proposal: SignedProposal,
        pending: PendingProposal
    ) throws(PeerFailure) -> [OrderedBatch<OrderedTransaction>] {
        if let retirement { throw .refused("\(retirement)") }
        let creator = try creator(of: proposal)
        let result = try execute(proposal.proposal, creator: creator)
        let encoded = result.encoded
        let content = ContentHash(proposal: proposal.bytes, result: encoded)
        let envelope = Envelope(
            proposal,
            result: result,
            resultBytes: encoded,
            content: content,
            endorsements: [try endorsement(of: content)]
        )
        let verified = VerifiedSignatures(
            creator: true,
            endorsers: [settings.endorser.certificate.fingerprint]
        )
        return try order(OrderedTransaction(envelope: envelope, pending: pending, verified: verified))
    }

    /// Orders a transaction; what it writes is what later proposals see, if it will be valid.
    mutating func order(
        _ transaction: OrderedTransaction
    ) throws(PeerFailure) -> [OrderedBatch<OrderedTransaction>] {
        if let retirement { throw .refused("\(retirement)") }
        let envelope = transaction.envelope
        let ordered: Ordered<OrderedTransaction>
        if ConfigurationTransaction.isOne(envelope) {
            ordered = ordering.configure(transaction, at: settings.clock())
            configuring = envelope.txid
        } else {
            do {
                ordered = try ordering.broadcast(transaction, bytes: envelope.bytes.count, at: settings.clock())
            } catch {
                throw .ordering(error)
            }
        }
        underWay[envelope.txid] = transaction.pending
        if willBeValid(transaction) {
            state.updates.record(envelope.result.writes, of: envelope.proposal.chaincode, version: ordered.place)
        }
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

    /// The transaction that is under way with this identifier, if there is one.
    func pending(_ txid: Digest) -> PendingProposal? { underWay[txid] }

    /// Forgets the updates of a block that are in the committed state now.
    mutating func settle(_ block: BlockDraft) {
        state.updates.settle(block)
        for txid in block.transactions.map(\.envelope.txid) {
            underWay[txid] = nil
            if txid == configuring { configuring = nil }
        }
    }

    /// Goes on under a configuration. A peer that it does not let endorse or order refuses everything from then on.
    mutating func adopt(_ channel: Channel) {
        guard channel.configuration.sequence != self.channel.configuration.sequence else { return }
        self.channel = channel
        ordering.use(channel.configuration.cutting)
        do {
            _ = try PeerSigners(channel: channel, settings: settings)
            retirement = nil
        } catch {
            retirement = error
        }
    }

    /// Gives up everything that was on its way, and goes on from the end of the chain.
    mutating func restart(next: Int, because error: ChainError) {
        // Who has been told already is not told again.
        for pending in underWay.values { pending.complete(.failure(.ledger(error))) }
        ordering = SoloOrdering(limits: channel.configuration.cutting, next: next)
        state.updates = StateUpdates()
        underWay = [:]
        configuring = nil
    }

    /// Executes a call on the committed state.
    func evaluate(_ call: ChaincodeCall, of name: String) throws(PeerFailure) -> [UInt8] {
        guard let chaincode = chaincodes[name] else { throw .unknownChaincode(name) }
        var executor = chaincode.makeExecutor()
        var call = call
        call.terms = channel.configuration.chaincode(named: name)?.terms ?? []
        do {
            return try executor.invoke(call, on: ChaincodeStub(chaincode: name, state: state.base))
        } catch {
            throw .chaincode(error)
        }
    }

    // MARK: Steps

    /// Whether validation will find a transaction valid: its signatures, and its reads on the state as it will be.
    private func willBeValid(_ transaction: OrderedTransaction) -> Bool {
        // What was just executed here read exactly this state.
        if transaction.verified.creator { return true }
        let endorsed = channel.check(transaction.envelope, signers: identities, at: settings.clock())
        return endorsed == .valid && (try? transaction.envelope.conflict(with: state)) == .some(nil)
    }

    private mutating func creator(of proposal: SignedProposal) throws(PeerFailure) -> Identity {
        let content = proposal.proposal
        guard content.channel == channel.configuration.channel else {
            throw .refused("the proposal is for channel '\(content.channel)'")
        }
        let now = max(settings.clock(), latest)
        guard abs((content.timestamp - now).milliseconds) <= settings.timeTolerance.milliseconds else {
            throw .timeOff(proposed: content.timestamp, peer: now)
        }
        guard let creator = try identity(content.creator) else {
            throw .refused("the ledger does not know the creator's certificate \(content.creator.hex)")
        }
        if case .refused(let reason) = channel.membership.validate(creator, at: content.timestamp) {
            throw .refused("the creator's certificate is refused: \(reason)")
        }
        guard creator.hasSigned(proposal) else { throw .refused("the signature is not the creator's") }
        latest = max(latest, content.timestamp)
        return creator
    }

    private mutating func identity(_ fingerprint: Digest) throws(PeerFailure) -> Identity? {
        do {
            try identities.insert(fingerprint, from: state.base)
        } catch {
            throw .ledger(error)
        }
        return identities[fingerprint]
    }

    /// Makes identities known that the chain does not have yet.
    mutating func introduce(_ identity: Identity) {
        identities.insert(identity)
    }

    private mutating func execute(_ proposal: Proposal, creator: Identity) throws(PeerFailure) -> TransactionResult {
        let name = proposal.chaincode
        guard let chaincode = chaincodes[name], let definition = channel.configuration.chaincode(named: name) else {
            throw .unknownChaincode(name)
        }
        var executor = executors.removeValue(forKey: name) ?? chaincode.makeExecutor()
        let stub = ChaincodeStub(chaincode: name, state: state)
        let call = ChaincodeCall(proposal, creator: Creator(creator), terms: definition.terms)
        defer { executors[name] = executor }
        do {
            return stub.result(response: try executor.invoke(call, on: stub))
        } catch {
            throw .chaincode(error)
        }
    }

    private func endorsement(of content: ContentHash) throws(PeerFailure) -> Endorsement {
        do {
            let (certificate, key) = (settings.endorser.certificate, settings.endorser.key)
            return try Endorsement(of: content, endorser: certificate.fingerprint, key: key)
        } catch {
            throw .refused("the endorsement cannot be signed: \(error)")
        }
    }
}
