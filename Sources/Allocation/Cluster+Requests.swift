public import Units

extension Cluster {
    /// Starts a request: it is served at once, whatever it needs.
    ///
    /// - Parameters:
    ///   - building: The building's index in ``ClusterTerms/buildings``.
    ///   - power: The power it draws until it ends.
    ///   - instant: When it arrives.
    /// - Returns: A handle to end it with.
    /// - Throws: ``AllocationError``; nothing has changed then.
    public mutating func start(
        building: Int,
        power: Power,
        at instant: Instant
    ) throws(AllocationError) -> RequestHandle {
        try check(building: building, power: power)
        try checkTime(instant)
        beginEvent()
        var handle = RequestHandle(sequence: nextSequence, slot: noSlice)
        perform(at: instant) { cluster in
            cluster.endSilence(of: building)
            handle = cluster.append(building: building, power: power)
        }
        return handle
    }

    /// Ends a request; what it held is free.
    ///
    /// - Throws: ``AllocationError``; nothing has changed then.
    public mutating func end(_ request: RequestHandle, at instant: Instant) throws(AllocationError) {
        guard isActive(request) else { throw .unknownRequest }
        try checkTime(instant)
        beginEvent()
        perform(at: instant) { cluster in
            // The request's building may have fallen silent on the way.
            guard cluster.isActive(request) else { return }
            let building = Int(cluster.slices[Int(request.slot)].building)
            cluster.unlink(request.slot)
            cluster.loadFell(in: building)
        }
    }

    func check(building: Int, power: Power) throws(AllocationError) {
        guard buildings.indices.contains(building) else { throw .unknownBuilding(building) }
        guard power >= .zero, power <= Self.largestRequest else { throw .powerOutOfRange(power) }
        // The sum of all loads must leave room for a product with time.
        guard totals.total.watts <= Int64.max / 1_024 - power.watts else { throw .overflow }
    }

    /// Appends a request at the tail of the arrival order and serves it.
    mutating func append(building: Int, power: Power) -> RequestHandle {
        let decision = policy.discipline == .admission ? admit(building: building, power: power) : nil
        let slot = link(building: building, power: power, sequence: nextSequence)
        nextSequence += 1
        if let decision {
            setSplit(of: slot, gridContract: decision.split.gridContract, battery: decision.split.battery)
            slices[Int(slot)].limits = decision.limits
        } else {
            loadRose(in: building, by: slot)
        }
        return RequestHandle(sequence: slices[Int(slot)].sequence, slot: slot)
    }
}
