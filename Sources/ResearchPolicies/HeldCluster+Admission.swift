extension HeldCluster {
    /// The split of a request that arrives.
    func admit(_ power: Int64, to building: Int) -> Holding {
        switch rule {
        case .noBounds: admitFreely(power, to: building)
        case .strict: admitStrictly(power, to: building, keepsCap: true)
        case .strictMixed: admitToBattery(power, of: building)
        case .adaptive(let test):
            isStrict(test, power)
                ? admitStrictly(power, to: building, keepsCap: test.keepsCap) : admitFreely(power, to: building)
        }
    }

    private func isStrict(_ test: HeldRule.AdaptiveTest, _ power: Int64) -> Bool {
        var signal: Int64 = 0
        for building in buildings {
            switch test.signal {
            case .gridContract: signal += building.gridContract
            case .cheap: signal += building.gridContract + building.battery
            case .cluster: signal += building.load
            }
        }
        return test.countsArrival ? signal + power > cap : signal >= cap
    }

    private var free: (gridContract: Int64, battery: Int64) {
        var free = (gridContract: cap, battery: isExhausted ? 0 : batteryPower)
        for building in buildings {
            free.gridContract -= building.gridContract
            if !isExhausted { free.battery -= building.battery }
        }
        return (max(0, free.gridContract), max(0, free.battery))
    }

    private func admitFreely(_ power: Int64, to building: Int) -> Holding {
        let free = free
        let contract = min(power, free.gridContract)
        let battery = buildings[building].isExhausted ? 0 : min(power - contract, free.battery)
        return Holding(building: building, power: power, gridContract: contract, battery: battery)
    }

    private func admitStrictly(_ power: Int64, to building: Int, keepsCap: Bool) -> Holding {
        let (free, own) = (free, buildings[building])
        let room = max(0, own.band - own.gridContract)
        let contract = min(power, keepsCap ? min(room, free.gridContract) : room)
        let battery =
            own.isExhausted ? 0 : min(power - contract, max(0, batteryRate - own.battery), free.battery)
        return Holding(building: building, power: power, gridContract: contract, battery: battery)
    }

    /// Grid-contract is not held under the mixed rule; only what the battery gives is.
    private func admitToBattery(_ power: Int64, of building: Int) -> Holding {
        let own = buildings[building]
        let room = max(0, own.band - draw(own).gridContract)
        let rest = max(0, power - room)
        let battery = own.isExhausted || isExhausted ? 0 : min(rest, max(0, batteryRate - own.battery))
        return Holding(building: building, power: power, gridContract: 0, battery: battery)
    }

    /// What a building draws at this moment.
    func draw(_ building: Building) -> (gridContract: Int64, battery: Int64) {
        guard case .strictMixed(let shares) = rule else { return (building.gridContract, building.battery) }
        switch shares {
        case .stay: return (min(building.load - building.battery, building.band), building.battery)
        case .yield:
            let contract = min(building.load, building.band)
            return (contract, min(building.battery, building.load - contract))
        }
    }
}
