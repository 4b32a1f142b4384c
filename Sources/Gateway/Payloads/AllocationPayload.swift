public import Allocation
public import Units

/// What a building is told (`bld/<b>/alloc`, and retained in `bld/<b>/alloc/current`): the outcome of its demand, or of
/// something else that changed its allocation, and the allocation in force, whatever the outcome.
public struct AllocationPayload: Hashable, Sendable {
    /// `request_id`: the request that is answered, in canonical form; `nil` if none is, or it could not be read.
    public var requestID: String?

    /// `bld`: the building.
    public var building: BuildingID

    /// `epoch` of the message that is answered.
    public var epoch: Int64?

    /// `seq` of the message that is answered.
    public var sequence: Int64?

    /// `status`: the outcome.
    public var status: ReplyCode

    /// The allocation in force; `nil` if the building has none, because it is no member.
    public var allocation: AllocationInForce?

    /// `tx`: the transaction that recorded the allocation; `nil` if it is not known.
    public var transaction: TransactionPlace?

    /// `period`: how it stands with periods, where the demand is refused because none is open.
    public var period: PeriodState?

    /// `replay`: whether this answers a request that was answered before. All other bytes are then the same.
    public var isReplay: Bool

    /// Creates a reply.
    public init(
        requestID: String?,
        building: BuildingID,
        epoch: Int64?,
        sequence: Int64?,
        status: ReplyCode,
        allocation: AllocationInForce?,
        transaction: TransactionPlace?,
        period: PeriodState? = nil,
        isReplay: Bool = false
    ) {
        self.period = period
        self.requestID = requestID
        self.building = building
        self.epoch = epoch
        self.sequence = sequence
        self.status = status
        self.allocation = allocation
        self.transaction = transaction
        self.isReplay = isReplay
    }
}

/// An allocation as a building is told it.
public struct AllocationInForce: Hashable, Sendable {
    /// `bands`: what each server gives at which price; servers that give nothing may be left out.
    public var bands: [Band]

    /// `currency` of the prices, ISO 4217.
    public var currency: String

    /// `policy`: the rule that the members agreed on.
    public var policy: PolicyKind

    /// `mode`: the rule in force.
    public var mode: ModeName

    /// `limited_by`: why it is not served wholly from grid-contract; names in kebab-case.
    public var limitedBy: [String]

    /// `inputs`: how good what the allocation rests on is.
    public var inputs: InputQuality

    /// `valid_until`: when the lease ends; `nil` if there is none.
    public var validUntil: Instant?

    /// Creates an allocation.
    public init(
        bands: [Band],
        currency: String,
        policy: PolicyKind,
        mode: ModeName,
        limitedBy: [String],
        inputs: InputQuality,
        validUntil: Instant?
    ) {
        self.bands = bands
        self.currency = currency
        self.policy = policy
        self.mode = mode
        self.limitedBy = limitedBy
        self.inputs = inputs
        self.validUntil = validUntil
    }

    /// `allocated_w`: the sum of the bands.
    public var allocated: Power { bands.reduce(.zero) { $0 + $1.power } }
}

/// A server's part in an allocation.
public struct Band: Hashable, Sendable {
    /// `band`: the server.
    public var server: Server

    /// `w`: the power it gives.
    public var power: Power

    /// `price`: what a kilowatt-hour of it costs.
    public var price: Price

    /// Creates a band.
    public init(server: Server, power: Power, price: Price) {
        self.server = server
        self.power = power
        self.price = price
    }
}

/// Where a transaction stands on the ledger (`tx`).
public struct TransactionPlace: Hashable, Sendable {
    /// `id`: the transaction's id in hexadecimal.
    public var id: String

    /// `height`: the number of its block.
    public var height: Int64

    /// `index`: its place in the block, from 0.
    public var index: Int64

    /// Creates a place.
    public init(id: String, height: Int64, index: Int64) {
        self.id = id
        self.height = height
        self.index = index
    }
}

/// The rule in force, as it stands in `mode`.
public enum ModeName: String, Hashable, Sendable, CaseIterable {
    /// Each building within its own band, rate and battery energy.
    case strict

    /// First come, first served over the whole cluster.
    case noBounds = "no-bounds"

    /// The buildings' own strict bands, because the controller cannot decide.
    case failSafe = "fail-safe"
}

/// How good what an allocation rests on is (`inputs`).
public enum InputQuality: String, Hashable, Sendable, CaseIterable {
    /// The building's demand is within its lease.
    case fresh

    /// The building is silent, and its band is reserved.
    case stale

    /// Part of it was estimated over a time of silence.
    case estimated
}
