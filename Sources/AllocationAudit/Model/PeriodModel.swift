import Allocation
import AllocationContract
import Units

/// What the terms of a period allow, computed from them alone.
struct PeriodModel: Sendable {
    let terms: PeriodTerms
    let openedAt: Int64
    let cap: Int128
    let batteryPower: Int128
    let capacity: Int128

    /// `⌊RAF_n · L_CAP⌋` of each building.
    let bands: [Int128]

    /// `⌊RAF_n · C⌋` of each building.
    let quotas: [Int128]

    /// `⌊W / M⌋`.
    let rate: Int128

    private static let whole: Int128 = 1_000_000_000

    init(_ terms: PeriodTerms, openedAt: Int64) {
        let cluster = terms.cluster
        self.terms = terms
        self.openedAt = openedAt
        cap = Int128(cluster.contractCap.watts)
        batteryPower = Int128(cluster.battery.power.watts)
        capacity = Int128(cluster.battery.capacity.millijoules)
        let factors = cluster.buildings.map { Int128($0.allocationFactor.partsPerBillion) }
        bands = factors.map { [cap] in cap * $0 / Self.whole }
        quotas = factors.map { [capacity] in capacity * $0 / Self.whole }
        rate = cluster.buildings.isEmpty ? 0 : batteryPower / Int128(cluster.buildings.count)
    }

    /// The number of buildings.
    var count: Int { bands.count }

    var kind: PolicyKind { terms.policy.kind }
    var discipline: Discipline { terms.policy.discipline }

    func id(_ building: Int) -> BuildingID { terms.cluster.buildings[building].id }

    /// The index of a building.
    func index(of building: BuildingID) -> Int? {
        // Ascending, as ClusterTerms keeps them.
        let buildings = terms.cluster.buildings
        var (low, high) = (0, buildings.count)
        while low < high {
            let middle = (low + high) / 2
            if buildings[middle].id < building { low = middle + 1 } else { high = middle }
        }
        return low < buildings.count && buildings[low].id == building ? low : nil
    }

    /// What an energy costs in 10⁻⁶ of the currency, rounded down once.
    func cost(of energy: Servers) -> Int128 {
        let prices = terms.cluster.prices
        let cost =
            Int128(prices.gridContract.micros) * energy.gridContract + Int128(prices.battery.micros) * energy.battery
            + Int128(prices.gridPremium.micros) * energy.gridPremium
        return cost / Int128(Energy.millijoulesPerKilowattHour)
    }

    /// The largest battery power that a building can have had when its battery energy was used up: less than that may
    /// be left of it.
    var largestQuotaDraw: Int128 {
        kind == .adaptive && discipline == .admission ? batteryPower : rate
    }

    /// Whether a building can never draw more than its battery energy.
    var bindsQuotas: Bool {
        switch (kind, discipline) {
        case (.strict, _), (.adaptive, .admission): true
        case (.adaptive, .redispatch), (.noBounds, _), (.maxMin, _), (.levelling, _): false
        }
    }
}
