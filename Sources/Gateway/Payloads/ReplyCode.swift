/// The outcome of a demand, as it stands in a reply's `status`.
///
/// What a payload can be refused for is decided in this target: ``invalidData``, ``invalidMessage`` and
/// ``invalidContent``. The others need to know what was decided before, and belong to the controller.
public enum ReplyCode: String, Hashable, Sendable, CaseIterable {
    /// The demand is in force and recorded.
    case ok = "OK"

    /// The payload is not JSON, or a value has the wrong type.
    case invalidData = "INVALID_DATA"

    /// The message is not one that may be sent: its keys, its size, its version, retained, a foreign response topic.
    case invalidMessage = "INVALID_MESSAGE"

    /// The message has its form, and a value is out of range, or names another building.
    case invalidContent = "INVALID_CONTENT"

    /// A message with the same or a later place in the building's order has been acted on.
    case staleSequence = "STALE_SEQ"

    /// The message was sent too long ago, or will be.
    case expired = "EXPIRED"

    /// The sender may not ask for this.
    case unauthorised = "UNAUTHORISED"

    /// The building, or the cluster, asks faster than agreed.
    case rateLimited = "RATE_LIMITED"

    /// Allocations cannot be recorded at present: to be tried again with the same request id.
    case temporaryError = "TEMPORARY_ERROR"
}

/// Why a payload was refused.
public struct PayloadError: Error, Hashable, Sendable {
    /// The outcome that a sender is told: one of the three that a payload can be refused for.
    public let status: ReplyCode

    /// What was wrong, for a person: the key, what was expected, what was there.
    public let detail: String

    init(_ status: ReplyCode, _ detail: String) {
        self.status = status
        self.detail = detail
    }
}

extension PayloadError: CustomStringConvertible {
    public var description: String { detail }
}
