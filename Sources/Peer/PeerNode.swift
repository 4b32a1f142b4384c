public import Cryptography
import Dispatch
public import Ledger
public import Membership
import Units

/// A peer of a channel, with the ordering service in the same process: takes signed proposals, executes and endorses
/// them, orders them into blocks, validates the blocks and commits them (thesis, A.3).
///
/// Two queues, each with a state of its own that only it touches: *endorsing*, where proposals are executed in the
/// order in which they were handed in, on the state as the queued transactions will leave it; and *writing*, where
/// blocks are validated, signed and made durable. What has no order runs beside them on all cores: creators are
/// verified before, endorsements signed after the execution, and a block's signatures and policies checked at once.
/// While a block is being written the next one fills (group commit), and an idle writer gets what there is at once.
/// Whoever handed a proposal in is told when its block is durable, never before.
///
/// Where the endorsement policy asks for more than the peer's own signature, the other endorsers execute every proposal
/// too (``EndorsingPeer``). A transaction that too few of them endorse in time is refused with
/// ``PeerFailure/notEndorsed(by:)`` and may be handed in again; one for which an endorser signs another result is
/// recorded as `ValidationCode.endorsementPolicyFailure` with both results, if the policy cannot do without. Either
/// way, what had been executed on its updates is executed again without them, in the same order, before anybody is
/// told of it.
public final class PeerNode<Storage: LedgerStorage>: Sendable {
    /// The channel that the peer serves, under the configuration in force.
    public var channel: Channel { inForce.channel }

    private let inForce: ChannelInForce
    private let identities: KnownIdentities<Storage>
    private let endorsers: [any EndorsingPeer]
    private let endorser: Endorser<Storage>
    private let writer: BlockWriter<Storage>

    /// Starts a peer on its ledger.
    ///
    /// - Parameters:
    ///   - storage: The ledger.
    ///   - chaincodes: The contracts that may be called.
    ///   - settings: Who it is, and what it takes for granted.
    ///   - endorsers: The endorsers beside the peer's own.
    /// - Throws: ``PeerStartError`` where the ledger has no configuration in force, or the peer may not endorse or
    ///   order under it.
    public init(
        storage: Storage,
        chaincodes: [any Chaincode],
        settings: PeerSettings,
        endorsers: [any EndorsingPeer] = []
    ) throws(PeerStartError) {
        let configurations: ConfigurationHistory
        do {
            configurations = try ConfigurationHistory(of: storage)
        } catch {
            throw .configuration(error)
        }
        let channel = configurations.channel
        inForce = ChannelInForce(channel)
        let signers = try PeerSigners(channel: channel, settings: settings, endorsers: endorsers)
        identities = KnownIdentities(of: storage)
        for identity in signers.all { identities.introduce(identity) }
        self.endorsers = endorsers
        let progress = WriterProgress()
        do {
            let committed = try CommittedTransactions(of: storage, inForce: inForce)
            writer = try BlockWriter(
                inForce: inForce,
                storage: storage,
                settings: settings,
                identities: identities,
                committed: committed,
                progress: progress,
                signers: signers
            )
            let creators = CreatorCheck(inForce: inForce, identities: identities)
            endorser = try Self.endorser(channel, storage, chaincodes, settings, signers, creators, committed)
        } catch {
            throw .ledger(error)
        }
        endorser.connect(to: writer)
        endorser.start(endorsers, configurations: configurations, inForce: inForce, progress: progress)
    }

    private static func endorser(
        _ channel: Channel,
        _ storage: Storage,
        _ chaincodes: [any Chaincode],
        _ settings: PeerSettings,
        _ signers: PeerSigners,
        _ creators: CreatorCheck<Storage>,
        _ committed: CommittedTransactions<Storage>
    ) throws(ChainError) -> Endorser<Storage> {
        let desk = EndorsementDesk()
        let tip = try storage.tip()
        let rejoining = Int(clamping: settings.rejoinInterval.milliseconds)
        let state = EndorsingState(
            channel: channel,
            storage: storage,
            chaincodes: chaincodes,
            settings: settings,
            own: signers.endorser,
            identities: creators.identities,
            desk: desk,
            links: EndorserLinks(signers.others, rejoining: .milliseconds(rejoining)),
            next: tip.height,
            latest: tip.time
        )
        return Endorser(
            state,
            committed: committed,
            storage: storage,
            settings: settings,
            desk: desk,
            creators: creators,
            height: tip.height
        )
    }

    /// Makes an identity known whose certificate the chain does not have yet, such as a client's before its first
    /// proposal. Whether it may act is judged when it does.
    public func introduce(_ identity: Identity) {
        identities.introduce(identity)
    }

    /// Hands a proposal in. It is executed after every proposal that was handed in before, so this does not suspend.
    ///
    /// A proposal whose identifier is committed already is not executed again but answered as it was; one that is under
    /// way is answered with the same outcome. Either is a replay.
    public func submit(_ proposal: SignedProposal) -> PendingProposal {
        endorser.submit(proposal)
    }

    /// Signs a proposal of this process's own and hands it in, in the same order as every other. Where other endorsers
    /// are asked they verify the signature, and so does every audit; this peer does not verify what it has just signed.
    ///
    /// - Parameters:
    ///   - proposal: What is proposed.
    ///   - transient: What travels beside the proposal and is in no block, where the chaincode's values are private:
    ///     the arguments whose hashes the proposal has.
    ///   - creator: Who proposes it, and signs.
    public func submit(
        _ proposal: Proposal,
        with transient: TransientData? = nil,
        by creator: LocalCreator
    ) -> PendingProposal {
        endorser.submit(proposal, with: transient, by: creator)
    }

    /// Hands in a transaction that was endorsed elsewhere.
    ///
    /// It is ordered as it is; validation says whether what it read still holds. Behind one that changes the
    /// configuration everything waits until it is committed, and goes on under the configuration then in force.
    public func submit(_ envelope: Envelope) -> PendingProposal {
        endorser.submit(envelope)
    }

    /// The outcome of a proposal that was handed in before, once it is durable; `nil` if none with this identifier was.
    ///
    /// - Throws: ``PeerFailure``.
    public func recall(_ txid: Digest) async throws(PeerFailure) -> CommittedProposal? {
        try await endorser.recall(txid)
    }

    /// Executes a call on the committed state and records nothing.
    ///
    /// - Throws: ``PeerFailure``.
    public func evaluate(_ call: ChaincodeCall, of chaincode: String) async throws(PeerFailure) -> [UInt8] {
        try await endorser.evaluate(call, of: chaincode)
    }

    /// Waits until everything that was handed in is written; what is handed in later is refused.
    public func stop() async {
        await endorser.stop()
        await writer.drain()
        for endorser in endorsers { await endorser.stop() }
    }
}

/// Why a peer cannot start.
public enum PeerStartError: Error, Hashable, Sendable {
    /// The ledger has no configuration in force.
    case configuration(ConfigurationHistoryError)

    /// The ledger cannot be read.
    case ledger(ChainError)

    /// A certificate of the peer's own cannot serve for what it is meant, and why.
    case credential(String)
}

extension PeerStartError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .configuration(let error): "\(error)"
        case .ledger(let error): "\(error)"
        case .credential(let reason): reason
        }
    }
}
