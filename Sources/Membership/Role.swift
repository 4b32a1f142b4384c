/// What an identity is in the network, written as an `OU` of its certificate (Fabric's NodeOUs).
public enum Role: String, CaseIterable, Hashable, Sendable {
    /// Proposes transactions.
    case client

    /// Executes proposals, endorses results and keeps the ledger.
    case peer

    /// Orders transactions into blocks.
    case orderer

    /// Signs changes of the configuration.
    case admin
}

extension Role: Comparable {
    /// Roles are ordered by their names, the same on every machine.
    public static func < (left: Role, right: Role) -> Bool {
        left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
    }
}

extension Role: CustomStringConvertible {
    public var description: String { rawValue }
}
