public import Cryptography
public import Ledger

/// A state that a store keeps beside its chain: everything in it follows from the chain, and level 3 sees that it does.
public protocol StoredState: Sendable {
    /// The name of the file, for people.
    var name: String { get }

    /// How many blocks the state has, and the hash of the last; `nil` before the first.
    func savepoint() throws(ChainError) -> (height: Int, hash: Digest)?

    /// Calls `body` with every key and value in the order of the keys, until it returns false.
    func forEach(_ body: (QualifiedKey, VersionedValue) -> Bool) throws(ChainError)
}

/// Compares a stored state with the one that was rebuilt, when the audit comes to the block that it ends with.
struct StoredStateCheck {
    private let stored: (any StoredState)?
    private let savepoint: (height: Int, hash: Digest)?

    /// Prepares the comparison. A state that ends before the snapshot from which an audit begins is not compared.
    init(_ stored: (any StoredState)?, from base: LedgerSnapshot? = nil) throws(ChainError) {
        let savepoint = try stored?.savepoint()
        let isReached = savepoint.map { $0.height >= base?.tip.height ?? 0 } ?? false
        self.stored = isReached ? stored : nil
        self.savepoint = isReached ? savepoint : nil
    }

    /// The number of blocks after which the rebuilt state is needed.
    var height: Int? { savepoint?.height }

    /// Compares the stored state with the one that was rebuilt after the same number of blocks, at the chain's end.
    func compare(_ kept: (state: WorldState, hash: Digest, lost: Set<QualifiedKey>)?, height: Int) throws(Stop) {
        guard let stored, let savepoint, savepoint.height > 0 else { return }
        guard let (state, hash, lost) = kept else {
            let found = "of \(savepoint.height) blocks"
            throw .divergence(Divergence(of: stored, nil, "of at most \(height) blocks", found))
        }
        guard savepoint.hash == hash else {
            let expected = "of block \(savepoint.height - 1) with hash \(hash.hex)"
            throw .divergence(Divergence(of: stored, nil, expected, "with hash \(savepoint.hash.hex)"))
        }
        var rebuilt: [(QualifiedKey, VersionedValue)] = []
        rebuilt.reserveCapacity(state.count)
        state.forEach { rebuilt.append(($0, $1)) }
        var next = 0
        var found: Divergence?
        do {
            try stored.forEach { key, value in
                let expected = next < rebuilt.count ? rebuilt[next] : nil
                next += 1
                if let expected, expected.0 == key, expected.1 == value { return true }
                // Of a value that a redaction took away from the chain the version is known, and no more.
                if let expected, expected.0 == key, lost.contains(key), expected.1.version == value.version {
                    return true
                }
                found = Divergence(of: stored, expected, (key, value))
                return false
            }
        } catch {
            throw .unreadable(error)
        }
        if found == nil, next < rebuilt.count { found = Divergence(of: stored, rebuilt[next], nil) }
        if let found { throw .divergence(found) }
    }
}

extension Divergence {
    fileprivate init(of stored: any StoredState, _ key: QualifiedKey?, _ expected: String, _ found: String) {
        self.init(
            level: .state,
            place: .file(stored.name, part: nil),
            subject: "state",
            key: key,
            expected: expected,
            found: found,
            reason: "the state follows from the chain; ledger rebuild makes it anew"
        )
    }

    /// The lower of two keys that should be one, or the key whose values differ.
    fileprivate init(
        of stored: any StoredState,
        _ expected: (QualifiedKey, VersionedValue)?,
        _ found: (QualifiedKey, VersionedValue)?
    ) {
        let key = [expected?.0, found?.0].compactMap(\.self).min()
        let text = { (entry: (QualifiedKey, VersionedValue)?) in
            guard let entry, entry.0 == key else { return "no value" }
            return "\(ValueText.of(entry.1.value)) of version \(entry.1.version)"
        }
        self.init(of: stored, key, text(expected), text(found))
    }
}
