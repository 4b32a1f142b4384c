public import Cryptography

/// What whoever follows a chain keeps of it, so that it goes on where it was and follows no other one.
public struct ReplicaRecord: Sendable {
    /// The header of the last block, as it came.
    public let header: [UInt8]

    /// The right edge of the tree over all leaves.
    public let frontier: MerkleFrontier

    /// The configuration that the genesis block sets, encoded.
    public let founding: [UInt8]

    /// The configuration in force, encoded.
    public let configuration: [UInt8]

    /// The certificates (DER) of those who signed so far.
    public let certificates: [[UInt8]]

    /// The state after the last block.
    public let state: WorldState

    /// Values in force that a redaction has taken away.
    public let lost: LostValues

    /// The private values of which the state has hashes.
    public let values: [KeptPrivateValue]

    /// Creates a record.
    public init(
        header: [UInt8],
        frontier: MerkleFrontier,
        founding: [UInt8],
        configuration: [UInt8],
        certificates: [[UInt8]],
        state: WorldState,
        lost: LostValues,
        values: [KeptPrivateValue]
    ) {
        self.header = header
        self.frontier = frontier
        self.founding = founding
        self.configuration = configuration
        self.certificates = certificates
        self.state = state
        self.lost = lost
        self.values = values
    }
}

/// Which private values a replica keeps from some blocks on, and which it needs no more.
public struct PrivateValueChange: Sendable {
    /// Values of which the state has the hash now.
    public var kept: [KeptPrivateValue] = []

    /// The hashes of values that were overwritten.
    public var dropped: [Digest] = []

    /// Nothing changes.
    public init() {}

    /// Adds what later blocks change.
    mutating func merge(_ later: PrivateValueChange) {
        kept += later.kept
        dropped += later.dropped
    }
}

/// What some blocks change of a ``ReplicaRecord``.
public struct ReplicaProgress: Sendable {
    /// The header of the last of them, as it came.
    public var header: [UInt8]

    /// The right edge of the tree after them.
    public var frontier: MerkleFrontier

    /// What they change of the state.
    public var updates: StateUpdates

    /// The certificates that they bring; some may be known.
    public var certificates: [NewCertificate]

    /// The configuration that the genesis block sets, encoded; `nil` if it is not among them.
    public var founding: [UInt8]?

    /// The configuration in force after them, encoded; `nil` if it is the one before them.
    public var configuration: [UInt8]?

    /// Values in force that a redaction has taken away; `nil` if they are those before them.
    public var lost: LostValues?

    /// What they change of the private values.
    public var values: PrivateValueChange

    /// The number of blocks.
    public var blocks: Int

    /// Creates the progress of one block.
    public init(
        header: [UInt8],
        frontier: MerkleFrontier,
        updates: StateUpdates,
        certificates: [NewCertificate],
        founding: [UInt8]? = nil,
        configuration: [UInt8]? = nil,
        lost: LostValues? = nil,
        values: PrivateValueChange = PrivateValueChange()
    ) {
        self.header = header
        self.frontier = frontier
        self.updates = updates
        self.certificates = certificates
        self.founding = founding
        self.configuration = configuration
        self.lost = lost
        self.values = values
        blocks = 1
    }

    /// Adds what later blocks change.
    public mutating func merge(_ later: ReplicaProgress) {
        header = later.header
        frontier = later.frontier
        updates.merge(later.updates)
        certificates += later.certificates
        founding = founding ?? later.founding
        configuration = later.configuration ?? configuration
        lost = later.lost ?? lost
        values.merge(later.values)
        blocks += later.blocks
    }
}

/// Where a ``ReplicaRecord`` is kept.
public protocol ReplicaStorage: Sendable {
    /// Where it is, for people.
    var place: String { get }

    /// What has been kept; `nil` if nothing has.
    func load() throws(ChainError) -> ReplicaRecord?

    /// Keeps progress, all of it or nothing. When this returns it is durable.
    func keep(_ progress: ReplicaProgress) throws(ChainError)

    /// Gives it up.
    func close() throws(ChainError)
}
