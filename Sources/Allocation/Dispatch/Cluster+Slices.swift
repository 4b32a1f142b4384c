import Units

extension Cluster {
    /// Links a new slice at the tail of both arrival orders; it draws nothing from the cheap servers yet.
    mutating func link(building: Int, power: Power, sequence: Int64) -> Int32 {
        var slice = Slice(sequence: sequence, building: Int32(building), power: power)
        slice.cluster.previous = clusterStack.tail
        slice.own.previous = buildings[building].stack.tail
        let slot: Int32
        if let free = freeSlots.popLast() {
            slices[Int(free)] = slice
            slot = free
        } else {
            slot = Int32(slices.count)
            slices.append(slice)
        }
        if slice.cluster.previous == noSlice {
            clusterStack.head = slot
        } else {
            slices[Int(slice.cluster.previous)].cluster.next = slot
        }
        clusterStack.tail = slot
        if slice.own.previous != noSlice { slices[Int(slice.own.previous)].own.next = slot }
        buildings[building].append(slot, of: power, at: now)
        touch(building)
        totals.gridPremium += power
        activeCount += 1
        noteChange(of: slot)
        return slot
    }

    /// Takes a slice out of both arrival orders; what it held is free afterwards.
    mutating func unlink(_ slot: Int32) {
        setPower(of: slot, to: .zero)
        let (links, own) = (slices[Int(slot)].cluster, slices[Int(slot)].own)
        let (building, sequence) = (Int(slices[Int(slot)].building), slices[Int(slot)].sequence)
        if links.previous != noSlice { slices[Int(links.previous)].cluster.next = links.next }
        if links.next != noSlice { slices[Int(links.next)].cluster.previous = links.previous }
        clusterStack.remove(slot, links)
        if own.previous != noSlice { slices[Int(own.previous)].own.next = own.next }
        if own.next != noSlice { slices[Int(own.next)].own.previous = own.previous }
        buildings[building].stack.remove(slot, own)
        slices[Int(slot)].isActive = false
        freeSlots.append(slot)
        activeCount -= 1
        noteEnd(of: sequence)
    }

    /// Lowers a slice's power: grid-premium goes first, then the battery, then grid-contract.
    mutating func setPower(of slot: Int32, to power: Power) {
        let place = Int(slot)
        let gridContract = min(slices[place].gridContract, power)
        setSplit(of: slot, gridContract: gridContract, battery: min(slices[place].battery, power - gridContract))
        let building = Int(slices[place].building)
        let rise = power - slices[place].power
        slices[place].power = power
        buildings[building].changeLoad(by: rise, at: now)
        touch(building)
        totals.gridPremium += rise
        noteChange(of: slot)
    }

    /// Gives a slice its split; the building's energies up to now are settled at the old one first.
    mutating func setSplit(of slot: Int32, gridContract: Power, battery: Power) {
        let place = Int(slot)
        let contractRise = gridContract - slices[place].gridContract
        let batteryRise = battery - slices[place].battery
        if contractRise == .zero, batteryRise == .zero { return }
        let building = Int(slices[place].building)
        slices[place].serve(gridContract: gridContract, battery: battery)
        buildings[building].shift(gridContract: contractRise, battery: batteryRise, at: now)
        touch(building)
        totals.shift(gridContract: contractRise, battery: batteryRise)
        noteChange(of: slot)
    }
}

extension Split {
    /// Moves power from grid-premium to the cheap servers.
    @inline(__always)
    mutating func shift(gridContract contractRise: Power, battery batteryRise: Power) {
        gridContract += contractRise
        battery += batteryRise
        gridPremium -= contractRise + batteryRise
    }
}
