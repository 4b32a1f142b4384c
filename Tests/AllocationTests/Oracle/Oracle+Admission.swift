import Allocation
import Units

/// The discipline `admission`: a split is fixed at arrival and held.
extension Oracle {
    /// The split of an arriving power against what is free now.
    mutating func admit(_ power: Int64, building: Int) -> (split: Bands, limits: Limits) {
        if policy.kind == .adaptive {
            let signal = (policy.signal == .gridContractLoad ? split.gridContract : load) + reserved
            let test = signal + power
            switchMode(toStrict: test > cap, toNoBounds: test <= cap - policy.hysteresis.watts)
        }
        var gridContract = freeCap - split.gridContract
        var battery = batteryPower - split.battery
        var contractLimit = Limits.gridContractFull
        var batteryLimit = Limits.batteryPower
        if mode == .strict {
            let own = band(building) - split(of: building).gridContract
            if own <= gridContract { contractLimit = .allocationFactorShare }
            gridContract = min(gridContract, own)
            battery = min(battery, batteryRate - split(of: building).battery)
        }
        if quotasAreInForce && quotaIsExhausted[building] { (battery, batteryLimit) = (0, .batteryQuota) }
        if batteryIsExhausted { (battery, batteryLimit) = (0, .batteryEmpty) }
        var admitted = Bands()
        admitted.gridContract = min(power, max(0, gridContract))
        admitted.battery = min(power - admitted.gridContract, max(0, battery))
        admitted.gridPremium = power - admitted.gridContract - admitted.battery
        var limits: Limits = []
        if admitted.gridContract < power { limits.formUnion(contractLimit) }
        if admitted.gridContract < power, policy.kind == .adaptive, mode == .strict {
            limits.formUnion(.adaptiveStrict)
        }
        if admitted.gridPremium > 0 { limits.formUnion(batteryLimit) }
        return (admitted, limits)
    }

    mutating func turnBatteryIntoPremium(of building: Int, because limit: Limits) {
        for index in requests.indices where requests[index].building == building && requests[index].split.battery > 0 {
            requests[index].heldLimits.subtract(.batteryPower)
            requests[index].heldLimits.formUnion(limit)
            requests[index].split.gridPremium += requests[index].split.battery
            requests[index].split.battery = 0
        }
    }

    /// Where a band was reserved that others held: the newest requests give way until the cap is kept.
    mutating func makeRoomInGridContract() {
        var excess = split.gridContract - freeCap
        for index in requests.indices.reversed() where excess > 0 {
            let given = min(excess, requests[index].split.gridContract)
            requests[index].split.gridContract -= given
            requests[index].split.gridPremium += given
            excess -= given
            if given > 0 { requests[index].heldLimits.formUnion(.reservedBand) }
        }
    }
}

// MARK: Reasons

extension Oracle {
    /// Why a request is not served by grid-contract alone.
    func limits(of request: Request) -> Limits {
        if request.split.gridContract == request.power { return [] }
        if policy.discipline == .admission { return request.heldLimits }
        var limits: Limits = mode == .strict ? .allocationFactorShare : .gridContractFull
        if policy.kind == .adaptive && mode == .strict { limits.formUnion(.adaptiveStrict) }
        guard request.split.gridPremium > 0 else { return limits }
        if batteryIsExhausted {
            limits.formUnion(.batteryEmpty)
        } else if mode == .strict && quotaIsExhausted[request.building] {
            limits.formUnion(.batteryQuota)
        } else {
            limits.formUnion(.batteryPower)
        }
        return limits
    }
}
