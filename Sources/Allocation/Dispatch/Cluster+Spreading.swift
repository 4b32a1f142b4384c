import Units

// Under a policy that serves each building by itself, a building's split follows from its load and its limits alone,
// and how it is spread over the building's requests follows from that: oldest first, grid-contract, then the battery,
// then grid-premium. So unless a journal has to name each request whose split changes, only the buildings' splits are
// kept, and a request's is found when somebody asks. An event then costs the same however many requests there are.

extension AllocationPolicy {
    /// Whether each building is served within limits of its own, at every instant.
    var servesByBuilding: Bool {
        guard discipline == .redispatch else { return false }
        switch kind {
        case .strict, .maxMin, .levelling: return true
        case .noBounds, .adaptive: return false
        }
    }
}

extension Cluster {
    /// Splits a building's load within its limits; the caller shifts the cluster's split as much, and touches the
    /// building where anybody will ask.
    @inline(__always)
    mutating func split(_ building: Int, within limits: ServerLimits) -> ServerRise {
        let load = buildings[building].load
        let gridContract = min(load, limits.gridContract)
        let battery = min(load - gridContract, limits.battery)
        return buildings[building].serve(gridContract: gridContract, battery: battery, at: now)
    }

    /// Changes a building's load by a request's power; grid-premium has it until the policy has split the load again.
    @inline(__always)
    mutating func changeLoad(of building: Int, by power: Power) {
        buildings[building].changeLoad(by: power, at: now)
        tally.changeLoad(by: power, at: now)
        touch(building)
    }

    /// Begins or ceases to keep each request's split.
    mutating func followRecording() {
        let keeps = isRecording || !policy.servesByBuilding
        if keeps, !keepsRequestSplits {
            own()
            for building in buildings.indices { spread(building) }
        }
        keepsRequestSplits = keeps
    }

    /// Spreads a building's split over its requests.
    private mutating func spread(_ building: Int) {
        let lane = BuildingLane(building)
        var rest = buildings[building].split
        var (contractFront, batteryFront) = (lane.end, lane.end)
        var slot = next(lane.end, lane)
        while slot != lane.end {
            slices[Int(slot)].serve(from: &rest)
            if contractFront == lane.end, !slices[Int(slot)].isServedByContract { contractFront = slot }
            if batteryFront == lane.end, slices[Int(slot)].needsPremium { batteryFront = slot }
            slot = next(slot, lane)
        }
        self[lane].setFronts(contract: contractFront, battery: batteryFront)
    }

    /// A slice as it is served at present.
    func served(_ slot: Int32) -> Slice {
        let slice = slices[Int(slot)]
        guard !keepsRequestSplits else { return slice }
        var found = slice
        forEachServed(of: Int(slice.building)) { if $0.sequence == slice.sequence { found = $0 } }
        return found
    }

    /// Calls `body` with each slice of a building as it is served at present, oldest first.
    func forEachServed(of building: Int, _ body: (Slice) -> Void) {
        let lane = BuildingLane(building)
        var rest = buildings[building].split
        var slot = next(lane.end, lane)
        while slot != lane.end {
            var slice = slices[Int(slot)]
            if !keepsRequestSplits { slice.serve(from: &rest) }
            body(slice)
            slot = next(slot, lane)
        }
    }
}

extension Slice {
    /// Serves the slice from what older ones have left of their building's split.
    fileprivate mutating func serve(from rest: inout Split) {
        let gridContract = min(power, rest.gridContract)
        serve(gridContract: gridContract, battery: min(power - gridContract, rest.battery))
        rest -= split
    }
}
