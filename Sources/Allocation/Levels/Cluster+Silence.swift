public import Units

extension Cluster {
    /// Makes a building stale: its last will says that it is gone, or its lease has run out.
    ///
    /// Its requests end, and its strict band in grid-contract is reserved until it speaks again, for that is what it
    /// falls back to by itself. The strict bands sum to at most `L_CAP`, so the cap holds whoever falls silent.
    ///
    /// - Throws: ``AllocationError``; nothing has changed then.
    public mutating func silence(building: Int, at instant: Instant) throws(AllocationError) {
        try check(building: building, power: .zero)
        try checkTime(instant)
        beginEvent(at: instant)
        fallSilent(building)
        finishEvent()
    }

    /// Makes every building stale: a controller that has just started, or that was cut off from all, knows of nobody
    /// what it draws.
    ///
    /// - Throws: ``AllocationError``; nothing has changed then.
    public mutating func silenceAll(at instant: Instant) throws(AllocationError) {
        try checkTime(instant)
        beginEvent(at: instant)
        for building in buildings.indices { fallSilent(building) }
        finishEvent()
    }

    mutating func fallSilent(_ building: Int) {
        guard !buildings[building].isStale else { return }
        settle(building)
        gaps[building].append(Gap(start: now, end: nil, level: buildings[building].load))
        let lane = BuildingLane(building)
        while previous(lane.end, lane) != lane.end { unlink(previous(lane.end, lane)) }
        loads[building].removeAll()
        leaseEnds.set(nil, for: building)
        buildings[building].isStale = true
        reserved += buildings[building].band
        note(.becameStale(building: building, at: now))
        switch policy.discipline {
        case .redispatch: reservationChanged(for: building)
        case .admission: reclaimReservedBand()
        }
    }

    /// Ends a building's staleness; its gap waits to be settled.
    @inline(__always)
    mutating func endSilence(of building: Int) {
        if buildings[building].isStale { speakAgain(building) }
    }

    private mutating func speakAgain(_ building: Int) {
        settle(building)
        buildings[building].isStale = false
        reserved -= buildings[building].band
        gaps[building][gaps[building].count - 1].end = now
        note(.returned(building: building, at: now))
        if policy.discipline == .redispatch { reservationChanged(for: building) }
    }

    private mutating func reservationChanged(for building: Int) {
        loadFell(in: building)
    }
}
