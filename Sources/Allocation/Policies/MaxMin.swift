import Units

// max-min (ours): bands are guarantees, not limits. Each cheap server is divided by weighted max-min fairness over the
// buildings' present loads, with the allocation factors as weights.

extension Cluster {
    /// Divides the cheap servers over the buildings with a load by weighted max-min fairness, where the load is over
    /// the cap.
    mutating func divideFairly() {
        claims.removeAll()
        if contractLevel.coversWeightless { contractLevel = .unknown }
        let first = Self.collect(&claims, of: buildings, loaded, under: contractLevel)
        let rest = WaterFilling.divide(UInt64(openCap.watts), over: &claims, from: &contractLevel, first: first)
        let battery = isBatteryExhausted ? .zero : terms.battery.power
        Self.serve(&claims, rest, battery: battery)
        if tally.load - openCap > battery, battery > .zero { divide(battery) }
        if keepsRequestSplits {
            rebalance(claims)
        } else {
            tally.shift(Self.serve(claims, of: &buildings, at: now), at: now)
        }
    }

    /// Collects the claims, gives them their shares under a level, and tells who is under it.
    @inline(__always)
    private static func collect(
        _ claims: inout Slots<Claim>,
        of buildings: Slots<BuildingState>,
        _ loaded: BuildingSet,
        under level: WaterLevel
    ) -> WaterTally {
        var tally = WaterTally(under: level)
        buildings.withSpan { buildings in
            loaded.forEach { building in
                let (weight, load) = (buildings[building].weight, buildings[building].load)
                var claim = Claim(building: Int32(truncatingIfNeeded: building), weight: weight, demand: load)
                tally.add(&claim)
                claims.append(claim)
            }
        }
        return tally
    }

    /// Gives every claim its share of grid-contract, and what it lacks from a battery that has enough for everyone, or
    /// nothing for anyone.
    @inline(__always)
    private static func serve(_ claims: inout Slots<Claim>, _ restOfContract: Int64, battery: Power) {
        var rest = restOfContract
        claims.withMutableSpan { claims in
            for index in claims.indices {
                let share = claims[index].share(withOneOf: &rest)
                claims[index].gridContract = share
                claims[index].battery = min(claims[index].demand - share, battery)
            }
        }
    }

    /// Divides a battery that has not enough over what grid-contract leaves of the claims.
    private mutating func divide(_ battery: Power) {
        for index in claims.indices {
            claims[index].demand -= claims[index].gridContract
            claims[index].weight = buildings[Int(claims[index].building)].weight
        }
        if batteryLevel.coversWeightless { batteryLevel = .unknown }
        let first = WaterFilling.tally(of: &claims, under: batteryLevel)
        var rest = WaterFilling.divide(UInt64(battery.watts), over: &claims, from: &batteryLevel, first: first)
        claims.withMutableSpan { claims in
            for index in claims.indices { claims[index].battery = claims[index].share(withOneOf: &rest) }
        }
    }
}
