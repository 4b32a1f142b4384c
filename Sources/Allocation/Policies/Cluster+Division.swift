import Units

/// What a building gets of the cheap servers; at most its load.
protocol Portion: BitwiseCopyable, Sendable {
    var building: Int32 { get }
    var gridContract: Power { get }
    var battery: Power { get }
}

extension Cluster {
    /// Under `max-min` and `levelling`: divides the cheap servers over the buildings, then each building's part over
    /// its requests in arrival order.
    ///
    /// While the load is under the cap everyone is served by grid-contract, and only the buildings that were not
    /// before, or whose load changed, are looked at.
    mutating func divide(changed building: Int?) {
        isDivided = true
        guard tally.load > openCap else {
            if isLimited { serveAllWhole() }
            if let building { serveWhole(building) }
            return
        }
        isLimited = true
        // A building whose last request has ended gets nothing and is not asked.
        if let building, buildings[building].load == .zero { serveWhole(building) }
        if policy.kind == .maxMin { divideFairly() } else { divideByUnitCost() }
    }

    /// Serves buildings, and each one's requests in arrival order, with their parts of the cheap servers.
    @inline(never)
    mutating func rebalance(_ portions: Slots<some Portion>) {
        for index in portions.indices {
            let portion = portions[index]
            let limits = ServerLimits(gridContract: portion.gridContract, battery: portion.battery)
            rebalance(BuildingLane(Int(portion.building)), to: limits)
        }
    }

    /// Serves buildings whose requests' splits nobody keeps with their parts of the cheap servers.
    ///
    /// - Returns: what is left to be added to the cluster's split, once for all: each would wait for the last.
    @inline(__always)
    static func serve(
        _ portions: Slots<some Portion>,
        of buildings: inout Slots<BuildingState>,
        at instant: Instant
    ) -> ServerRise {
        var rise = ServerRise.zero
        buildings.withMutableSpan { buildings in
            portions.withSpan { portions in
                for index in portions.indices {
                    let portion = portions[index]
                    rise += buildings[Int(portion.building)]
                        .serve(gridContract: portion.gridContract, battery: portion.battery, at: instant)
                }
            }
        }
        return rise
    }

    /// Serves every building whole that grid-contract has not served whole.
    ///
    /// All buildings with a load are looked at, as in each event since the load exceeded the cap.
    private mutating func serveAllWhole() {
        isLimited = false
        for index in loaded.words.indices {
            var word = loaded.words[index]
            while let building = BuildingSet.popFirst(from: &word, at: index) {
                if buildings[building].gridContract < buildings[building].load { serveWhole(building) }
            }
        }
    }

    private mutating func serveWhole(_ building: Int) {
        rebalance(BuildingLane(building), to: ServerLimits(gridContract: buildings[building].load, battery: .zero))
    }
}
