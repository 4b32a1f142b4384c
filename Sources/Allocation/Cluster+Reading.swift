public import Units

extension Cluster {
    /// The aggregate load `L(t)` of the active requests.
    public var load: Power { tally.load }

    /// The split of the aggregate load: `L_GC`, `L_BAT` and `L_GP`.
    public var split: Split { tally.split }

    /// The energy that the cluster has drawn from all servers up to ``now``.
    var drawn: Energy { tally.totalEnergy(at: now) }

    /// The energies that the cluster has drawn up to ``now``.
    public var account: EnergyAccount { tally.account(at: now) }

    /// The charge that the battery can still deliver.
    ///
    /// After ``isBatteryEmpty`` a remainder of less than a millisecond's draw may stay.
    public var charge: Energy { terms.battery.capacity + chargeCorrection - tally.batteryEnergy(at: now) }

    /// Whether the battery has run out in this period.
    public var isBatteryEmpty: Bool { isBatteryExhausted }

    /// Which rule is in force.
    ///
    /// That is `strict` under the strict policy, the adaptive policy's present mode, and else `no-bounds`.
    public var mode: Mode {
        switch policy.kind {
        case .strict: .strict
        case .adaptive: modeSwitch.mode
        case .noBounds, .maxMin, .levelling: .noBounds
        }
    }

    /// The cap less what is reserved for stale buildings.
    var openCap: Power { max(terms.contractCap - reserved, .zero) }

    /// The load `L_n` of a building.
    public func load(of building: Int) -> Power { buildings[building].load }

    /// The split of a building's load.
    public func split(of building: Int) -> Split { buildings[building].split }

    /// The strict band of a building in grid-contract.
    public func band(of building: Int) -> Power { buildings[building].band }

    /// The energies that a building has drawn up to ``now``; without gaps that are not settled yet.
    public func account(of building: Int) -> EnergyAccount { buildings[building].account(at: now) }

    /// What is known of a building's meter.
    public func meter(of building: Int) -> MeterRecord { meters[building] }

    /// Whether a building fell silent, so that its band is reserved.
    public func isStale(building: Int) -> Bool { buildings[building].isStale }

    /// Whether a building has drawn its battery energy of the period, so that it gets no more while quotas bind.
    ///
    /// It may have done so while they did not bind, or by a settled gap; the journal then says so when it next matters.
    public func isQuotaExhausted(building: Int) -> Bool {
        buildings[building].isQuotaExhausted
            || areQuotasInForce && account(of: building).battery >= buildings[building].quota
    }

    /// The active requests in arrival order.
    public var activeRequests: [RequestHandle] {
        var requests: [RequestHandle] = []
        requests.reserveCapacity(activeCount)
        let lane = ClusterLane()
        var slot = next(lane.end, lane)
        while slot != lane.end {
            requests.append(RequestHandle(sequence: slices[Int(slot)].sequence, slot: slot))
            slot = next(slot, lane)
        }
        return requests
    }

    /// Whether a request is active.
    public func isActive(_ request: RequestHandle) -> Bool {
        guard slices.indices.contains(Int(request.slot)) else { return false }
        let slice = slices[Int(request.slot)]
        return slice.isActive && slice.sequence == request.sequence
    }

    /// The split of an active request; nothing for any other.
    public func split(of request: RequestHandle) -> Split {
        guard isActive(request) else { return .zero }
        return served(request.slot).split
    }

    /// What keeps an active request from being served by grid-contract alone; empty where nothing does.
    public func limits(of request: RequestHandle) -> Limits {
        guard isActive(request) else { return [] }
        return limits(of: served(request.slot))
    }

    /// What keeps a building's load from being served by grid-contract alone.
    ///
    /// The building's requests are walked, so the cost follows their number.
    public func limits(of building: Int) -> Limits {
        var limits: Limits = []
        forEachServed(of: building) { limits.formUnion(self.limits(of: $0)) }
        return limits
    }
}
