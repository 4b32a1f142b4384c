/// The changes that transactions make to the world state, the last one of each key: Fabric's update batch.
///
/// One implementation of "apply" for everybody: the state that waits for its block, the state on disk, recovery and
/// audit all take their changes from here.
public struct StateUpdates: Sendable {
    /// What becomes of a key.
    public struct Update: Hashable, Sendable {
        /// The new value, or `nil` if the key is deleted.
        public let value: [UInt8]?

        /// The transaction that does it.
        public let version: Version

        /// Creates an update.
        public init(value: [UInt8]?, version: Version) {
            self.value = value
            self.version = version
        }
    }

    /// The updates in the order of their keys.
    public private(set) var entries = SortedMap<QualifiedKey, Update>()

    /// Creates no updates.
    public init() {}

    /// Creates the updates that make a whole state.
    init(_ state: WorldState) {
        state.forEach { key, value in entries[key] = Update(value: value.value, version: value.version) }
    }

    /// Adds what a valid transaction of a chaincode wrote, over what earlier ones wrote.
    public mutating func record(_ writes: [KeyWrite], of chaincode: String, version: Version) {
        for write in writes {
            entries[QualifiedKey(write.key, in: chaincode)] = Update(value: write.value, version: version)
        }
    }

    /// Adds later updates over these.
    public mutating func merge(_ later: StateUpdates) {
        later.entries.forEach { key, update in entries[key] = update }
    }

    /// Forgets the updates that the given ones contain, as they are in the state below now; what a later transaction
    /// has updated since stays.
    public mutating func settle(_ applied: StateUpdates) {
        applied.entries.forEach { key, update in
            if entries[key]?.version == update.version { entries[key] = nil }
        }
    }
}

extension StateUpdates {
    /// Forgets the updates of a block: those that the state below has now, and those of transactions that turned out
    /// not to be valid and so have come to nothing.
    public mutating func settle(_ block: BlockDraft) {
        settle(block.updates)
        for (index, transaction) in block.transactions.enumerated() where transaction.code != .valid {
            let version = Version(block: block.header.number, transaction: index)
            let (envelope, chaincode) = (transaction.envelope, transaction.envelope.proposal.chaincode)
            for write in envelope.result.writes {
                let key = QualifiedKey(write.key, in: chaincode)
                if entries[key]?.version == version { entries[key] = nil }
            }
        }
    }
}

/// Updates laid over a state that does not have them yet.
public struct StateOverlay<Base: StateView>: StateView {
    /// The state below.
    public var base: Base

    /// What has changed since.
    public var updates: StateUpdates

    /// Lays updates over a state.
    public init(_ base: Base, updates: StateUpdates = StateUpdates()) {
        self.base = base
        self.updates = updates
    }

    public func value(of key: QualifiedKey) throws(StateError) -> VersionedValue? {
        guard let update = updates.entries[key] else { return try base.value(of: key) }
        return update.value.map { VersionedValue($0, version: update.version) }
    }

    public func values(from: QualifiedKey, to: QualifiedKey) throws(StateError) -> [StateEntry] {
        let below = try base.values(from: from, to: to)
        let above = updates.entries.entries(from: from, to: to)
        guard !above.isEmpty else { return below }
        var merged: [StateEntry] = []
        merged.reserveCapacity(below.count + above.count)
        var next = 0
        for (key, update) in above {
            while next < below.count, below[next].key < key {
                merged.append(below[next])
                next += 1
            }
            if next < below.count, below[next].key == key { next += 1 }
            if let value = update.value {
                merged.append(StateEntry(key, VersionedValue(value, version: update.version)))
            }
        }
        merged.append(contentsOf: below[next...])
        return merged
    }
}
