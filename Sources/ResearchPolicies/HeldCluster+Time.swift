import Allocation
import Units

extension HeldCluster {
    /// Counts what is drawn until an instant before which nothing runs out.
    mutating func accrue(until instant: Int64) {
        let interval = instant - now
        guard interval > 0 else { return }
        for index in buildings.indices where buildings[index].load > 0 {
            let draw = draw(buildings[index])
            let battery = draw.battery * interval
            charge -= battery
            buildings[index].drawn =
                buildings[index].drawn
                + EnergyAccount(
                    gridContract: .millijoules(draw.gridContract * interval),
                    battery: .millijoules(battery),
                    gridPremium: .millijoules((buildings[index].load - draw.gridContract - draw.battery) * interval)
                )
        }
        now = instant
    }

    /// Lets the battery and the buildings' parts of it run out, as far as that happens by an instant.
    mutating func exhaust(until instant: Int64) {
        while let next = nextDepletion(by: instant) {
            accrue(until: next.instant)
            guard let building = next.building else {
                isExhausted = true
                release { _ in true }
                continue
            }
            buildings[building].isExhausted = true
            release { $0 == building }
        }
    }

    /// What runs out first, the battery before a building's part of it.
    private func nextDepletion(by instant: Int64) -> (instant: Int64, building: Int?)? {
        var first: (instant: Int64, building: Int?)?
        var total: Int64 = 0
        let interval = instant - now
        for index in buildings.indices where buildings[index].battery > 0 {
            let power = draw(buildings[index]).battery
            total += power
            guard rule.hasQuotas, !buildings[index].isExhausted, power > 0 else { continue }
            let left = max(0, buildings[index].quota - buildings[index].drawn.battery.millijoules)
            // Not yet by the instant: no division needed.
            guard left < power * (interval + 1) else { continue }
            let end = now + left / power
            if end < first?.instant ?? .max { first = (end, index) }
        }
        if !isExhausted, total > 0, charge < total * (interval + 1) {
            let end = now + max(0, charge) / total
            if end <= first?.instant ?? .max { first = (end, nil) }
        }
        return first
    }

    /// Battery shares become premium.
    private mutating func release(_ isMeant: (Int) -> Bool) {
        for index in holdings.indices {
            guard let holding = holdings[index], holding.battery > 0, isMeant(holding.building) else { continue }
            buildings[holding.building].battery -= holding.battery
            holdings[index]?.battery = 0
        }
    }
}
