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
    mutating func foreseeQuotaEnds() {
        guard policy.kind == .strict || policy.kind == .adaptive else { return }
        let inForce = areQuotasInForce
        for building in touched {
            let state = buildings[Int(building)]
            guard inForce, state.split.battery > .zero, !state.isQuotaExhausted else {
                quotaEnds.set(nil, for: Int(building))
                continue
            }
            let left = max(state.quota - state.account.battery, .zero)
            quotaEnds.set(state.settledAt + left / state.split.battery, for: Int(building))
        }
    }

    /// Marks the battery as empty for the rest of the period; what it served goes to grid-premium.
    mutating func exhaustBattery() {
        isBatteryExhausted = true
        note(.batteryEmpty(at: now))
        switch policy.discipline {
        case .redispatch: redispatchAll()
        case .admission: releaseBatteryShares(from: clusterStack.head, .cluster, because: .batteryEmpty)
        }
    }

    /// Marks a building's battery energy as drawn; what the battery served goes to grid-premium.
    mutating func exhaustQuota(of building: Int) {
        settle(building)
        buildings[building].isQuotaExhausted = true
        note(.quotaExhausted(building: building, at: now))
        switch policy.discipline {
        case .redispatch: rebalance(.building(building), to: strictLimits(of: building))
        case .admission:
            releaseBatteryShares(from: buildings[building].stack.head, .building(building), because: .batteryQuota)
        }
    }

    /// Turns the battery shares of a lane's requests into premium; at most once a period and lane.
    private mutating func releaseBatteryShares(from head: Int32, _ lane: Lane, because limit: Limits) {
        var slot = head
        while slot != noSlice {
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
