public import Units

extension Cluster {
    /// Opens the period that follows another: counters at zero, but what is switched on stays on.
    ///
    /// The loads keep their levels, their leases and their arrival order; who was stale stays stale. A building that
    /// the new terms no longer name, and a request that belongs to no load, ends with the old period.
    ///
    /// Where the terms say so, the battery opens with a charge: the one given, or the last period's where none is.
    public init(
        terms: ClusterTerms,
        policy: AllocationPolicy,
        following last: Cluster,
        openedAt: Instant,
        charge: Energy? = nil
    ) {
        self.init(terms: terms, policy: policy, openedAt: openedAt, charge: charge ?? last.charge)
        beginEvent(at: openedAt)
        carryOver(last)
        finishEvent()
    }

    private mutating func carryOver(_ last: Cluster) {
        var indices: [BuildingID: Int] = [:]
        for (index, building) in terms.buildings.enumerated() { indices[building.id] = index }
        for (old, building) in last.terms.buildings.enumerated() {
            guard let new = indices[building.id] else { continue }
            loads[new] = last.loads[old].map { LoadState(id: $0.id, power: $0.power, leaseEnd: $0.leaseEnd) }
            meters[new] = last.meterCarriedOver(from: old, openedAt: now)
            if last.isStale(building: old) {
                fallSilent(new)
                // Its last level was spoken in the old period; the new one settles by it if nobody says better.
                gaps[new][0].level = last.gaps[old].last?.level ?? .zero
            }
        }
        appendSlices(of: last, indices: indices)
        // A lease that ran out between the periods ends with the opening: before it there is no time to go back to.
        for building in buildings.indices { leaseEnds.set(leaseEnd(of: building).map { max($0, now) }, for: building) }
        calm.end(at: leaseEnds.earliest)
    }

    /// Appends the slices of the last period's loads in their arrival order.
    private mutating func appendSlices(of last: Cluster, indices: [BuildingID: Int]) {
        var owners: [Int64: (building: Int, place: Int)] = [:]
        for (old, building) in last.terms.buildings.enumerated() {
            guard let new = indices[building.id] else { continue }
            for (place, load) in last.loads[old].enumerated() {
                for slot in load.slices { owners[last.slices[Int(slot)].sequence] = (new, place) }
            }
        }
        let lane = ClusterLane()
        var slot = last.next(lane.end, lane)
        while slot != lane.end {
            let slice = last.slices[Int(slot)]
            if let owner = owners[slice.sequence] {
                let handle = append(building: owner.building, power: slice.power)
                loads[owner.building][owner.place].slices.append(handle.slot)
            }
            slot = last.next(slot, lane)
        }
    }
}
