public import AllocationContract
public import Units

/// The ledger as the controller sees it.
public protocol AllocationLedger: Sendable {
    /// Hands in a call. Calls are executed in the order in which they are handed in, so this does not suspend.
    ///
    /// - Parameters:
    ///   - call: What the contract is to do.
    ///   - key: What makes the call unique: a call with a known key is not executed again but answered as it was.
    ///   - instant: The call's time.
    func enqueue(_ call: AllocationCall, key: CallKey, at instant: Instant) -> any PendingCall

    /// The outcome of the call that was handed in with a key before; ``CallFailure/unknown`` if there was none.
    func recall(_ key: CallKey) -> any PendingCall

    /// How things stand, without a transaction; `nil` if no period is open.
    ///
    /// - Throws: ``CallFailure`` if the ledger cannot say.
    func current() async throws(CallFailure) -> AllocationResponse?
}

/// A call on its way through the ledger.
public protocol PendingCall: Sendable {
    /// The call's outcome, once it is durable.
    ///
    /// - Throws: ``CallFailure``; nothing of the call is recorded as valid then.
    func outcome() async throws(CallFailure) -> CommittedCall
}

/// What makes a call unique.
public enum CallKey: Hashable, Sendable {
    /// A building's request: the same id is the same call for ever.
    case request(building: String, id: RequestID)

    /// A call of the controller's own, numbered within one start of it.
    case own(Int64)
}

/// A call that is recorded and durable.
public struct CommittedCall: Sendable {
    /// What the contract answered.
    public var response: AllocationResponse
    /// Where the transaction stands.
    public var transaction: TransactionReference
    /// Whether the call had been committed before.
    public var isReplay: Bool

    /// Creates a committed call.
    public init(response: AllocationResponse, transaction: TransactionReference, isReplay: Bool) {
        self.response = response
        self.transaction = transaction
        self.isReplay = isReplay
    }
}

/// Why a call is not recorded.
public enum CallFailure: Error, Hashable, Sendable {
    /// The contract refuses it.
    case refused(Refusal, reason: String)

    /// The ledger cannot take it at present.
    case unavailable(String)

    /// The call that was to be recalled was never handed in.
    case unknown
}

/// Where the controller's messages go.
public protocol AllocationAnnouncer: Sendable {
    /// Sends a message; returns when the receiving side has taken charge of it, or gives up and logs why.
    ///
    /// Calls begin in the order in which a receiver is to be told, and may begin before earlier ones have returned:
    /// what is handed on before the first suspension is handed on in that order.
    func announce(_ announcement: Announcement) async
}

/// A message of the controller's.
public indirect enum Announcement: Hashable, Sendable {
    /// The answer to a building, or a push (`bld/<b>/alloc`).
    case reply(AllocationReply)

    /// The allocation in force (`bld/<b>/alloc/current`, retained).
    case current(AllocationReply)

    /// The rule in force (`ctl/policy`, retained).
    case policy(PolicyAnnouncement)

    /// A period was opened or closed (`ctl/status`, retained).
    case period(PeriodOutlook)

    /// What has happened (`ctl/event`).
    case event(ControllerEvent)
}

/// The controller's time, and waiting for it.
public protocol WallClock: Sendable {
    /// Now, in milliseconds since the Unix epoch. It never goes back, and runs as fast as real time does.
    func now() -> Instant

    /// How far the machine's time of day is ahead of ``now()``: it may have been set since the start.
    func deviation() -> Interval

    /// Suspends until an instant, or until the task is cancelled.
    func sleep(until instant: Instant) async
}

extension WallClock {
    /// A clock that is the time of day does not deviate from it.
    public func deviation() -> Interval { .zero }
}
