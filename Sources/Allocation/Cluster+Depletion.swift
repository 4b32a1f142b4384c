import Units

extension Cluster {
    /// Whether buildings' battery quotas bind at present.
    var areQuotasInForce: Bool {
        switch (policy.kind, policy.discipline) {
        case (.strict, _), (.adaptive, .admission): true
        case (.adaptive, .redispatch): mode == .strict
        case (.noBounds, _), (.maxMin, _), (.levelling, _): false
        }
    }

    /// Foresees, for every building that the event has touched, when its battery energy will be drawn.
    ///
    /// Splits change far more often than battery energies end. So at first an instant is enough before which the end
    /// cannot lie, however the split changes; when that is over, the end is found for the split of that time.
    @inline(__always)
    mutating func foreseeQuotaEnds() {
        guard followsQuotas else { return }
        var building = lastTouched
        while building != noBuilding {
            let (quotaEnd, next) = (buildings[Int(building)].quotaEnd, buildings[Int(building)].touchedBefore)
            // A bound holds whatever the building draws; whoever records asks for the ends themselves.
            if quotaEnd != .bounded || isRecording { foreseeQuotaEnd(of: Int(building)) }
            building = next
        }
    }

    private mutating func foreseeQuotaEnd(of building: Int) {
        let draw = quotaDraw(of: building)
        // As long as a building draws the same, its battery energy will be drawn at the same instant.
        if buildings[building].quotaEnd == .found(draw: draw) { return }
        if isRecording || draw == .zero { return findQuotaEnd(of: building) }
        let state = buildings[building]
        let left = max(state.quota - state.battery(at: state.settledAt), .zero)
        quotaEnds.set(state.settledAt + left / largestQuotaDraw, for: building)
        buildings[building].quotaEnd = .bounded
        calm.end(at: quotaEnds.earliest)
    }

    /// Finds the ends for which only bounds are known that are reached up to an instant.
    mutating func findQuotaEnds(through instant: Instant) {
        while let first = quotaEnds.first, first.instant <= instant,
            buildings[Int(first.building)].quotaEnd == .bounded
        {
            findQuotaEnd(of: Int(first.building))
        }
    }

    private mutating func findQuotaEnd(of building: Int) {
        quotaEnds.set(quotaEnd(of: building), for: building)
        buildings[building].quotaEnd = .found(draw: quotaDraw(of: building))
        calm.end(at: quotaEnds.earliest)
    }

    /// The next end of a building's battery energy if no event comes before.
    var firstQuotaEnd: InstantQueue.Entry? {
        guard let first = quotaEnds.first, buildings[Int(first.building)].quotaEnd == .bounded else {
            return quotaEnds.first
        }
        let ends = buildings.indices.compactMap { building in
            quotaEnd(of: building).map { InstantQueue.Entry(instant: $0, building: Int32(building)) }
        }
        return ends.min { ($0.instant, $0.building) < ($1.instant, $1.building) }
    }

    /// When a building's battery energy will be drawn if its split stays what it is.
    private func quotaEnd(of building: Int) -> Instant? {
        let (state, draw) = (buildings[building], quotaDraw(of: building))
        guard draw > .zero else { return nil }
        return state.settledAt + max(state.quota - state.battery(at: state.settledAt), .zero) / draw
    }

    /// What a building draws of its battery energy where that binds.
    private func quotaDraw(of building: Int) -> Power {
        areQuotasInForce && !buildings[building].isQuotaExhausted ? buildings[building].battery : .zero
    }

    /// More than this no building draws from the battery while its energy counts.
    private var largestQuotaDraw: Power { policy.kind == .strict ? batteryRate : terms.battery.power }

    /// Marks the battery as empty for the rest of the period; what it served goes to grid-premium.
    mutating func exhaustBattery() {
        isBatteryExhausted = true
        note(.batteryEmpty(at: now))
        switch policy.discipline {
        case .redispatch: redispatchAll()
        case .admission: releaseBatteryShares(of: ClusterLane(), because: .batteryEmpty)
        }
    }

    /// Marks a building's battery energy as drawn; what the battery served goes to grid-premium.
    mutating func exhaustQuota(of building: Int) {
        settle(building)
        buildings[building].isQuotaExhausted = true
        note(.quotaExhausted(building: building, at: now))
        switch policy.discipline {
        case .redispatch: rebalance(BuildingLane(building), to: strictLimits(of: building))
        case .admission: releaseBatteryShares(of: BuildingLane(building), because: .batteryQuota)
        }
    }

    /// Turns the battery shares of a lane's requests into premium; at most once a period and lane.
    private mutating func releaseBatteryShares(of lane: some Lane, because limit: Limits) {
        var slot = next(lane.end, lane)
        while slot != lane.end {
            let slice = slices[Int(slot)]
            if slice.battery > .zero {
                setSplit(of: slot, gridContract: slice.gridContract, battery: .zero)
                slices[Int(slot)].limits.subtract(.batteryPower)
                slices[Int(slot)].limits.formUnion(limit)
            }
            slot = next(slot, lane)
        }
    }
}
