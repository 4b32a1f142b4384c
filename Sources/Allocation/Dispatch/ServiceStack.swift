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
    /// The oldest request.
    var head = noSlice
    /// The newest request.
    var tail = noSlice
    /// The oldest request that grid-contract does not serve whole; all before it are served by grid-contract alone.
    var contractFront = noSlice
    /// The oldest request that needs grid-premium; no request after it draws from the battery.
    var batteryFront = noSlice

    /// Takes a slice at the tail.
    @inline(__always)
    mutating func append(_ slot: Int32) {
        if tail == noSlice { head = slot }
        tail = slot
    }

    @inline(__always)
    mutating func setFronts(contract: Int32, battery: Int32) {
        contractFront = contract
        batteryFront = battery
    }

    /// Forgets a slice that stood between its neighbours.
    @inline(__always)
    mutating func remove(_ slot: Int32, _ links: Slice.Links) {
        if links.previous == noSlice { head = links.next }
        if links.next == noSlice { tail = links.previous }
        if contractFront == slot { contractFront = links.next }
        if batteryFront == slot { batteryFront = links.next }
    }
}

/// Which stack: the cluster's, or one building's. They are types, so that whatever walks a stack is compiled for each.
protocol Lane {
    /// The building whose stack it is; `nil` for the cluster's.
    var building: Int? { get }
}

/// The stack of all requests of the cluster.
struct ClusterLane: Lane {
    @inline(__always)
    var building: Int? { nil }
}

/// The stack of a building's requests.
struct BuildingLane: Lane {
    private let index: Int

    init(_ index: Int) {
        self.index = index
    }

    @inline(__always)
    var building: Int? { index }
}
