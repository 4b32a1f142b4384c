import Ledger

/// The keys of the allocation contract's state.
enum ContractKeys {
    /// The guard: the cluster's record with the transaction that wrote it.
    ///
    /// Every call reads it, and every call that writes anything writes it, so its version stands for the whole state.
    static let cluster: StateKey = "cluster"

    /// The period's terms, as ``PeriodTerms/encoded``.
    static let terms: StateKey = "terms"

    /// A building's record: the prefix and its index.
    static func building(_ index: Int) -> StateKey { buildings.appending(UInt64(index)) }

    /// A request's record: the prefix and its sequence number.
    static func request(_ sequence: Int64) -> StateKey { requests.appending(UInt64(sequence)) }

    static let buildings: StateKey = "b/"
    static let requests: StateKey = "r/"
}
