import Units

// max-min (ours): bands are guarantees, not limits. Each cheap server is divided by weighted max-min fairness over the
// buildings' present loads, with the allocation factors as weights.

/// Weighted max-min fair division ("water-filling") in whole watts.
enum WaterFilling {
    /// What one party would take, and the weight of its claim.
    struct Claim: Sendable {
        var demand: Power
        var weight: Int64
    }

    /// Divides a capacity: nobody gets more than its demand, and whoever gets less than its demand gets as much per
    /// weight as any other. Watts that rounding leaves go, one each, to the first of those.
    static func divide(_ capacity: Power, over claims: [Claim]) -> [Power] {
        var throttled = Array(claims.indices)
        var left = capacity
        var weight = claims.reduce(0) { $0 + $1.weight }
        // Everyone whose demand lies under the water level is satisfied, which raises the level for the others.
        while true {
            var (stillThrottled, nextLeft, nextWeight) = ([Int](), left, weight)
            for index in throttled {
                let claim = claims[index]
                if Int128(claim.demand.watts) * Int128(weight) <= Int128(left.watts) * Int128(claim.weight) {
                    nextLeft -= claim.demand
                    nextWeight -= claim.weight
                } else {
                    stillThrottled.append(index)
                }
            }
            if stillThrottled.count == throttled.count { break }
            (throttled, left, weight) = (stillThrottled, nextLeft, nextWeight)
        }
        return shares(claims, throttled: throttled, left: left, weight: weight)
    }

    private static func shares(_ claims: [Claim], throttled: [Int], left: Power, weight: Int64) -> [Power] {
        var shares = claims.map(\.demand)
        guard weight > 0 else { return shares }
        var rest = left
        for index in throttled {
            shares[index] = Power(watts: Int64(Int128(left.watts) * Int128(claims[index].weight) / Int128(weight)))
            rest -= shares[index]
        }
        for index in throttled.prefix(Int(rest.watts)) { shares[index] += .watts(1) }
        return shares
    }
}

extension Cluster {
    /// What the cheap servers give to each of the loaded buildings, which are given in ascending order.
    func maxMinLimits(of members: [Int]) -> [ServerLimits] {
        let contract = WaterFilling.divide(
            openCap,
            over: members.map { .init(demand: buildings[$0].load, weight: buildings[$0].weight) }
        )
        let battery = WaterFilling.divide(
            isBatteryExhausted ? .zero : terms.battery.power,
            over: zip(members, contract).map { member, served in
                .init(demand: buildings[member].load - served, weight: buildings[member].weight)
            }
        )
        return zip(contract, battery).map { ServerLimits(gridContract: $0, battery: $1) }
    }
}
