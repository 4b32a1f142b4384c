public import Allocation
import AllocationContract
public import Units

/// What a chart shows: the split of the load, and the charge, second by second, and no longer ago than an hour.
public struct LoadHistory: Sendable {
    /// A point of the chart.
    public struct Point: Hashable, Sendable {
        /// When.
        public let at: Instant

        /// What each server served.
        public let split: Split

        /// What the battery could still deliver.
        public let charge: Energy

        /// Which rule was in force.
        public let mode: Mode
    }

    private var ring: [Point] = []
    private var next = 0
    private let capacity: Int

    /// An empty history of that many points.
    public init(capacity: Int = 3_600) {
        self.capacity = capacity
    }

    /// Adds what a state says.
    public mutating func add(_ state: SiteState) {
        let point = Point(
            at: state.at,
            split: state.cluster.split,
            charge: state.cluster.charge,
            mode: state.cluster.mode
        )
        if ring.count < capacity {
            ring.append(point)
        } else {
            ring[next] = point
            next = (next + 1) % capacity
        }
    }

    /// The points, oldest first.
    public var points: [Point] { Array(ring[next...] + ring[..<next]) }
}
