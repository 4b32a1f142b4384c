import Allocation
import Units

/// The discipline `admission`: a split is fixed at arrival and held.
extension Oracle {
    /// The split of an arriving power against what is free now.
    mutating func admit(_ power: Int64, building: Int) -> Bands {
        if policy.kind == .adaptive {
            let signal = (policy.signal == .gridContractLoad ? split.gridContract : load) + reserved
            let test = signal + power
            switchMode(toStrict: test > cap, toNoBounds: test <= cap - policy.hysteresis.watts)
        }
        var gridContract = freeCap - split.gridContract
        var battery = batteryPower - split.battery
        if mode == .strict {
            gridContract = min(gridContract, band(building) - split(of: building).gridContract)
            battery = min(battery, batteryRate - split(of: building).battery)
        }
        if batteryIsExhausted || quotasAreInForce && quotaIsExhausted[building] { battery = 0 }
        var admitted = Bands()
        admitted.gridContract = min(power, max(0, gridContract))
        admitted.battery = min(power - admitted.gridContract, max(0, battery))
        admitted.gridPremium = power - admitted.gridContract - admitted.battery
        return admitted
    }

    mutating func turnBatteryIntoPremium(of building: Int) {
        for index in requests.indices where requests[index].building == building {
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
        }
    }
}
