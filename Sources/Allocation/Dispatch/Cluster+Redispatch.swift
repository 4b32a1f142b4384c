import Units

extension Cluster {
    /// Serves a slice that was just linked, and whatever its arrival changes; the mode is looked at after the event.
    mutating func loadRose(in building: Int, by slot: Int32) {
        followLoad(of: building)
        switch policy.kind {
        case .noBounds:
            serveTail(slot, .cluster, within: clusterLimits)
        case .strict:
            serveTail(slot, .building(building), within: strictLimits(of: building))
        case .adaptive:
            switch mode {
            case .noBounds: serveTail(slot, .cluster, within: clusterLimits)
            case .strict: serveTail(slot, .building(building), within: strictLimits(of: building))
            }
        case .maxMin, .levelling:
            serveTail(slot, .building(building), within: .zero)
            divide(changed: building)
        }
    }

    /// Gives what a building's slices no longer use to whom the policy says; the mode is looked at after the event.
    mutating func loadFell(in building: Int) {
        guard policy.discipline == .redispatch else { return }
        followLoad(of: building)
        switch policy.kind {
        case .noBounds:
            rebalance(.cluster, to: clusterLimits)
        case .strict:
            rebalance(.building(building), to: strictLimits(of: building))
        case .adaptive:
            switch mode {
            case .noBounds: rebalance(.cluster, to: clusterLimits)
            case .strict: rebalance(.building(building), to: strictLimits(of: building))
            }
        case .maxMin, .levelling:
            divide(changed: building)
        }
    }

    /// Splits everything again after what the servers may give has changed.
    mutating func redispatchAll() {
        switch policy.kind {
        case .noBounds:
            rebalance(.cluster, to: clusterLimits)
        case .strict:
            rebalanceBuildings()
        case .adaptive:
            switch mode {
            case .noBounds: rebalance(.cluster, to: clusterLimits)
            case .strict: rebalanceBuildings()
            }
        case .maxMin, .levelling:
            divide(changed: nil)
        }
    }

    private mutating func rebalanceBuildings() {
        for building in buildings.indices where buildings[building].split.battery > .zero {
            rebalance(.building(building), to: strictLimits(of: building))
        }
    }

    /// Keeps the sets of buildings that the policy works on.
    private mutating func followLoad(of building: Int) {
        let state = buildings[building]
        switch policy.kind {
        case .adaptive: overBand.set(building, isMember: state.load > state.band)
        case .maxMin, .levelling: loaded.set(building, isMember: state.load > .zero)
        case .strict, .noBounds: break
        }
    }
}
