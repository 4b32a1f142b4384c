public import Cryptography

/// The private values that are in force at a snapshot, which has their hashes: whoever is to execute calls behind it
/// needs them all.
public struct SnapshotValues: Sendable {
    /// Whether the snapshot's ledger has hashes in place of values.
    public let arePrivate: Bool

    /// The hashes that the state has, by their keys in order.
    public let needed: [(key: QualifiedKey, hash: Digest)]

    /// Looks which values a snapshot has the hashes of.
    ///
    /// - Throws: `StateError`, if the state cannot be read.
    public init(of snapshot: LedgerSnapshot) throws(StateError) {
        let reader = PrivateReader(of: snapshot, values: nil)
        arePrivate = reader.hasPrivateValues
        needed = try reader.valuesInForce(in: snapshot.state)
    }

    /// Picks out of values that somebody has handed over those that are in force. One that does not have the hash that
    /// it is said to have counts for nothing.
    ///
    /// - Returns: The values, and the keys whose values are not among them.
    public func pick(from given: [KeptPrivateValue]) -> (values: [KeptPrivateValue], missing: [QualifiedKey]) {
        let wanted = Set(needed.map(\.hash))
        let values = given.filter { wanted.contains($0.hash) && $0.value.hash == $0.hash }
        let shown = Set(values.map(\.hash))
        return (values, needed.filter { !shown.contains($0.hash) }.map(\.key))
    }
}
