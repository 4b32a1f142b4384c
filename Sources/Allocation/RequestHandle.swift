/// Names an active request (a slice of power) of a ``Cluster``.
///
/// The sequence number is the request's place in the arrival order and is never used twice in a period; the slot is
/// where the cluster keeps it, so that finding it costs nothing.
public struct RequestHandle: Hashable, Sendable {
    /// The place in the arrival order, counted from 0 in each period.
    public let sequence: Int64

    let slot: Int32
}
