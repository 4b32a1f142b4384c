import Units

// The adaptive policy (Section 4.4, Figure 4.5, Algorithm 1): no-bounds while the signal is at or under the cap, else
// strict.

extension Cluster {
    /// The aggregate load with the bands that are reserved for stale buildings.
    var clusterSignal: Power { totals.total + reserved }

    /// Under `redispatch`: changes the mode if the load calls for it, and splits again what that changes.
    ///
    /// An event is looked at as a whole: a building that comes back releases its band and asks for power at once, and
    /// what the signal is in between is nobody's.
    mutating func reconsiderMode() {
        guard policy.kind == .adaptive, policy.discipline == .redispatch else { return }
        guard modeSwitch.update(signal: clusterSignal, at: now) else { return }
        note(.switched(to: mode, at: now))
        switch mode {
        case .strict: stackByBuilding()
        case .noBounds: stackTogether()
        }
    }

    /// Under `admission`: chooses the mode in which a request of this power is admitted.
    mutating func chooseMode(for power: Power) {
        let present = policy.signal == .gridContractLoad ? totals.gridContract : totals.total
        if modeSwitch.update(signal: present + reserved + power, at: now) {
            note(.switched(to: mode, at: now))
        }
    }

    /// From one stack to a stack a building. Only buildings over their band have anything to change.
    private mutating func stackByBuilding() {
        serveByContract(from: clusterStack.contractFront, .cluster)
        // Ascending, so that what the journal says does not hang on how the set came to be.
        for building in overBand.members.sorted() { splitBeyondBand(of: Int(building)) }
    }

    /// From a stack a building to one stack. The load is at or under the cap now, so grid-contract serves all of it.
    private mutating func stackTogether() {
        for building in overBand.members.sorted() {
            serveByContract(from: buildings[Int(building)].stack.contractFront, .building(Int(building)))
        }
    }

    private mutating func serveByContract(from front: Int32, _ lane: Lane) {
        var slot = front
        while slot != noSlice {
            setSplit(of: slot, gridContract: slices[Int(slot)].power, battery: .zero)
            slot = next(slot, lane)
        }
        setFronts(lane, contract: noSlice, battery: noSlice)
    }

    /// Splits the newest requests of a building whose load exceeds its band; the others fit into the band.
    private mutating func splitBeyondBand(of building: Int) {
        let state = buildings[building]
        var slot = state.stack.tail
        var before = state.load - slices[Int(slot)].power
        while before > state.band {
            slot = slices[Int(slot)].own.previous
            before -= slices[Int(slot)].power
        }
        splitForward(
            .building(building),
            from: slot,
            gridContractBefore: before,
            within: strictLimits(of: building)
        )
    }
}
