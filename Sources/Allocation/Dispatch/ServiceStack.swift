import Units

/// What the two limited servers may give to a stack of requests.
struct ServerLimits: Hashable, Sendable {
    var gridContract: Power
    var battery: Power

    static let zero = ServerLimits(gridContract: .zero, battery: .zero)
}

/// Requests in arrival order that are served from the bottom up: grid-contract to its limit, then the battery to its
/// limit, then grid-premium (Figures 4.3 and 4.4).
///
/// The stack remembers its two *fronts*. A split can change only at a front, so an event walks just the requests
/// whose split it changes.
struct ServiceStack: Sendable {
    /// The oldest request.
    var head = noSlice
    /// The newest request.
    var tail = noSlice
    /// The oldest request that grid-contract does not serve whole; all before it are served by grid-contract alone.
    var contractFront = noSlice
    /// The oldest request that needs grid-premium; no request after it draws from the battery.
    var batteryFront = noSlice

    /// Forgets a slice that stood between its neighbours.
    @inline(__always)
    mutating func remove(_ slot: Int32, _ links: Slice.Links) {
        if links.previous == noSlice { head = links.next }
        if links.next == noSlice { tail = links.previous }
        if contractFront == slot { contractFront = links.next }
        if batteryFront == slot { batteryFront = links.next }
    }
}

/// Which stack: the cluster's, or one building's.
enum Lane: Sendable {
    case cluster
    case building(Int)
}
