import Ledger
import Synchronization

/// The values of the keys that were read or written last, so that a hot key is not asked of SQLite again and again.
///
/// It says what the store says: a value that is read while a block is applied is not kept, for it may be the old one.
final class StateCache: Sendable {
    private struct Contents {
        var values: [QualifiedKey: VersionedValue?] = [:]
        var generation = 0
    }

    private let contents = Mutex(Contents())
    private let limit: Int

    /// Creates a cache of that many keys at most; when it is full it begins anew.
    init(limit: Int) {
        self.limit = limit
    }

    /// The value of a key, from the cache or read and kept.
    func value(
        of key: QualifiedKey,
        read: () throws(StateError) -> VersionedValue?
    ) throws(StateError) -> VersionedValue? {
        let (kept, generation) = contents.withLock { ($0.values[key], $0.generation) }
        if let kept { return kept }
        let value = try read()
        contents.withLock { contents in
            guard contents.generation == generation else { return }
            if contents.values.count >= limit { contents.values.removeAll(keepingCapacity: true) }
            contents.values[key] = .some(value)
        }
        return value
    }

    /// Takes over what the store has just been given.
    func apply(_ updates: StateUpdates) {
        contents.withLock { contents in
            contents.generation += 1
            if contents.values.count + updates.entries.count > limit {
                contents.values.removeAll(keepingCapacity: true)
            }
            updates.entries.forEach { key, update in
                // Of a key that is deleted nothing is kept: each request has a key of its own, which is not read again.
                if let value = update.value {
                    contents.values[key] = .some(VersionedValue(value, version: update.version))
                } else {
                    contents.values.removeValue(forKey: key)
                }
            }
        }
    }
}
