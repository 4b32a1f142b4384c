public import Units

/// An ordering service as a machine: transactions go in, batches for blocks come out, in one total order (thesis,
/// A.3.3).
///
/// It is agnostic of what it orders: it neither executes nor validates. Its safety properties hold of the batches that
/// it returns: every batch has the number after the one before it (no skipping), holds only what was broadcast (no
/// creation), and the same inputs give the same batches everywhere (agreement); hash-chain integrity is the block
/// headers'. An engine that orders over several hosts is a machine over what its log delivers.
public protocol Ordering<Message>: Sendable {
    /// What is ordered.
    associatedtype Message: Sendable

    /// Takes a message of that many bytes and returns its place and the batches that it completes.
    ///
    /// - Throws: ``OrderingError``; then the message is not ordered.
    mutating func broadcast(
        _ message: Message,
        bytes: Int,
        at: Instant
    ) throws(OrderingError) -> Ordered<Message>

    /// Takes a message that changes how everything after it is judged. It gets a block of its own: what waited before
    /// it becomes a batch, then it alone does. No limit on its size applies, or a limit set too low could never be
    /// raised.
    mutating func configure(_ message: Message, at: Instant) -> Ordered<Message>

    /// Cuts by other limits from the next message on.
    mutating func use(_ limits: CuttingLimits)

    /// The writer of blocks has nothing to do: what waits becomes a batch at once.
    mutating func writerIsIdle() -> OrderedBatch<Message>?

    /// Time has passed: what has waited for the timeout becomes a batch.
    mutating func advance(to: Instant) -> OrderedBatch<Message>?

    /// When the oldest waiting message will have waited for the timeout; `nil` if none waits.
    var deadline: Instant? { get }
}

/// Where a message stands, and what became complete with it.
public struct Ordered<Message: Sendable>: Sendable {
    /// The block it will be in, and its place there: the version of what it writes.
    public let place: Version

    /// The batches that are complete now, in order: none, one, or two.
    public let batches: [OrderedBatch<Message>]
}

/// The messages of a block, in order.
public struct OrderedBatch<Message: Sendable>: Sendable {
    /// The number of the block.
    public let number: Int

    /// The messages.
    public let messages: [Message]
}

/// Why a message was not ordered.
public enum OrderingError: Error, Hashable, Sendable {
    /// The message is larger than the channel allows.
    case tooLarge(bytes: Int, maximum: Int)
}

extension OrderingError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLarge(let bytes, let maximum):
            "the transaction has \(bytes) bytes, the channel allows \(maximum)"
        }
    }
}
