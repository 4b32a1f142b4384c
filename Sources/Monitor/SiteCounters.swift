/// What a controller has counted since its start.
public struct SiteCounters: Hashable, Sendable {
    /// Replies sent, by status, in the order of the statuses' names.
    public var replies: [String: Int] = [:]

    /// Demands that were not answered one by one because their building sends too fast, by building.
    public var unanswered: [String: Int64] = [:]

    /// Transactions made durable.
    public var transactions = 0

    /// Calls that came to nothing.
    public var failures = 0

    /// How long calls took from being handed in to being durable.
    public var commitLatency = LatencyHistogram()

    /// Whether the broker is connected.
    public var isConnected = false

    /// What the process has allocated; `nil` where nobody has looked.
    public var heap: HeapUse?

    /// Nothing yet.
    public init() {}
}

/// What a process has of its allocator, in bytes. What grows while it serves is a leak in the first, and holes in the
/// second.
public struct HeapUse: Hashable, Sendable {
    /// What is allocated and not freed.
    public let live: Int

    /// What the allocator has of the system, in use or free.
    public let held: Int

    /// Creates a use of so many bytes.
    public init(live: Int, held: Int) {
        self.live = live
        self.held = held
    }
}

/// Durations in buckets, as Prometheus wants them: a count for "at most so long", each including the smaller ones.
public struct LatencyHistogram: Hashable, Sendable {
    /// The buckets' upper bounds in milliseconds; above the last is `+Inf`.
    public static let bounds: [Int64] = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000]

    /// How many lie in each bucket and in no smaller one; the last is above all bounds.
    public private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)

    /// The sum of all durations in microseconds.
    public private(set) var sumMicroseconds: Int64 = 0

    /// Nothing yet.
    public init() {}

    /// Counts a duration.
    public mutating func count(microseconds: Int64) {
        let place = Self.bounds.firstIndex { microseconds <= $0 * 1_000 } ?? Self.bounds.count
        counts[place] += 1
        sumMicroseconds += microseconds
    }

    /// How many durations were counted.
    public var total: Int { counts.reduce(0, +) }
}
