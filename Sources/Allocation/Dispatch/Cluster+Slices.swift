import Units

extension Cluster {
    /// Links a new slice at the tail of both arrival orders; it draws nothing from the cheap servers yet.
    mutating func link(building: Int, power: Power, sequence: Int64) -> Int32 {
        let slice = Slice(sequence: sequence, building: Int32(building), power: power)
        let slot: Int32
        if let free = freeSlots.popLast() {
            slices[Int(free)] = slice
            slot = free
        } else {
            slot = Int32(slices.count)
            slices.append(slice)
        }
        linkInCluster(slot)
        linkInBuilding(slot, building)
        settle(building)
        buildings[building].load += power
        buildings[building].split.gridPremium += power
        totals.gridPremium += power
        activeCount += 1
        noteChange(of: slot)
        return slot
    }

    private mutating func linkInCluster(_ slot: Int32) {
        let tail = clusterStack.tail
        slices[Int(slot)].cluster.previous = tail
        if tail == noSlice { clusterStack.head = slot } else { slices[Int(tail)].cluster.next = slot }
        clusterStack.tail = slot
    }

    private mutating func linkInBuilding(_ slot: Int32, _ building: Int) {
        let tail = buildings[building].stack.tail
        slices[Int(slot)].own.previous = tail
        if tail == noSlice { buildings[building].stack.head = slot } else { slices[Int(tail)].own.next = slot }
        buildings[building].stack.tail = slot
    }

    /// Takes a slice out of both arrival orders; what it held is free afterwards.
    mutating func unlink(_ slot: Int32) {
        setPower(of: slot, to: .zero)
        let slice = slices[Int(slot)]
        let (before, after) = (slice.cluster.previous, slice.cluster.next)
        if before == noSlice { clusterStack.head = after } else { slices[Int(before)].cluster.next = after }
        if after == noSlice { clusterStack.tail = before } else { slices[Int(after)].cluster.previous = before }
        if clusterStack.contractFront == slot { clusterStack.contractFront = after }
        if clusterStack.batteryFront == slot { clusterStack.batteryFront = after }
        unlinkFromBuilding(slot, slice)
        slices[Int(slot)].isActive = false
        freeSlots.append(slot)
        activeCount -= 1
        noteEnd(of: slice.sequence)
    }

    private mutating func unlinkFromBuilding(_ slot: Int32, _ slice: Slice) {
        let building = Int(slice.building)
        let (before, after) = (slice.own.previous, slice.own.next)
        if before == noSlice { buildings[building].stack.head = after } else { slices[Int(before)].own.next = after }
        if after == noSlice {
            buildings[building].stack.tail = before
        } else {
            slices[Int(after)].own.previous = before
        }
        if buildings[building].stack.contractFront == slot { buildings[building].stack.contractFront = after }
        if buildings[building].stack.batteryFront == slot { buildings[building].stack.batteryFront = after }
    }

    /// Lowers a slice's power: grid-premium goes first, then the battery, then grid-contract.
    mutating func setPower(of slot: Int32, to power: Power) {
        let slice = slices[Int(slot)]
        let gridContract = min(slice.gridContract, power)
        setSplit(of: slot, gridContract: gridContract, battery: min(slice.battery, power - gridContract))
        let building = Int(slice.building)
        let fall = slice.power - power
        settle(building)
        slices[Int(slot)].power = power
        buildings[building].load -= fall
        buildings[building].split.gridPremium -= fall
        totals.gridPremium -= fall
        noteChange(of: slot)
    }

    /// Gives a slice its split; the building's energies up to now are settled at the old one first.
    mutating func setSplit(of slot: Int32, gridContract: Power, battery: Power) {
        let slice = slices[Int(slot)]
        let contractRise = gridContract - slice.gridContract
        let batteryRise = battery - slice.battery
        if contractRise == .zero, batteryRise == .zero { return }
        let building = Int(slice.building)
        settle(building)
        slices[Int(slot)].gridContract = gridContract
        slices[Int(slot)].battery = battery
        buildings[building].split.shift(gridContract: contractRise, battery: batteryRise)
        totals.shift(gridContract: contractRise, battery: batteryRise)
        noteChange(of: slot)
    }
}

extension Split {
    /// Moves power from grid-premium to the cheap servers.
    fileprivate mutating func shift(gridContract contractRise: Power, battery batteryRise: Power) {
        gridContract += contractRise
        battery += batteryRise
        gridPremium -= contractRise + batteryRise
    }
}
