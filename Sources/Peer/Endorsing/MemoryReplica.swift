public import Ledger

/// A replica in memory that believes no block: each must follow from the one before, be what its header says, and be
/// signed by an orderer of the channel.
public struct MemoryReplica: ReplicaState {
    private let channel: Channel
    private var replay = LedgerReplay()
    private var identities = IdentityDirectory()

    /// Creates a replica without blocks.
    public init(channel: Channel) {
        self.channel = channel
    }

    public var height: Int { replay.tip.height }

    public mutating func commit(_ block: CommittedBlock) throws(ReplicaError) {
        for certificate in block.certificates { identities.insert(der: certificate.der) }
        let stored = block.stored
        let replayed: ReplayedBlock
        do {
            replayed = try replay.tip.replay(stored)
        } catch {
            throw ReplicaError("\(error)")
        }
        let time = replayed.draft.header.time
        if let problem = channel.problem(with: replayed.seal, of: stored.header, signers: identities, at: time) {
            throw ReplicaError("block \(stored.number): \(problem)")
        }
        replay.apply(replayed)
    }

    public func value(of key: QualifiedKey) throws(StateError) -> VersionedValue? {
        try replay.state.value(of: key)
    }

    public func values(from: QualifiedKey, to: QualifiedKey) throws(StateError) -> [StateEntry] {
        try replay.state.values(from: from, to: to)
    }
}

/// The peer's own state, for an endorser in its process: it is as far as the peer is, which may be further than the
/// stream.
struct SharedReplica<Storage: LedgerStorage>: ReplicaState {
    let storage: Storage
    let peerHeight: @Sendable () -> Int

    var height: Int { peerHeight() }

    mutating func commit(_ block: CommittedBlock) throws(ReplicaError) {}

    func value(of key: QualifiedKey) throws(StateError) -> VersionedValue? {
        try storage.value(of: key)
    }

    func values(from: QualifiedKey, to: QualifiedKey) throws(StateError) -> [StateEntry] {
        try storage.values(from: from, to: to)
    }
}
