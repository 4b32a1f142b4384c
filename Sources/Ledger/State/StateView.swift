/// A snapshot of the world state to read from: a store, a state in memory, or changes laid over either.
///
/// A view does not change while it is being read, so that a transaction sees one state (thesis, A.4.4).
public protocol StateView: Sendable {
    /// The value of a key with its version, or `nil` if the key has none.
    func value(of key: QualifiedKey) throws(StateError) -> VersionedValue?

    /// The keys from `from` up to and without `to`, with their values, in ascending order.
    func values(from: QualifiedKey, to: QualifiedKey) throws(StateError) -> [StateEntry]
}

/// A key of the world state with its value and version.
public struct StateEntry: Hashable, Sendable {
    /// The key.
    public let key: QualifiedKey

    /// The value and its version.
    public let value: VersionedValue

    /// Creates an entry.
    public init(_ key: QualifiedKey, _ value: VersionedValue) {
        self.key = key
        self.value = value
    }
}

/// The state could not be read.
public struct StateError: Error, Hashable, Sendable {
    /// What the store said, for people.
    public let message: String

    /// Creates an error with what the store said.
    public init(_ message: String) {
        self.message = message
    }
}

extension StateError: CustomStringConvertible {
    public var description: String { message }
}
