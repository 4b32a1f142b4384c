public import Ledger
public import Membership

/// An endorser beside the peer's own: another organisation's, in this process or in another one (thesis, A.3.2).
///
/// The peer and the endorser talk over one ordered stream in each direction. The endorser keeps a replica of the state.
/// It is told of every committed block and, in endorsing order, of every transaction with which the peer's pending
/// state grows; it executes each on its own pending state and signs its own result. So it endorses transactions that
/// depend on others that are not committed yet, and signs nothing that it has not computed.
///
/// How a stream goes:
///
/// 1. The endorser says how far its replica has come: ``EndorserReply/at(height:)``. It says so again whenever its
///    connection was lost; the peer takes every such reply as a new beginning.
/// 2. The peer sends the blocks that the replica lacks, some at a time (``EndorserMessage/history(_:)``), and the
///    endorser answers each time with the height that it has then.
/// 3. When few are missing the peer lets its pending state run empty, sends the rest with
///    ``EndorserMessage/joined(_:end:)``, and from then on everything else, as it happens.
///    An endorser that has followed another chain, or this one further, says so and ends the stream.
/// 4. Where an endorser's result differs, its answer carries it (`Endorsement.result`). Its pending state is not the
///    peer's any more, so it declines until it is ``EndorserMessage/joined(_:end:)`` again.
public protocol EndorsingPeer: Sendable {
    /// Who signs.
    var identity: Identity { get }

    /// Whether it runs in this process, so that its signatures need not be verified again.
    var isLocal: Bool { get }

    /// Begins the stream; called once.
    func start(_ session: EndorsingSession)

    /// Sends a message, behind every one sent before, and does not wait. What cannot be sent is given up with the
    /// connection: the endorser begins anew with ``EndorserReply/at(height:)``.
    func send(_ message: EndorserMessage)

    /// Ends the stream.
    func stop() async
}

/// What an endorser is given when its stream begins.
public struct EndorsingSession: Sendable {
    /// The channel under the configuration in force at the peer's present height.
    public let channel: Channel

    /// The channel as its genesis block founds it, for a replica that begins without blocks.
    public let genesis: Channel

    /// The members under the configuration in force, at any moment.
    public let membership: @Sendable () -> Membership

    /// The number of blocks that the peer has made durable, at any moment: what is asked about an older one is moot.
    public let height: @Sendable () -> Int

    /// Takes the endorser's answers, in order, from any thread.
    public let answer: @Sendable (EndorserReply) -> Void
}

/// What a peer tells an endorser.
public enum EndorserMessage: Sendable {
    /// Blocks that the replica lacks, in order. The endorser answers with its new height.
    case history([CommittedBlock])

    /// The last blocks that the replica lacks, and how far the chain goes with them. Nothing is pending: the pending
    /// state is empty on both sides.
    case joined([CommittedBlock], end: ChainEnd)

    /// The peer has executed a proposal and given it its place; the endorser is asked for its own result.
    case proposal(EndorsementRequest)

    /// A transaction that was endorsed elsewhere has taken its place in the order; with those who signed it.
    case envelope(Envelope, signers: [Identity], place: Version)

    /// A block is committed.
    case committed(CommittedBlock)

    /// What is pending is void; what comes next builds on the last block.
    case withdrawn
}

/// A proposal to execute and to endorse.
public struct EndorsementRequest: Sendable {
    /// Names the request in the answer.
    public let ticket: Int

    /// The proposal.
    public let proposal: SignedProposal

    /// Who made it; the chain may not have the certificate yet.
    public let creator: Identity

    /// The block and the place there that the transaction will have: the version of what it writes.
    public let place: Version

    /// The hash of the proposal and of the peer's result.
    public let content: ContentHash

    /// Creates a request.
    public init(ticket: Int, proposal: SignedProposal, creator: Identity, place: Version, content: ContentHash) {
        self.ticket = ticket
        self.proposal = proposal
        self.creator = creator
        self.place = place
        self.content = content
    }
}

/// What an endorser answers.
public enum EndorserReply: Sendable {
    /// The replica has that many blocks and waits for the next one.
    case at(height: Int)

    /// The endorser's signature under its own result; with the result, where it is not the peer's.
    case endorsed(ticket: Int, Endorsement)

    /// The endorser will not sign, and why.
    case declined(ticket: Int, reason: String)

    /// The endorser cannot be reached, and why; what it was asked it does not answer.
    case lost(reason: String)
}
