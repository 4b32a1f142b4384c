/// The latest value of every key, in memory: for replay, audit and tests.
public struct WorldState: Sendable {
    private var values = SortedMap<QualifiedKey, VersionedValue>()

    /// Creates the state before the first block.
    public init() {}

    /// Takes a state from its entries; `nil` if their keys do not ascend.
    public init?(ascending entries: [StateEntry]) {
        guard zip(entries, entries.dropFirst()).allSatisfy({ $0.key < $1.key }) else { return nil }
        for entry in entries { values[entry.key] = entry.value }
    }

    /// The number of keys.
    public var count: Int { values.count }

    /// Applies the updates of a block.
    public mutating func apply(_ updates: StateUpdates) {
        updates.entries.forEach { key, update in
            values[key] = update.value.map { VersionedValue($0, version: update.version) }
        }
    }

    /// Calls `body` with every key and value in the order of the keys.
    public func forEach<Failure: Error>(
        _ body: (QualifiedKey, VersionedValue) throws(Failure) -> Void
    ) throws(Failure) {
        try values.forEach(body)
    }
}

extension WorldState: StateView {
    public func value(of key: QualifiedKey) throws(StateError) -> VersionedValue? {
        values[key]
    }

    public func values(from: QualifiedKey, to: QualifiedKey) throws(StateError) -> [StateEntry] {
        values.entries(from: from, to: to).map { StateEntry($0.key, $0.value) }
    }
}
