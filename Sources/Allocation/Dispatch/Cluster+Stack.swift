import Units

extension Cluster {
    // MARK: Reading a lane

    subscript(lane: some Lane) -> ServiceStack {
        @inline(__always)
        get {
            if let building = lane.building { buildings[building].stack } else { clusterStack }
        }
        @inline(__always)
        _modify {
            if let building = lane.building { yield &buildings[building].stack } else { yield &clusterStack }
        }
    }

    @inline(__always)
    func next(_ slot: Int32, _ lane: some Lane) -> Int32 {
        lane.building == nil ? slices[Int(slot)].cluster.next : slices[Int(slot)].own.next
    }

    @inline(__always)
    func previous(_ slot: Int32, _ lane: some Lane) -> Int32 {
        lane.building == nil ? slices[Int(slot)].cluster.previous : slices[Int(slot)].own.previous
    }

    /// What the stack's requests draw from the limited servers at present.
    @inline(__always)
    func used(_ lane: some Lane) -> ServerLimits {
        if let building = lane.building {
            return ServerLimits(gridContract: buildings[building].gridContract, battery: buildings[building].battery)
        }
        return ServerLimits(gridContract: tally.gridContract, battery: tally.battery)
    }

    // MARK: Changing a stack

    /// Links a request at the tail, served from what its stack leaves free.
    @inline(__always)
    mutating func append(
        _ request: ArrivingRequest,
        to lane: some Lane,
        within limits: ServerLimits
    ) -> Int32 {
        if let building = lane.building, !keepsRequestSplits {
            let slot = insert(request)
            tally.shift(split(building, within: limits), at: now)
            return slot
        }
        let used = used(lane)
        let power = request.power
        let gridContract = min(power, max(limits.gridContract - used.gridContract, .zero))
        let rest = power - gridContract
        let battery = min(rest, max(limits.battery - used.battery, .zero))
        let slot = link(request, gridContract: gridContract, battery: battery)
        if rest > .zero, self[lane].contractFront == lane.end { self[lane].contractFront = slot }
        if rest > battery, self[lane].batteryFront == lane.end { self[lane].batteryFront = slot }
        return slot
    }

    /// Links a request at the tail of its building's stack, served by grid-premium until the servers are divided.
    @inline(__always)
    mutating func appendLast(_ request: ArrivingRequest) -> Int32 {
        if !keepsRequestSplits { return insert(request) }
        return append(request, to: BuildingLane(request.building), within: .zero)
    }

    /// Links a request whose split nobody keeps.
    @inline(__always)
    private mutating func insert(_ request: ArrivingRequest) -> Int32 {
        let (building, power) = (request.building, request.power)
        let slot = insert(Slice(sequence: request.sequence, building: Int32(building), power: power))
        changeLoad(of: building, by: power)
        return slot
    }

    /// Brings the stack to its limits, whichever way they or its requests have changed.
    @inline(__always)
    mutating func rebalance(_ lane: some Lane, to limits: ServerLimits) {
        if let building = lane.building, !keepsRequestSplits {
            tally.shift(split(building, within: limits), at: now)
            touch(building)
        } else if used(lane).gridContract > limits.gridContract {
            splitAgain(lane, within: limits)
        } else if self[lane].contractFront != lane.end {
            fill(lane, to: limits)
        }
    }

    /// Gives what is free to the oldest requests that lack it.
    private mutating func fill(_ lane: some Lane, to limits: ServerLimits) {
        fillGridContract(lane, to: limits.gridContract)
        if used(lane).battery > limits.battery { takeBattery(lane, to: limits.battery) }
        fillBattery(lane, to: limits.battery)
    }

    /// Gives free grid-contract power to the oldest requests that lack it.
    private mutating func fillGridContract(_ lane: some Lane, to limit: Power) {
        var front = self[lane].contractFront
        var free = limit - used(lane).gridContract
        while front != lane.end {
            let slice = slices[Int(front)]
            let lacking = slice.power - slice.gridContract
            let given = min(lacking, free)
            setSplit(
                of: front,
                gridContract: slice.gridContract + given,
                battery: min(slice.battery, lacking - given)
            )
            if given < lacking { break }
            free -= given
            front = lane.building == nil ? slice.cluster.next : slice.own.next
        }
        self[lane].contractFront = front
    }

    /// Gives free battery power to the oldest requests that need grid-premium.
    private mutating func fillBattery(_ lane: some Lane, to limit: Power) {
        var front = self[lane].batteryFront
        var free = limit - used(lane).battery
        while front != lane.end {
            let slice = slices[Int(front)]
            let lacking = slice.gridPremium
            let given = min(lacking, free)
            setSplit(of: front, gridContract: slice.gridContract, battery: slice.battery + given)
            if given < lacking { break }
            free -= given
            front = lane.building == nil ? slice.cluster.next : slice.own.next
        }
        self[lane].batteryFront = front
    }

    /// Takes battery power back from the newest requests that draw it.
    private mutating func takeBattery(_ lane: some Lane, to limit: Power) {
        let stack = self[lane]
        var front = stack.batteryFront
        var slot = front == lane.end ? previous(lane.end, lane) : front
        while slot != lane.end {
            let excess = used(lane).battery - limit
            if excess <= .zero { break }
            let slice = slices[Int(slot)]
            if slice.battery > .zero {
                let battery = slice.battery - min(slice.battery, excess)
                setSplit(of: slot, gridContract: slice.gridContract, battery: battery)
                front = slot
            }
            slot = previous(slot, lane)
        }
        self[lane].batteryFront = front
    }

    /// Splits again, from the first request that loses grid-contract power to the last whose split changes.
    private mutating func splitAgain(_ lane: some Lane, within limits: ServerLimits) {
        let old = self[lane]
        var slot = old.contractFront == lane.end ? previous(lane.end, lane) : old.contractFront
        // Everything before the contract front is served by grid-contract alone, so nothing before draws battery.
        var gridContract = used(lane).gridContract - slices[Int(slot)].gridContract
        while gridContract > limits.gridContract {
            slot = previous(slot, lane)
            gridContract -= slices[Int(slot)].gridContract
        }
        splitForward(lane, from: slot, gridContractBefore: gridContract, within: limits)
    }

    /// Splits the requests from `first` on as a stack, until a request is reached that draws from grid-premium alone
    /// and did so before: every later one does too.
    mutating func splitForward(
        _ lane: some Lane,
        from first: Int32,
        gridContractBefore: Power,
        within limits: ServerLimits
    ) {
        var (slot, contractFront, batteryFront) = (first, lane.end, lane.end)
        var (freeContract, freeBattery) = (limits.gridContract - gridContractBefore, limits.battery)
        while slot != lane.end {
            let slice = slices[Int(slot)]
            let gridContract = min(slice.power, freeContract)
            let battery = min(slice.power - gridContract, freeBattery)
            let wasPremium = slice.gridContract == .zero && slice.battery == .zero
            setSplit(of: slot, gridContract: gridContract, battery: battery)
            freeContract -= gridContract
            freeBattery -= battery
            if contractFront == lane.end, gridContract < slice.power { contractFront = slot }
            if batteryFront == lane.end, gridContract + battery < slice.power { batteryFront = slot }
            if slice.power > .zero, gridContract + battery == .zero, wasPremium { break }
            slot = next(slot, lane)
        }
        self[lane].setFronts(contract: contractFront, battery: batteryFront)
    }
}
