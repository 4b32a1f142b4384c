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
    @inline(__always)
    mutating func foreseeQuotaEnds() {
        guard followsQuotas else { return }
        let inForce = areQuotasInForce
        var building = lastTouched
        while building != noBuilding {
            let state = buildings[Int(building)]
            let draw = inForce && !state.isQuotaExhausted ? state.split.battery : .zero
            // As long as a building draws the same, its battery energy will be drawn at the same instant.
            if draw != state.foreseenDraw { foreseeQuotaEnd(of: Int(building), drawing: draw) }
            building = state.touchedBefore
        }
    }

    private mutating func foreseeQuotaEnd(of building: Int, drawing draw: Power) {
        buildings[building].foreseenDraw = draw
        guard draw > .zero else {
            quotaEnds.set(nil, for: building)
            return
        }
        let state = buildings[building]
        let left = max(state.quota - state.account.battery, .zero)
        quotaEnds.set(state.settledAt + left / draw, for: building)
        calm.end(at: quotaEnds.earliest)
    }

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
