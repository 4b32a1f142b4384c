import Units

extension Cluster {
    // MARK: Reading a lane

    func stack(_ lane: Lane) -> ServiceStack {
        switch lane {
        case .cluster: clusterStack
        case .building(let index): buildings[index].stack
        }
    }

    mutating func setFronts(_ lane: Lane, contract: Int32, battery: Int32) {
        switch lane {
        case .cluster:
            clusterStack.contractFront = contract
            clusterStack.batteryFront = battery
        case .building(let index):
            buildings[index].stack.contractFront = contract
            buildings[index].stack.batteryFront = battery
        }
    }

    func next(_ slot: Int32, _ lane: Lane) -> Int32 {
        switch lane {
        case .cluster: slices[Int(slot)].cluster.next
        case .building: slices[Int(slot)].own.next
        }
    }

    func previous(_ slot: Int32, _ lane: Lane) -> Int32 {
        switch lane {
        case .cluster: slices[Int(slot)].cluster.previous
        case .building: slices[Int(slot)].own.previous
        }
    }

    /// What the stack's requests draw from the limited servers at present.
    func used(_ lane: Lane) -> ServerLimits {
        switch lane {
        case .cluster:
            ServerLimits(gridContract: totals.gridContract, battery: totals.battery)
        case .building(let index):
            ServerLimits(gridContract: buildings[index].split.gridContract, battery: buildings[index].split.battery)
        }
    }

    // MARK: Changing a stack

    /// Serves a request that was just linked at the tail from what its stack leaves free.
    mutating func serveTail(_ slot: Int32, _ lane: Lane, within limits: ServerLimits) {
        let used = used(lane)
        let power = slices[Int(slot)].power
        let gridContract = min(power, max(limits.gridContract - used.gridContract, .zero))
        let battery = min(power - gridContract, max(limits.battery - used.battery, .zero))
        setSplit(of: slot, gridContract: gridContract, battery: battery)
        let stack = stack(lane)
        setFronts(
            lane,
            contract: stack.contractFront == noSlice && gridContract < power ? slot : stack.contractFront,
            battery: stack.batteryFront == noSlice && gridContract + battery < power ? slot : stack.batteryFront
        )
    }

    /// Brings the stack to its limits, whichever way they or its requests have changed.
    mutating func rebalance(_ lane: Lane, to limits: ServerLimits) {
        if used(lane).gridContract > limits.gridContract {
            splitAgain(lane, within: limits)
            return
        }
        fillGridContract(lane, to: limits.gridContract)
        if used(lane).battery > limits.battery { takeBattery(lane, to: limits.battery) }
        fillBattery(lane, to: limits.battery)
    }

    /// Gives free grid-contract power to the oldest requests that lack it.
    private mutating func fillGridContract(_ lane: Lane, to limit: Power) {
        var front = stack(lane).contractFront
        while front != noSlice {
            let slice = slices[Int(front)]
            if slice.isServedByContract {
                front = next(front, lane)
                continue
            }
            let free = limit - used(lane).gridContract
            if free <= .zero { break }
            let gridContract = slice.gridContract + min(free, slice.power - slice.gridContract)
            setSplit(of: front, gridContract: gridContract, battery: min(slice.battery, slice.power - gridContract))
        }
        setFronts(lane, contract: front, battery: stack(lane).batteryFront)
    }

    /// Gives free battery power to the oldest requests that need grid-premium.
    private mutating func fillBattery(_ lane: Lane, to limit: Power) {
        var front = stack(lane).batteryFront
        while front != noSlice {
            let slice = slices[Int(front)]
            if !slice.needsPremium {
                front = next(front, lane)
                continue
            }
            let free = limit - used(lane).battery
            if free <= .zero { break }
            setSplit(
                of: front,
                gridContract: slice.gridContract,
                battery: slice.battery + min(free, slice.gridPremium)
            )
        }
        setFronts(lane, contract: stack(lane).contractFront, battery: front)
    }

    /// Takes battery power back from the newest requests that draw it.
    private mutating func takeBattery(_ lane: Lane, to limit: Power) {
        let stack = stack(lane)
        var front = stack.batteryFront
        var slot = front == noSlice ? stack.tail : front
        while slot != noSlice {
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
        setFronts(lane, contract: stack.contractFront, battery: front)
    }

    /// Splits again, from the first request that loses grid-contract power to the last whose split changes.
    private mutating func splitAgain(_ lane: Lane, within limits: ServerLimits) {
        let old = stack(lane)
        var slot = old.contractFront == noSlice ? old.tail : old.contractFront
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
        _ lane: Lane,
        from first: Int32,
        gridContractBefore: Power,
        within limits: ServerLimits
    ) {
        var (slot, contractFront, batteryFront) = (first, noSlice, noSlice)
        var (freeContract, freeBattery) = (limits.gridContract - gridContractBefore, limits.battery)
        while slot != noSlice {
            let slice = slices[Int(slot)]
            let gridContract = min(slice.power, freeContract)
            let battery = min(slice.power - gridContract, freeBattery)
            let wasPremium = slice.gridContract == .zero && slice.battery == .zero
            setSplit(of: slot, gridContract: gridContract, battery: battery)
            freeContract -= gridContract
            freeBattery -= battery
            if contractFront == noSlice, gridContract < slice.power { contractFront = slot }
            if batteryFront == noSlice, gridContract + battery < slice.power { batteryFront = slot }
            if slice.power > .zero, gridContract + battery == .zero, wasPremium { break }
            slot = next(slot, lane)
        }
        setFronts(lane, contract: contractFront, battery: batteryFront)
    }
}
