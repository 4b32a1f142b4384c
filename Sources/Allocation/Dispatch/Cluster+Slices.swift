import Units

extension Cluster {
    /// Links a new slice with its split at the tail of both arrival orders.
    @inline(__always)
    mutating func link(_ request: ArrivingRequest, gridContract: Power, battery: Power) -> Int32 {
        let building = request.building
        var slice = Slice(sequence: request.sequence, building: Int32(building), power: request.power)
        slice.serve(gridContract: gridContract, battery: battery)
        let slot = insert(slice)
        change(building, load: request.power, ServerRise(gridContract: gridContract, battery: battery))
        noteChange(of: slot)
        return slot
    }

    /// Puts a slice at the tail of both arrival orders.
    @inline(__always)
    mutating func insert(_ newSlice: Slice) -> Int32 {
        var slice = newSlice
        let (end, ownEnd) = (Int(ClusterLane().end), Int(BuildingLane(Int(slice.building)).end))
        let (last, ownLast) = (slices[end].cluster.previous, slices[ownEnd].own.previous)
        slice.cluster = Slice.Links(previous: last, next: Int32(end))
        slice.own = Slice.Links(previous: ownLast, next: Int32(ownEnd))
        let slot = place(slice)
        slices[Int(last)].cluster.next = slot
        slices[end].cluster.previous = slot
        slices[Int(ownLast)].own.next = slot
        slices[ownEnd].own.previous = slot
        activeCount += 1
        return slot
    }

    /// Puts a slice into a free slot.
    @inline(__always)
    private mutating func place(_ slice: Slice) -> Int32 {
        let free = firstFree
        guard free != noSlice else {
            slices.append(slice)
            return Int32(slices.count - 1)
        }
        firstFree = slices[Int(free)].cluster.next
        slices[Int(free)] = slice
        return free
    }

    /// Takes a slice out of both arrival orders; what it held is free afterwards.
    @inline(__always)
    mutating func unlink(_ slot: Int32) {
        let slice = slices[Int(slot)]
        let (links, own, building) = (slice.cluster, slice.own, Int(slice.building))
        slices[Int(links.previous)].cluster.next = links.next
        slices[Int(links.next)].cluster.previous = links.previous
        clusterStack.remove(slot, links)
        slices[Int(own.previous)].own.next = own.next
        slices[Int(own.next)].own.previous = own.previous
        buildings[building].stack.remove(slot, own)
        if keepsRequestSplits {
            let rise = ServerRise(gridContract: slice.gridContract, battery: slice.battery)
            change(building, load: .zero - slice.power, -rise)
        } else {
            changeLoad(of: building, by: .zero - slice.power)
        }
        activeCount -= 1
        slices[Int(slot)].isActive = false
        slices[Int(slot)].cluster.next = firstFree
        firstFree = slot
        noteEnd(of: slice.sequence)
    }

    /// Adds a request's power and its split to those of its building and of the cluster, or takes them away.
    @inline(__always)
    private mutating func change(_ building: Int, load: Power, _ rise: ServerRise) {
        buildings[building].changeLoad(by: load, at: now)
        buildings[building].shift(rise, at: now)
        tally.changeLoad(by: load, at: now)
        tally.shift(rise, at: now)
        touch(building)
    }

    /// Lowers a slice's power: grid-premium goes first, then the battery, then grid-contract.
    mutating func setPower(of slot: Int32, to power: Power) {
        let place = Int(slot)
        if keepsRequestSplits {
            let gridContract = min(slices[place].gridContract, power)
            setSplit(of: slot, gridContract: gridContract, battery: min(slices[place].battery, power - gridContract))
        }
        let rise = power - slices[place].power
        slices[place].power = power
        changeLoad(of: Int(slices[place].building), by: rise)
        noteChange(of: slot)
    }

    /// Gives a slice its split; the building's energies up to now are settled at the old one first.
    @inline(__always)
    mutating func setSplit(of slot: Int32, gridContract: Power, battery: Power) {
        let place = Int(slot)
        let contractRise = gridContract - slices[place].gridContract
        let batteryRise = battery - slices[place].battery
        if contractRise == .zero, batteryRise == .zero { return }
        let building = Int(slices[place].building)
        slices[place].serve(gridContract: gridContract, battery: battery)
        let rise = ServerRise(gridContract: contractRise, battery: batteryRise)
        buildings[building].shift(rise, at: now)
        touch(building)
        tally.shift(rise, at: now)
        noteChange(of: slot)
    }
}

extension Split {
    @inline(__always)
    static func -= (left: inout Split, right: Split) {
        left.gridContract -= right.gridContract
        left.battery -= right.battery
        left.gridPremium -= right.gridPremium
    }
}
