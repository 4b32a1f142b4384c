public import Units

extension Cluster {
    /// Sets the absolute level of one of a building's loads (live use).
    ///
    /// A rise appends a slice at the tail of the arrival order, a fall removes the load's newest slices first, and a
    /// level of zero removes the load. A building that had fallen silent has spoken again by this.
    ///
    /// - Parameters:
    ///   - building: The building's place among the terms' buildings.
    ///   - load: Which of its loads.
    ///   - power: The level.
    ///   - instant: From when on.
    ///   - lease: For how long the level holds; after it the building is stale. `nil` for ever.
    /// - Throws: ``AllocationError``; nothing has changed then.
    public mutating func setLevel(
        building: Int,
        load: LoadID,
        power: Power,
        lease: Interval?,
        at instant: Instant
    ) throws(AllocationError) {
        try check(building: building, power: power)
        try checkTime(instant)
        if let lease, lease < .zero || lease > .hours(24 * 366) { throw .outOfRange }
        beginEvent(at: instant)
        endSilence(of: building)
        setLevel(building: building, load: load, power: power, leaseEnd: lease.map { instant + $0 })
        finishEvent()
    }

    /// The level of a load, zero if the building has no such load.
    public func level(building: Int, load: LoadID) -> Power {
        loads[building].first { $0.id == load }?.power ?? .zero
    }

    /// When the first of a building's leases runs out.
    public func leaseEnd(of building: Int) -> Instant? {
        loads[building].lazy.compactMap(\.leaseEnd).min()
    }

    private mutating func setLevel(building: Int, load: LoadID, power: Power, leaseEnd: Instant?) {
        settle(building)
        let place = placeOfLoad(load, in: building)
        let present = loads[building][place].power
        loads[building][place].power = power
        loads[building][place].leaseEnd = leaseEnd
        if power > present {
            let handle = append(building: building, power: power - present)
            loads[building][place].slices.append(handle.slot)
        } else if power < present {
            lower(building: building, place: place, by: present - power)
        }
        if power == .zero { loads[building].remove(at: place) }
        leaseEnds.set(self.leaseEnd(of: building), for: building)
        calm.end(at: leaseEnds.earliest)
    }

    private mutating func placeOfLoad(_ load: LoadID, in building: Int) -> Int {
        if let place = loads[building].firstIndex(where: { $0.id == load }) { return place }
        let place = loads[building].firstIndex { load < $0.id } ?? loads[building].count
        loads[building].insert(LoadState(id: load, power: .zero), at: place)
        return place
    }

    private mutating func lower(building: Int, place: Int, by fall: Power) {
        var fall = fall
        while fall > .zero, let newest = loads[building][place].slices.last {
            let power = slices[Int(newest)].power
            if power <= fall {
                loads[building][place].slices.removeLast()
                unlink(newest)
                fall -= power
            } else {
                setPower(of: newest, to: power - fall)
                fall = .zero
            }
        }
        loadFell(in: building)
    }
}
