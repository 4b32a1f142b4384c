public import Cryptography
public import Ledger

/// A replica in memory that believes no block: each must follow from the one before, be what its header says, and be
/// signed by an orderer of the channel; and a configuration must be one that the configuration before it allows.
public struct MemoryReplica: ReplicaState {
    public private(set) var channel: Channel
    private var replay = LedgerReplay()
    private var identities = IdentityDirectory()
    private var lost = LostValues()
    private var unkept: ReplicaProgress?
    /// The values of which the state has hashes.
    private var values: [Digest: PrivateValue] = [:]

    /// Creates a replica without blocks.
    ///
    /// - Parameter channel: The channel as its genesis block founds it.
    public init(channel: Channel) {
        self.channel = channel
    }

    /// Goes on with what was kept.
    ///
    /// - Throws: ``ReplicaError``, if its parts do not belong together.
    public init(_ record: ReplicaRecord) throws(ReplicaError) {
        do {
            let header = try BlockHeader(encoded: record.header)
            guard record.frontier.size == header.firstLeaf + header.count, record.frontier.root == header.ledgerRoot
            else { throw ReplicaError("the tree is not that of block \(header.number)") }
            channel = try Channel(ChannelConfiguration(encoded: record.configuration))
            let tip = ChainTip(header, hash: BlockHeader.hash(of: record.header), frontier: record.frontier)
            replay = LedgerReplay(tip: tip, state: record.state)
        } catch let error as ReplicaError {
            throw error
        } catch {
            throw ReplicaError("\(error)")
        }
        identities = IdentityDirectory(certificates: record.certificates)
        lost = record.lost
        for kept in record.values { values[kept.hash] = kept.value }
    }

    public var height: Int { replay.tip.height }

    public var end: ChainEnd? { ChainEnd(replay.tip) }

    /// What is not kept anywhere yet.
    var progress: ReplicaProgress? { unkept }

    /// Takes note that everything is kept.
    mutating func keptAll() { unkept = nil }

    @discardableResult
    public mutating func commit(_ block: CommittedBlock) throws(ReplicaError) -> StateUpdates {
        let stored = block.stored
        if let header = try? BlockHeader(encoded: stored.header), let problem = end?.problem(with: header) {
            throw .anotherChain(problem)
        }
        for certificate in block.certificates { identities.insert(der: certificate.der) }
        let replayed: ReplayedBlock
        do {
            replayed = try replay.tip.replay(stored)
        } catch {
            throw ReplicaError("\(error)")
        }
        let time = replayed.header.time
        if let problem = channel.problem(with: replayed.seal, of: stored.header, signers: identities, at: time) {
            throw ReplicaError("block \(stored.number): \(problem)")
        }
        let next = try self.channel(after: replayed)
        let values = keepValues(of: block, writing: replayed.updates)
        replay.apply(replayed)
        note(replayed, bringing: block.certificates, values, channel: next)
        channel = next
        return replayed.updates
    }

    /// Notes what is to be kept of a block.
    private mutating func note(
        _ block: ReplayedBlock,
        bringing certificates: [NewCertificate],
        _ values: PrivateValueChange,
        channel: Channel
    ) {
        let before = lost
        lost.follow(block)
        let isFirst = block.header.number == 0
        let isChanged = isFirst || channel.configuration.sequence != self.channel.configuration.sequence
        let configuration = isChanged ? channel.configuration.encoded : nil
        let progress = ReplicaProgress(
            header: block.headerBytes,
            frontier: block.tip.frontier,
            updates: block.updates,
            certificates: certificates,
            founding: isFirst ? configuration : nil,
            configuration: configuration,
            lost: lost == before ? nil : lost,
            values: values
        )
        if unkept == nil { unkept = progress } else { unkept?.merge(progress) }
    }

    /// Keeps the values of what a block writes in the place of those of what it overwrites. A value that does not have
    /// the hash is not taken: it would be missed, and never believed.
    private mutating func keepValues(of block: CommittedBlock, writing updates: StateUpdates) -> PrivateValueChange {
        var change = PrivateValueChange()
        let brought = block.privateValues
        guard !brought.isEmpty || !values.isEmpty else { return change }
        updates.entries.forEach { key, _ in
            guard let old = (try? replay.state.value(of: key)).flatMap({ Digest($0.value) }) else { return }
            if values.removeValue(forKey: old) != nil { change.dropped.append(old) }
        }
        let written = updates.hashes
        for entry in brought where written.contains(entry.hash) {
            values[entry.hash] = entry.value
            change.kept.append(entry)
        }
        return change
    }

    public func privateValue(of hash: Digest) throws(StateError) -> PrivateValue? { values[hash] }

    /// The channel after a block; a block that changes the configuration has to be allowed to.
    private func channel(after block: ReplayedBlock) throws(ReplicaError) -> Channel {
        let number = block.header.number
        guard block.header.configurationBlock == number, let transaction = block.transactions.first?.whole else {
            return channel
        }
        let envelope = transaction.envelope
        guard number > 0 else {
            guard (try? ConfigurationTransaction.configuration(envelope)) == channel.configuration else {
                throw ReplicaError("block 0 founds another channel than '\(channel.configuration.channel)'")
            }
            return channel
        }
        let isAlone = block.transactions.count == 1
        let code = channel.check(envelope, signers: identities, at: block.header.time, isAlone: isAlone)
        guard code == .valid else {
            throw ReplicaError("block \(number): its configuration is not one that the one before it allows: \(code)")
        }
        return channel.after([transaction])
    }

    public func value(of key: QualifiedKey) throws(StateError) -> VersionedValue? {
        try lost.check(key)
        return try replay.state.value(of: key)
    }

    public func values(from: QualifiedKey, to: QualifiedKey) throws(StateError) -> [StateEntry] {
        try lost.check(from: from, to: to)
        return try replay.state.values(from: from, to: to)
    }
}

/// The peer's own state, for an endorser in its process: it is as far as the peer is, which may be further than the
/// stream. The configuration is the stream's.
struct SharedReplica<Storage: LedgerStorage>: ReplicaState {
    let storage: Storage
    let peerHeight: @Sendable () -> Int
    private(set) var channel: Channel

    init(storage: Storage, peerHeight: @escaping @Sendable () -> Int, channel: Channel) {
        self.storage = storage
        self.peerHeight = peerHeight
        self.channel = channel
    }

    var height: Int { peerHeight() }

    /// The chain is the peer's own.
    var end: ChainEnd? { nil }

    mutating func commit(_ block: CommittedBlock) throws(ReplicaError) -> StateUpdates {
        do {
            channel = try block.channel(after: channel)
            return try block.updates()
        } catch {
            throw ReplicaError("\(error)")
        }
    }

    func value(of key: QualifiedKey) throws(StateError) -> VersionedValue? {
        try storage.value(of: key)
    }

    func privateValue(of hash: Digest) throws(StateError) -> PrivateValue? { try storage.privateValue(of: hash) }

    func values(from: QualifiedKey, to: QualifiedKey) throws(StateError) -> [StateEntry] {
        try storage.values(from: from, to: to)
    }
}
