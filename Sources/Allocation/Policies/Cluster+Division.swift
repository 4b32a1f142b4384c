import Units

extension Cluster {
    /// Under `max-min` and `levelling`: divides the cheap servers over the buildings, then each building's part over
    /// its requests in arrival order.
    ///
    /// While the load is under the cap everyone is served by grid-contract, and only the buildings that were not
    /// before, or whose load changed, are looked at.
    mutating func divide(changed building: Int?) {
        isDivided = true
        guard totals.total > openCap else {
            for place in limited.indices { serveWhole(Int(limited[place])) }
            limited.removeAll()
            if let building { serveWhole(building) }
            return
        }
        limited.removeAll()
        // A building whose last request has ended gets nothing and is not asked.
        if let building, buildings[building].load == .zero { serveWhole(building) }
        if policy.kind == .maxMin { divideFairly() } else { divideByUnitCost() }
    }

    /// Serves a building within its part of the cheap servers.
    @inline(__always)
    mutating func serve(_ building: Int, within limits: ServerLimits) {
        rebalance(BuildingLane(building), to: limits)
        limited.append(Int32(building), if: limits.gridContract < buildings[building].load)
    }

    private mutating func serveWhole(_ building: Int) {
        rebalance(BuildingLane(building), to: ServerLimits(gridContract: buildings[building].load, battery: .zero))
    }
}
