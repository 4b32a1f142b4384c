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
            if isLimited { serveAllWhole() }
            if let building { serveWhole(building) }
            return
        }
        isLimited = true
        // A building whose last request has ended gets nothing and is not asked.
        if let building, buildings[building].load == .zero { serveWhole(building) }
        if policy.kind == .maxMin { divideFairly() } else { divideByUnitCost() }
    }

    /// Serves a building within its part of the cheap servers.
    ///
    /// - Returns: what is left to be added to the cluster's split, once for all buildings: each would wait for the
    ///   last.
    @inline(__always)
    mutating func serve(_ building: Int, within limits: ServerLimits) -> ServerRise {
        if !keepsRequestSplits { return split(building, within: limits) }
        rebalance(BuildingLane(building), to: limits)
        return .zero
    }

    /// Serves every building whole that grid-contract has not served whole.
    ///
    /// All buildings with a load are looked at, as in each event since the load exceeded the cap.
    private mutating func serveAllWhole() {
        isLimited = false
        for index in loaded.words.indices {
            var word = loaded.words[index]
            while let building = BuildingSet.popFirst(from: &word, at: index) {
                if buildings[building].split.gridContract < buildings[building].load { serveWhole(building) }
            }
        }
    }

    private mutating func serveWhole(_ building: Int) {
        rebalance(BuildingLane(building), to: ServerLimits(gridContract: buildings[building].load, battery: .zero))
    }
}
