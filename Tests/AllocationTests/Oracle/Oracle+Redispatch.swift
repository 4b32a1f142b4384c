import Allocation
import Units

/// The discipline `redispatch`: after every event the whole active load is split again.
extension Oracle {
    /// Computes every request's split from scratch; under `admission` splits are held and nothing happens.
    mutating func splitAgain() {
        guard policy.discipline == .redispatch else { return }
        chooseMode()
        let battery = batteryIsExhausted ? 0 : batteryPower
        switch policy.kind {
        case .strict: splitStrictly()
        case .noBounds: stack({ _ in true }, gridContract: freeCap, battery: battery)
        case .adaptive:
            if mode == .strict {
                splitStrictly()
            } else {
                stack({ _ in true }, gridContract: freeCap, battery: battery)
            }
        case .maxMin, .levelling: splitByBuilding(battery: battery)
        }
    }

    /// Each building within its own band, rate and battery energy.
    private mutating func splitStrictly() {
        for building in buildings {
            let mayUseBattery = !batteryIsExhausted && !quotaIsExhausted[building]
            stack(
                { $0.building == building },
                gridContract: band(building),
                battery: mayUseBattery ? batteryRate : 0
            )
        }
    }

    /// Divides grid-contract over the buildings' loads, then the battery over what is left of them.
    private mutating func splitByBuilding(battery: Int64) {
        let demands = buildings.map { load(of: $0) }
        let gridContract = divide(freeCap, over: demands)
        let rests = buildings.map { demands[$0] - gridContract[$0] }
        let fromBattery = divide(battery, over: rests)
        for building in buildings {
            stack(
                { $0.building == building },
                gridContract: gridContract[building],
                battery: fromBattery[building]
            )
        }
    }

    private func divide(_ capacity: Int64, over demands: [Int64]) -> [Int64] {
        policy.kind == .maxMin ? waterFill(capacity, over: demands) : fillInOrder(capacity, over: demands)
    }

    /// Serves requests in arrival order: grid-contract while there is some, then battery, then premium.
    private mutating func stack(_ belongs: (Request) -> Bool, gridContract: Int64, battery: Int64) {
        var used = Bands()
        for index in requests.indices where belongs(requests[index]) {
            let power = requests[index].power
            var split = Bands()
            split.gridContract = min(power, gridContract - used.gridContract)
            split.battery = min(power - split.gridContract, battery - used.battery)
            split.gridPremium = power - split.gridContract - split.battery
            requests[index].split = split
            used = used + split
        }
    }
}

// MARK: Adaptive: which mode stands

extension Oracle {
    /// Looks at the signal after an event.
    private mutating func chooseMode() {
        guard policy.kind == .adaptive else { return }
        let signal = load + reserved
        switchMode(toStrict: signal > cap, toNoBounds: signal <= cap - policy.hysteresis.watts)
        if policy.dwell == .zero { dwellEnd = nil }
    }

    /// Switches if that is wanted and the last switch is long enough ago.
    mutating func switchMode(toStrict: Bool, toNoBounds: Bool) {
        let isWanted = mode == .noBounds ? toStrict : toNoBounds
        if let lastSwitch, now < lastSwitch + policy.dwell.milliseconds { return }
        guard isWanted else { return }
        mode = mode == .noBounds ? .strict : .noBounds
        lastSwitch = now
        notices.append(.switched(to: mode, at: now))
        // Who has drawn its battery energy while quotas did not bind gets none from now on, not even for an instant.
        if quotasAreInForce {
            for building in buildings where usage[building] >= quota(building) { quotaIsExhausted[building] = true }
        }
        if policy.discipline == .redispatch { dwellEnd = now + policy.dwell.milliseconds }
    }
}
