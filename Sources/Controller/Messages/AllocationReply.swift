public import Allocation
public import AllocationContract

/// What a building is told: the answer to a demand, or a new split for another reason.
public struct AllocationReply: Hashable, Sendable {
    /// The building.
    public var building: BuildingID
    /// The request that is answered; `nil` for a push, or if the demand's id could not be read.
    public var requestID: RequestID?
    /// The outcome.
    public var status: ReplyStatus
    /// What was wrong and what to do, for people; `nil` with ``ReplyStatus/ok``.
    public var detail: String?
    /// The message that is answered, as far as it could be read.
    public var order: MessageOrder?
    /// The allocation in force, whatever the status.
    public var allocation: RecordedAllocation?
    /// How it stands with periods, where no period is open and the demand is refused for it.
    public var period: PeriodOutlook?
    /// Whether this answers a request that was answered before.
    public var isReplay: Bool
    /// What the sender of the demand wanted repeated.
    public var correlation: [UInt8]?
    /// How many messages are not answered one by one, where that is what is said: they came faster than they could be
    /// read, or than refusals could be sent. 0 in an answer to one message.
    public var unanswered: Int64

    /// Creates a reply.
    public init(
        building: BuildingID,
        requestID: RequestID?,
        status: ReplyStatus,
        detail: String? = nil,
        order: MessageOrder?,
        allocation: RecordedAllocation?,
        period: PeriodOutlook? = nil,
        isReplay: Bool = false,
        correlation: [UInt8]? = nil,
        unanswered: Int64 = 0
    ) {
        self.building = building
        self.requestID = requestID
        self.status = status
        self.detail = detail
        self.order = order
        self.allocation = allocation
        self.period = period
        self.isReplay = isReplay
        self.correlation = correlation
        self.unanswered = unanswered
    }
}

/// An allocation with the transaction that recorded it.
public struct RecordedAllocation: Hashable, Sendable {
    /// The building's allocation.
    public var allocation: BuildingAllocation
    /// Which rule was in force.
    public var mode: Mode
    /// The prices and the policy.
    public var tariff: Tariff
    /// The transaction; `nil` for an allocation that was read from the state when the controller started.
    public var transaction: TransactionReference?

    /// Creates a recorded allocation.
    public init(
        allocation: BuildingAllocation,
        mode: Mode,
        tariff: Tariff,
        transaction: TransactionReference?
    ) {
        self.allocation = allocation
        self.mode = mode
        self.tariff = tariff
        self.transaction = transaction
    }
}

/// Where a transaction stands on the ledger.
public struct TransactionReference: Hashable, Sendable {
    /// The transaction's id in hexadecimal.
    public var id: String
    /// The number of its block.
    public var height: Int
    /// Its place in the block, from 0.
    public var index: Int

    /// Creates a reference.
    public init(id: String, height: Int, index: Int) {
        self.id = id
        self.height = height
        self.index = index
    }
}

extension TransactionReference: Comparable {
    /// Transactions are ordered as they stand on the ledger.
    public static func < (left: TransactionReference, right: TransactionReference) -> Bool {
        left.height == right.height ? left.index < right.index : left.height < right.height
    }
}
