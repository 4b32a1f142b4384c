import Cryptography
public import Ledger
import Membership
public import Units

/// The committed state of an endorser.
public protocol ReplicaState: StateView, PrivateValues {
    /// The number of blocks that it has.
    var height: Int { get }

    /// The channel under the configuration that those blocks set.
    var channel: Channel { get }

    /// How far its chain goes and which one it is; `nil` where it is the peer's own.
    var end: ChainEnd? { get }

    /// Takes over the next block and returns its state updates.
    @discardableResult
    mutating func commit(_ block: CommittedBlock) throws(ReplicaError) -> StateUpdates
}

/// A replica cannot take over a block, and why.
public struct ReplicaError: Error, Hashable, Sendable {
    /// What is wrong.
    public let message: String

    /// Creates an error.
    public init(_ message: String) {
        self.message = message
    }
}

extension ReplicaError {
    /// The peer's chain is not the one that has been followed, and how they differ.
    static func anotherChain(_ difference: String) -> ReplicaError {
        ReplicaError("the controller's ledger is not the one that I endorsed: \(difference)")
    }
}

extension ReplicaError: CustomStringConvertible {
    public var description: String { message }
}

/// What an endorser asks before it executes a proposal that came from elsewhere.
public struct ProposalChecks: Sendable {
    /// How far a proposal's time may be from the endorser's clock.
    public var timeTolerance: Interval

    /// The time of day.
    public var clock: @Sendable () -> Instant

    /// Creates checks.
    public init(timeTolerance: Interval = .seconds(60), clock: @escaping @Sendable () -> Instant) {
        self.timeTolerance = timeTolerance
        self.clock = clock
    }
}

/// The endorser's side of the stream, as a machine: messages go in, answers come out, in order.
public struct EndorserReplica<State: ReplicaState> {
    private let credential: PeerCredential
    private let checks: ProposalChecks?
    private var pending: PendingState<State>
    private var identities: IdentityDirectory
    /// Since when the pending state is not the peer's, if it is not.
    private var divergence: String?

    /// Creates an endorser.
    ///
    /// - Parameters:
    ///   - credential: Who signs.
    ///   - chaincodes: What it executes.
    ///   - state: What it executes them on.
    ///   - checks: What it asks about proposals; `nil` where it shares the process, and so the peer's own checks.
    ///   - certificates: The certificates (DER) of those who signed so far, if the state has blocks.
    public init(
        credential: PeerCredential,
        chaincodes: [any Chaincode],
        state: State,
        checks: ProposalChecks?,
        certificates: [[UInt8]] = []
    ) {
        identities = IdentityDirectory(certificates: certificates)
        self.credential = credential
        self.checks = checks
        pending = PendingState(chaincodes: chaincodes, on: state)
    }

    /// The number of blocks that the replica has.
    public var height: Int { pending.base.height }

    /// The channel under the configuration that those blocks set.
    public var channel: Channel { pending.base.channel }

    /// Takes a message and returns the answers to it.
    ///
    /// - Throws: ``ReplicaError``, if a block is not the next one or not what its header says: nothing can be built on
    ///   this stream.
    public mutating func take(_ message: EndorserMessage) throws(ReplicaError) -> [EndorserReply] {
        switch message {
        case .history(let blocks):
            for block in blocks { try commit(block) }
            return [.at(height: height)]
        case .joined(let blocks, let end):
            for block in blocks { try commit(block) }
            if let difference = pending.base.end?.difference(from: end) { throw .anotherChain(difference) }
            void()
            return []
        case .proposal(let request):
            return endorse(request).map { [$0] } ?? []
        case .envelope(let envelope, let signers, let place):
            for signer in signers { identities.insert(signer) }
            follow(envelope, place)
            return []
        case .committed(let block):
            try commit(block)
            return []
        case .withdrawn:
            void()
            return []
        }
    }

    /// Has what the replica's blocks have changed kept, if that is not done yet.
    ///
    /// - Throws: What `keep` throws; then it is not kept.
    public mutating func keep(
        _ keep: (ReplicaProgress) throws(ChainError) -> Void
    ) throws(ChainError) where State == MemoryReplica {
        guard let progress = pending.base.progress else { return }
        try keep(progress)
        pending.base.keptAll()
    }

    /// The number of blocks that are not kept yet.
    public func unkeptBlocks() -> Int where State == MemoryReplica { pending.base.progress?.blocks ?? 0 }

    private mutating func void() {
        pending.reset()
        divergence = nil
    }

    private mutating func commit(_ block: CommittedBlock) throws(ReplicaError) {
        for certificate in block.certificates { identities.insert(der: certificate.der) }
        pending.settle(try pending.base.commit(block), of: block.identifiers)
    }

    /// Executes a proposal and signs what comes of it; no answer where it is committed already.
    private mutating func endorse(_ request: EndorsementRequest) -> EndorserReply? {
        guard request.place.block >= height else { return nil }
        if let divergence { return .declined(ticket: request.ticket, reason: divergence) }
        do {
            try check(request)
            let proposal = request.proposal.proposal
            let executed = try pending.execute(
                request.proposal,
                creator: request.creator,
                under: channel.configuration
            )
            let result = executed.result
            // The committed state may have gone past this transaction meanwhile: then nobody waits for the answer.
            guard request.place.block >= height else { return nil }
            let encoded = result.encoded
            let content = ContentHash(proposal: request.proposal.bytes, result: encoded)
            let isEqual = content == request.content
            if isEqual {
                pending.record(
                    result.writes,
                    of: proposal.chaincode,
                    place: request.place,
                    aside: executed.kept
                )
            } else {
                divergence = "its result of transaction \(request.place) was another one"
            }
            return .endorsed(
                ticket: request.ticket,
                try endorsement(of: content, with: isEqual ? nil : encoded)
            )
        } catch {
            divergence = "it declined transaction \(request.place)"
            return .declined(ticket: request.ticket, reason: "\(error)")
        }
    }

    private func check(_ request: EndorsementRequest) throws(PeerFailure) {
        guard let checks else { return }
        let proposal = request.proposal.proposal
        guard channel.isNamed(proposal.channel) else {
            throw .refused("the proposal is for channel '\(proposal.channel)'")
        }
        let now = checks.clock()
        guard abs((proposal.timestamp - now).milliseconds) <= checks.timeTolerance.milliseconds else {
            throw .timeOff(proposed: proposal.timestamp, peer: now)
        }
        guard request.creator.certificate.fingerprint == proposal.creator else {
            throw .refused("the creator's certificate is not the one that the proposal names")
        }
        if case .refused(let reason) = channel.membership.validate(request.creator, at: proposal.timestamp) {
            throw .refused("the creator's certificate is refused: \(reason)")
        }
        guard request.creator.hasSigned(request.proposal) else {
            throw .refused("the signature is not the creator's")
        }
    }

    private func endorsement(of content: ContentHash, with result: [UInt8]?) throws(PeerFailure) -> Endorsement {
        do {
            let fingerprint = credential.certificate.fingerprint
            let plain = try Endorsement(of: content, endorser: fingerprint, key: credential.key)
            return Endorsement(endorser: fingerprint, signature: plain.signature, result: result)
        } catch {
            throw .refused("the endorsement cannot be signed: \(error)")
        }
    }

    /// Sees a transaction that was endorsed elsewhere as validation will.
    private mutating func follow(_ envelope: Envelope, _ place: Version) {
        guard place.block >= height else { return }
        let proposal = envelope.proposal
        let endorsed = channel.check(envelope, signers: identities, at: checks?.clock() ?? proposal.timestamp)
        guard endorsed == .valid, (try? envelope.conflict(with: pending.overlay)) == .some(nil) else { return }
        pending.record(envelope.result.writes, of: proposal.chaincode, place: place)
    }
}
