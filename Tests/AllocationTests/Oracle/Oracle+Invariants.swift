import Allocation
import Units

/// What must hold at every instant, whatever the policy.
extension Oracle {
    /// The first rule that the present breaks, in words.
    func brokenRule() -> String? {
        for request in requests {
            if request.split.total != request.power { return "request \(request.sequence) is not served whole" }
            if !request.split.isNonnegative { return "request \(request.sequence) has a negative share" }
        }
        if split.gridContract + reserved > cap { return "grid-contract and reserved bands exceed the cap" }
        if split.battery > batteryPower { return "the battery gives more than its power" }
        if charge < 0 { return "the battery gives more than its capacity" }
        let drawn = account.battery
        if drawn + charge != terms.battery.capacity.millijoules + addedByReadings {
            return "battery energy and charge do not add up"
        }
        if batteryIsExhausted && split.battery > 0 { return "an empty battery serves" }
        for building in buildings where meters[building].breach > accounts[building].gridPremium {
            return "building \(building) has more breaches than premium"
        }
        for building in buildings where meters[building].breach + meters[building].estimated > accounts[building].total
        {
            return "building \(building) was billed less than its breaches and gaps"
        }
        for building in buildings where usage[building] != accounts[building].battery {
            return "usage of building \(building) is not its battery energy"
        }
        return brokenStrictBand() ?? idleCheapCapacity() ?? brokenGuarantee()
    }

    /// Under strict no building leaves its band, its rate or its battery energy.
    private func brokenStrictBand() -> String? {
        let bandsHold = policy.kind == .strict || policy.discipline == .redispatch && mode == .strict
        for building in buildings {
            let split = split(of: building)
            if stale[building] && split.total > 0 { return "stale building \(building) is served" }
            if bandsHold && split.gridContract > band(building) { return "building \(building) leaves its band" }
            if bandsHold && split.battery > batteryRate { return "building \(building) exceeds its battery rate" }
            if policy.kind == .strict && usage[building] > quota(building) {
                return "building \(building) exceeds its battery energy"
            }
            if quotasAreInForce && quotaIsExhausted[building] && split.battery > 0 {
                return "building \(building) has no battery energy left and is served by it"
            }
        }
        return nil
    }

    /// Under the work-conserving policies nobody is on a dearer server while a cheaper one has room.
    private func idleCheapCapacity() -> String? {
        guard policy.discipline == .redispatch, mode == .noBounds else { return nil }
        if split.battery + split.gridPremium > 0 && split.gridContract < freeCap {
            return "grid-contract idles while a request is on a dearer server"
        }
        if split.gridPremium > 0 && !batteryIsExhausted && split.battery < batteryPower {
            return "the battery idles while a request is on premium"
        }
        return nil
    }

    /// Under max-min a building within its band has it, whoever else asks.
    private func brokenGuarantee() -> String? {
        guard policy.kind == .maxMin else { return nil }
        for building in buildings where split(of: building).gridContract < min(load(of: building), band(building)) {
            return "building \(building) is refused its band"
        }
        return nil
    }
}

extension Bands {
    var isNonnegative: Bool { gridContract >= 0 && battery >= 0 && gridPremium >= 0 }
}
