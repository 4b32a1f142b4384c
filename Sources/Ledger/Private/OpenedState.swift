public import Cryptography

/// A state that has hashes, as the chaincode sees it: with the values that they stand for.
public struct OpenedState<Base: StateView, Values: PrivateValues>: StateView {
    private let base: Base
    private let values: Values

    /// Lays values over a state of hashes.
    public init(_ base: Base, values: Values) {
        self.base = base
        self.values = values
    }

    public func value(of key: QualifiedKey) throws(StateError) -> VersionedValue? {
        guard let found = try base.value(of: key) else { return nil }
        return try open(found, of: key)
    }

    public func values(from: QualifiedKey, to: QualifiedKey) throws(StateError) -> [StateEntry] {
        try base.values(from: from, to: to).map { entry throws(StateError) in
            StateEntry(entry.key, try open(entry.value, of: entry.key))
        }
    }

    private func open(_ found: VersionedValue, of key: QualifiedKey) throws(StateError) -> VersionedValue {
        let place = "of '\(key)', which block \(found.version.block), transaction \(found.version.transaction) wrote,"
        do throws(PrivateValueProblem) {
            return VersionedValue(try values.opened(found.value), version: found.version)
        } catch {
            throw StateError("the value \(place) \(error)")
        }
    }
}

/// Why a hash of the ledger cannot be opened.
public enum PrivateValueProblem: Error, Hashable, Sendable {
    /// What stands in the ledger is no hash.
    case noHash

    /// The value is not here.
    case missing

    /// The value that is here has another hash.
    case wrong

    /// What holds the values cannot be read.
    case unreadable(StateError)
}

extension PrivateValueProblem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noHash: "is no hash of a private value; audit the ledger"
        case .missing:
            "is private and not here: the operator has it in the ledger's private.db, and shows it with 'commonwatt "
                + "ledger reveal'"
        case .wrong: "is private, and what is kept of it does not have its hash: restore private.db from a copy"
        case .unreadable(let error): "is private and cannot be read: \(error)"
        }
    }
}

extension PrivateValues {
    /// The value that stands behind the bytes of a hash.
    ///
    /// - Throws: ``PrivateValueProblem``.
    public func opened(_ hash: [UInt8]) throws(PrivateValueProblem) -> [UInt8] {
        guard let hash = Digest(hash) else { throw .noHash }
        let found: PrivateValue?
        do { found = try privateValue(of: hash) } catch { throw .unreadable(error) }
        guard let found else { throw .missing }
        guard found.hash == hash else { throw .wrong }
        return found.value
    }
}

extension StateUpdates {
    /// What the new values are hashes of private values by, where the chaincode's values are private.
    package var hashes: Set<Digest> {
        var hashes: Set<Digest> = []
        entries.forEach { _, update in
            if let hash = update.value.flatMap({ Digest($0) }) { hashes.insert(hash) }
        }
        return hashes
    }
}

extension Envelope {
    /// The hashes of private values that a transaction has, in a channel where it has hashes: of its arguments, of what
    /// it wrote, and of its answer.
    public var privateHashes: [Digest] {
        (proposal.arguments + result.writes.compactMap(\.value) + [result.response]).compactMap { Digest($0) }
    }

    /// The same transaction saying the values that its hashes stand for. Its bytes, and so its identifier, signatures
    /// and content, are those of the ledger.
    ///
    /// - Throws: ``PrivateValueProblem`` for the first one that cannot be opened.
    public func opened(by values: some PrivateValues) throws(PrivateValueProblem) -> Envelope {
        Envelope(
            self,
            arguments: try proposal.arguments.map { hash throws(PrivateValueProblem) in try values.opened(hash) },
            result: TransactionResult(
                reads: result.reads,
                ranges: result.ranges,
                writes: try result.writes.map { write throws(PrivateValueProblem) in
                    guard let hash = write.value else { return write }
                    return KeyWrite(key: write.key, value: try values.opened(hash))
                },
                response: try values.opened(result.response)
            )
        )
    }
}
