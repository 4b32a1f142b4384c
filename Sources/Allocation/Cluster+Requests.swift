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
        let isCalm = try checkTime(instant)
        beginEvent(at: instant, isCalm: isCalm)
        endSilence(of: building)
        let handle = append(building: building, power: power)
        finishEvent()
        return handle
    }

    /// Ends a request; what it held is free.
    ///
    /// - Throws: ``AllocationError``; nothing has changed then.
    public mutating func end(_ request: RequestHandle, at instant: Instant) throws(AllocationError) {
        guard isActive(request) else { throw .unknownRequest }
        let isCalm = try checkTime(instant)
        beginEvent(at: instant, isCalm: isCalm)
        // The request's building may have fallen silent on the way.
        if isActive(request) {
            let building = Int(slices[Int(request.slot)].building)
            unlink(request.slot)
            loadFell(in: building)
        }
        finishEvent()
    }

    @inline(__always)
    func check(building: Int, power: Power) throws(AllocationError) {
        guard buildings.indices.contains(building) else { throw .unknownBuilding(building) }
        guard power >= .zero, power <= Self.largestRequest else { throw .powerOutOfRange(power) }
        // The sum of all loads must leave room for a product with time.
        guard tally.load.watts <= Int64.max / 1_024 - power.watts else { throw .overflow }
    }

    /// Appends a request at the tail of the arrival order and serves it.
    @inline(__always)
    mutating func append(building: Int, power: Power) -> RequestHandle {
        let sequence = nextSequence
        nextSequence += 1
        let request = ArrivingRequest(building: building, power: power, sequence: sequence)
        let slot: Int32
        switch policy.discipline {
        case .redispatch:
            slot = dispatch(request)
        case .admission:
            let decision = admit(building: building, power: power)
            slot = link(request, gridContract: decision.split.gridContract, battery: decision.split.battery)
            slices[Int(slot)].limits = decision.limits
        }
        return RequestHandle(sequence: sequence, slot: slot)
    }
}
