/// The outcome of a demand, as it stands in `status`.
public enum ReplyStatus: String, Hashable, Sendable, CaseIterable {
    /// The demand is served and recorded.
    case ok = "OK"
    /// The payload is not JSON, or a value has the wrong type.
    case invalidData = "INVALID_DATA"
    /// The message is not one that may be sent: keys, size, retained, response topic.
    case invalidMessage = "INVALID_MESSAGE"
    /// The message is well formed, but what it asks for cannot be.
    case invalidContent = "INVALID_CONTENT"
    /// The message is not later than the last one acted on.
    case staleSequence = "STALE_SEQ"
    /// The message was sent too long ago, or in the future.
    case expired = "EXPIRED"
    /// The sender may not ask for this.
    case unauthorised = "UNAUTHORISED"
    /// The building, or the cluster, asks faster than agreed.
    case rateLimited = "RATE_LIMITED"
    /// The controller cannot record allocations at present; try again with the same request id.
    case temporaryError = "TEMPORARY_ERROR"
}
