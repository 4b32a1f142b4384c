public import Allocation
public import AllocationContract
public import Units

/// A block of the ledger, as people look at it.
public struct RecordedBlock: Hashable, Sendable {
    /// Its number, from 0.
    public let number: Int

    /// When it was cut.
    public let time: Instant

    /// The hash of its header, in hexadecimal.
    public let hash: String

    /// Its transactions, in order.
    public let transactions: [RecordedTransaction]

    /// Creates a block.
    public init(number: Int, time: Instant, hash: String, transactions: [RecordedTransaction]) {
        self.number = number
        self.time = time
        self.hash = hash
        self.transactions = transactions
    }
}

/// A transaction of the ledger, as people look at it.
public struct RecordedTransaction: Hashable, Sendable {
    /// Its identifier in hexadecimal.
    public let id: String

    /// Its place in the ledger, from 0.
    public let number: Int

    /// Its block, and its place there.
    public let block: Int, index: Int

    /// What became of it: Fabric's code, and its name.
    public let code: Int, codeName: String

    /// The contract's function that was called.
    public let function: String

    /// When it was proposed.
    public let proposedAt: Instant

    /// The building that asked; `nil` where the controller itself did.
    public let building: BuildingID?

    /// What was decided: the allocations that changed, and the rule in force; `nil` where nothing was.
    public let decision: AllocationResponse?

    /// Creates a transaction.
    public init(
        id: String,
        number: Int,
        place: (block: Int, index: Int),
        code: (number: Int, name: String),
        call: (function: String, building: BuildingID?),
        proposedAt: Instant,
        decision: AllocationResponse?
    ) {
        self.id = id
        self.number = number
        (block, index) = place
        (self.code, codeName) = code
        (function, building) = call
        self.proposedAt = proposedAt
        self.decision = decision
    }

    /// Whether a building asked for it or was allocated something by it.
    public func concerns(_ building: BuildingID) -> Bool {
        self.building == building || decision?.allocations.contains { $0.building == building } ?? false
    }
}
