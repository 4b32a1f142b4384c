import Units

// The adaptive policy (Section 4.4, Figure 4.5, Algorithm 1): no-bounds while the signal is at or under the cap, else
// strict.

extension Cluster {
    /// The aggregate load with the bands that are reserved for stale buildings.
    var clusterSignal: Power { tally.load + reserved }

    /// Under `redispatch`: changes the mode if the load calls for it, and splits again what that changes.
    ///
    /// An event is looked at as a whole: a building that comes back releases its band and asks for power at once, and
    /// what the signal is in between is nobody's.
    @inline(__always)
    mutating func reconsiderMode() {
        guard policy.kind == .adaptive, policy.discipline == .redispatch else { return }
        if modeSwitch.update(signal: clusterSignal, at: now) { splitByMode() }
    }

    private mutating func splitByMode() {
        note(.switched(to: mode, at: now))
        switch mode {
        case .strict: stackByBuilding()
        case .noBounds: stackTogether()
        }
    }

    /// Under `admission`: chooses the mode in which a request of this power is admitted.
    mutating func chooseMode(for power: Power) {
        let present = policy.signal == .gridContractLoad ? tally.gridContract : tally.load
        if modeSwitch.update(signal: present + reserved + power, at: now) {
            note(.switched(to: mode, at: now))
        }
    }

    /// From one stack to a stack a building. Only buildings over their band have anything to change.
    private mutating func stackByBuilding() {
        serveByContract(ClusterLane())
        overBand.forEach { splitBeyondBand(of: $0) }
    }

    /// From a stack a building to one stack. The load is at or under the cap now, so grid-contract serves all of it.
    private mutating func stackTogether() {
        overBand.forEach { serveByContract(BuildingLane($0)) }
    }

    private mutating func serveByContract(_ lane: some Lane) {
        var slot = self[lane].contractFront
        while slot != lane.end {
            setSplit(of: slot, gridContract: slices[Int(slot)].power, battery: .zero)
            slot = next(slot, lane)
        }
        self[lane].setFronts(contract: lane.end, battery: lane.end)
    }

    /// Splits the newest requests of a building whose load exceeds its band; the others fit into the band.
    private mutating func splitBeyondBand(of building: Int) {
        let state = buildings[building]
        let lane = BuildingLane(building)
        var slot = previous(lane.end, lane)
        var before = state.load - slices[Int(slot)].power
        while before > state.band {
            slot = slices[Int(slot)].own.previous
            before -= slices[Int(slot)].power
        }
        splitForward(
            lane,
            from: slot,
            gridContractBefore: before,
            within: strictLimits(of: building)
        )
    }
}
