import Units

/// Why an image was refused.
public enum ImageError: Error, Hashable, Sendable {
    /// The image has another number of buildings than the terms.
    case buildingCount

    /// The requests are not in arrival order, or belong to no building or load.
    case requests

    /// A load names a request that is not active.
    case load(LoadID)
}

extension Cluster {
    /// Restores a cluster from its image.
    ///
    /// - Throws: ``ImageError`` if the image cannot be one of a cluster under these terms.
    public init(terms: ClusterTerms, policy: AllocationPolicy, restoring image: ClusterImage) throws(ImageError) {
        self.init(terms: terms, policy: policy, openedAt: image.cluster.now)
        guard image.buildings.count == terms.buildingCount else { throw .buildingCount }
        var slots: [Int64: Int32] = [:]
        for record in image.requests {
            guard record.sequence >= nextSequence, record.sequence < image.cluster.nextSequence,
                buildings.indices.contains(record.building)
            else { throw .requests }
            slots[record.sequence] = restore(record)
            nextSequence = record.sequence + 1
        }
        for (building, record) in image.buildings.enumerated() {
            // After the requests: linking them settles their building's energies up to now.
            restore(building, from: record)
            loads[building] = try Self.loads(record.loads, slots: slots)
            leaseEnds.set(leaseEnd(of: building), for: building)
        }
        restore(image.cluster)
    }

    private mutating func restore(_ building: Int, from record: BuildingRecord) {
        buildings[building].restore(record.account, settledAt: record.settledAt)
        buildings[building].isQuotaExhausted = record.isQuotaExhausted
        buildings[building].isStale = record.isStale
        gaps[building] = record.gaps
        meters[building] = record.meter
        if record.isStale { reserved += buildings[building].band }
    }

    /// Links a request with its split; no time passes, so no energy accrues.
    private mutating func restore(_ record: RequestRecord) -> Int32 {
        let split = record.split
        let request = ArrivingRequest(building: record.building, power: split.total, sequence: record.sequence)
        let slot = link(request, gridContract: split.gridContract, battery: split.battery)
        slices[Int(slot)].limits = record.limits
        return slot
    }

    private static func loads(
        _ records: [LoadRecord],
        slots: [Int64: Int32]
    ) throws(ImageError) -> [LoadState] {
        var loads: [LoadState] = []
        for record in records {
            var load = LoadState(id: record.id, power: record.power, leaseEnd: record.leaseEnd)
            for sequence in record.requests {
                guard let slot = slots[sequence] else { throw .load(record.id) }
                load.slices.append(slot)
            }
            loads.append(load)
        }
        return loads
    }

    /// Restores what belongs to no building, and everything that follows from the rest.
    private mutating func restore(_ record: ClusterRecord) {
        nextSequence = record.nextSequence
        tally.set(record.account, at: now)
        isBatteryExhausted = record.isBatteryEmpty
        chargeCorrection = record.chargeCorrection
        modeSwitch.restore(mode: record.mode, lastSwitch: record.lastSwitch)
        for building in buildings.indices { restoreSets(building) }
        restoreFronts()
        for building in buildings.indices { touch(building) }
        foreseeQuotaEnds()
    }

    private mutating func restoreSets(_ building: Int) {
        let state = buildings[building]
        switch policy.kind {
        case .adaptive:
            overBand.set(building, isMember: state.load > state.band)
        case .maxMin, .levelling:
            loaded.set(building, isMember: state.load > .zero)
            if state.gridContract < state.load { isLimited = true }
        case .strict, .noBounds:
            break
        }
    }

    private mutating func restoreFronts() {
        guard policy.discipline == .redispatch else { return }
        if policy.kind == .noBounds || (policy.kind == .adaptive && mode == .noBounds) {
            restoreFronts(ClusterLane())
        } else {
            for building in buildings.indices { restoreFronts(BuildingLane(building)) }
        }
    }

    private mutating func restoreFronts(_ lane: some Lane) {
        var (contract, battery) = (lane.end, lane.end)
        var slot = next(lane.end, lane)
        while slot != lane.end, contract == lane.end || battery == lane.end {
            let slice = slices[Int(slot)]
            if contract == lane.end, !slice.isServedByContract { contract = slot }
            if battery == lane.end, slice.needsPremium { battery = slot }
            slot = next(slot, lane)
        }
        self[lane].setFronts(contract: contract, battery: battery)
    }
}
