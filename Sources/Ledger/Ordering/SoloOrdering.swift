public import Units

/// The embedded ordering engine: one process that cuts blocks by count, by bytes, by time, and at once when the writer
/// is idle (thesis, A.4.2; the rules of Fabric's block cutter).
///
/// Cutting when idle is group commit: while a block is being written the next one fills, and nobody waits for a timeout
/// on a quiet ledger.
public struct SoloOrdering<Message: Sendable>: Ordering {
    private var limits: CuttingLimits
    private var next: Int
    private var waiting: [Message] = []
    private var waitingBytes = 0
    private var waitingSince: Instant?

    /// Creates an engine.
    ///
    /// - Parameters:
    ///   - limits: The channel's limits.
    ///   - next: The number of the next block.
    public init(limits: CuttingLimits, next: Int) {
        self.limits = limits
        self.next = next
    }

    public var deadline: Instant? {
        waitingSince.map { $0 + limits.timeout }
    }

    public mutating func broadcast(
        _ message: Message,
        bytes: Int,
        at: Instant
    ) throws(OrderingError) -> Ordered<Message> {
        guard bytes <= limits.absoluteBytes else {
            throw .tooLarge(bytes: bytes, maximum: limits.absoluteBytes)
        }
        var batches: [OrderedBatch<Message>] = []
        // What would make the block too large goes into the next one; alone there, if it is too large by itself.
        if waitingBytes + bytes > limits.preferredBytes, let batch = cut() { batches.append(batch) }
        let place = Version(block: next, transaction: waiting.count)
        waiting.append(message)
        waitingBytes += bytes
        if waitingSince == nil { waitingSince = at }
        if waiting.count >= limits.maximumCount || waitingBytes > limits.preferredBytes, let batch = cut() {
            batches.append(batch)
        }
        return Ordered(place: place, batches: batches)
    }

    public mutating func configure(_ message: Message, at: Instant) -> Ordered<Message> {
        var batches: [OrderedBatch<Message>] = []
        if let batch = cut() { batches.append(batch) }
        let place = Version(block: next, transaction: 0)
        waiting = [message]
        if let batch = cut() { batches.append(batch) }
        return Ordered(place: place, batches: batches)
    }

    public mutating func use(_ limits: CuttingLimits) {
        self.limits = limits
    }

    public mutating func writerIsIdle() -> OrderedBatch<Message>? {
        cut()
    }

    public mutating func advance(to now: Instant) -> OrderedBatch<Message>? {
        guard let deadline, deadline <= now else { return nil }
        return cut()
    }

    private mutating func cut() -> OrderedBatch<Message>? {
        guard !waiting.isEmpty else { return nil }
        let batch = OrderedBatch(number: next, messages: waiting)
        next += 1
        waiting = []
        waitingBytes = 0
        waitingSince = nil
        return batch
    }
}
