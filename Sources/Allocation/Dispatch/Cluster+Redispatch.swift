import Units

extension Cluster {
    /// Links a request, serves it and changes what its arrival changes; the mode is looked at after the event.
    @inline(__always)
    mutating func dispatch(_ request: ArrivingRequest) -> Int32 {
        let building = request.building
        switch policy.kind {
        case .noBounds:
            return append(request, to: ClusterLane(), within: clusterLimits)
        case .strict:
            return append(request, to: BuildingLane(building), within: strictLimits(of: building))
        case .adaptive:
            let slot =
                mode == .noBounds
                ? append(request, to: ClusterLane(), within: clusterLimits)
                : append(request, to: BuildingLane(building), within: strictLimits(of: building))
            followLoad(of: building)
            return slot
        case .maxMin, .levelling:
            let slot = appendLast(request)
            followLoad(of: building)
            divide(changed: building)
            return slot
        }
    }

    /// Gives what a building's slices no longer use to whom the policy says; the mode is looked at after the event.
    @inline(__always)
    mutating func loadFell(in building: Int) {
        guard policy.discipline == .redispatch else { return }
        followLoad(of: building)
        switch policy.kind {
        case .noBounds:
            rebalance(ClusterLane(), to: clusterLimits)
        case .strict:
            rebalance(BuildingLane(building), to: strictLimits(of: building))
        case .adaptive:
            switch mode {
            case .noBounds: rebalance(ClusterLane(), to: clusterLimits)
            case .strict: rebalance(BuildingLane(building), to: strictLimits(of: building))
            }
        case .maxMin, .levelling:
            divide(changed: building)
        }
    }

    /// Splits everything again after what the servers may give has changed.
    mutating func redispatchAll() {
        switch policy.kind {
        case .noBounds:
            rebalance(ClusterLane(), to: clusterLimits)
        case .strict:
            rebalanceBuildings()
        case .adaptive:
            switch mode {
            case .noBounds: rebalance(ClusterLane(), to: clusterLimits)
            case .strict: rebalanceBuildings()
            }
        case .maxMin, .levelling:
            divide(changed: nil)
        }
    }

    /// Splits everything again after the battery can serve again.
    mutating func redispatchToBattery() {
        guard policy.kind == .strict || policy.kind == .adaptive && mode == .strict else { return redispatchAll() }
        for building in buildings.indices where buildings[building].split.gridPremium > .zero {
            rebalance(BuildingLane(building), to: strictLimits(of: building))
        }
    }

    private mutating func rebalanceBuildings() {
        for building in buildings.indices where buildings[building].battery > .zero {
            rebalance(BuildingLane(building), to: strictLimits(of: building))
        }
    }

    /// Keeps the sets of buildings that the policy works on.
    @inline(__always)
    private mutating func followLoad(of building: Int) {
        switch policy.kind {
        case .adaptive: overBand.set(building, isMember: buildings[building].load > buildings[building].band)
        case .maxMin, .levelling: loaded.set(building, isMember: buildings[building].load > .zero)
        case .strict, .noBounds: break
        }
    }
}

/// A request that is being dispatched.
struct ArrivingRequest: Sendable {
    var building: Int
    var power: Power
    var sequence: Int64
}
