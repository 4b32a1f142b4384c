import Units

/// What the two limited servers may give to a stack of requests.
struct ServerLimits: Hashable, Sendable, BitwiseCopyable {
    var gridContract: Power
    var battery: Power

    static let zero = ServerLimits(gridContract: .zero, battery: .zero)
}

/// Requests in arrival order that are served from the bottom up: grid-contract to its limit, then the battery to its
/// limit, then grid-premium (Figures 4.3 and 4.4).
///
/// The stack remembers its two *fronts*. A split can change only at a front, so an event walks just the requests
/// whose split it changes.
struct ServiceStack: Sendable, BitwiseCopyable {
    /// The oldest request that grid-contract does not serve whole; all before it are served by grid-contract alone. The
    /// stack's end if there is none.
    var contractFront: Int32
    /// The oldest request that needs grid-premium; no request after it draws from the battery. The stack's end if there
    /// is none.
    var batteryFront: Int32

    /// A stack without requests.
    init(of lane: some Lane) {
        contractFront = lane.end
        batteryFront = lane.end
    }

    @inline(__always)
    mutating func setFronts(contract: Int32, battery: Int32) {
        contractFront = contract
        batteryFront = battery
    }

    /// Forgets a slice that stood between its neighbours.
    @inline(__always)
    mutating func remove(_ slot: Int32, _ links: Slice.Links) {
        if contractFront == slot { contractFront = links.next }
        if batteryFront == slot { batteryFront = links.next }
    }
}

/// Which stack: the cluster's, or one building's. They are types, so that whatever walks a stack is compiled for each.
protocol Lane {
    /// The building whose stack it is; `nil` for the cluster's.
    var building: Int? { get }

    /// The slot that stands both before the oldest and after the newest request. It makes a ring of the stack, so that
    /// linking and unlinking need not ask what is at the ends.
    var end: Int32 { get }
}

/// The stack of all requests of the cluster.
struct ClusterLane: Lane {
    @inline(__always)
    var building: Int? { nil }

    @inline(__always)
    var end: Int32 { 0 }
}

/// The stack of a building's requests.
struct BuildingLane: Lane {
    private let index: Int

    init(_ index: Int) {
        self.index = index
    }

    @inline(__always)
    var building: Int? { index }

    @inline(__always)
    var end: Int32 { Int32(truncatingIfNeeded: index) + 1 }
}
