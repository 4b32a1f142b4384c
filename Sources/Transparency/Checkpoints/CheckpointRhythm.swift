public import Ledger
public import Units

/// When a checkpoint is due: after so many blocks, or so long after the last one while there are new transactions.
///
/// It decides and does nothing: whoever commits blocks, has a clock and signs tells it and asks.
public struct CheckpointRhythm: Hashable, Sendable {
    private let blocks: Int
    private let interval: Interval

    /// The number of transactions under the last checkpoint.
    public private(set) var signedSize: Int

    /// The number of transactions.
    public private(set) var size: Int

    private var signedAt: Instant
    private var newBlocks = 0

    /// Begins at a moment, with what was signed before.
    public init(_ terms: CheckpointTerms, signedSize: Int, size: Int, at instant: Instant) {
        blocks = terms.blocks
        interval = terms.interval
        self.signedSize = signedSize
        self.size = size
        signedAt = instant
    }

    /// A block is durable.
    public mutating func committed(size: Int) {
        guard size > self.size else { return }
        self.size = size
        newBlocks += 1
    }

    /// A checkpoint is durable.
    public mutating func signed(size: Int, at instant: Instant) {
        signedSize = max(signedSize, size)
        signedAt = max(signedAt, instant)
        newBlocks = 0
    }

    /// Whether there is anything that no checkpoint covers: then one is due when the ledger stops.
    public var isBehind: Bool { size > signedSize }

    /// Whether a checkpoint is due.
    public func isDue(at instant: Instant) -> Bool {
        guard isBehind else { return false }
        // A clock that was set back must not silence the log: then the interval begins anew at the next block.
        return newBlocks >= blocks || instant >= signedAt + interval || instant < signedAt
    }

    /// When to ask again, if no block comes before; `nil` while everything is covered.
    public var nextTime: Instant? { isBehind ? signedAt + interval : nil }
}
