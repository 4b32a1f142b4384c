public import Allocation
public import Simulation
public import Units

/// A cluster under a ``HeldRule``, behind the interface of the product's decision core.
///
/// It knows no levels, leases, hysteresis or dwell, and looks through all its buildings at every event: enough for a
/// search over a dozen buildings. Numbers are whole watts and millijoules, as in the core.
public struct HeldCluster: DecisionCore {
    struct Building {
        let band: Int64
        let quota: Int64
        var load: Int64 = 0
        var gridContract: Int64 = 0
        var battery: Int64 = 0
        var drawn = EnergyAccount.zero
        var isExhausted = false
    }

    struct Holding {
        var building: Int
        var power: Int64
        var gridContract: Int64
        var battery: Int64
    }

    let rule: HeldRule
    let cap: Int64
    let batteryPower: Int64
    let batteryRate: Int64
    var now: Int64
    var charge: Int64
    var isExhausted: Bool
    var buildings: [Building]
    var holdings: [Holding?] = []
    private var freeSlots: [Int] = []

    /// A cluster that stands at the start of a period.
    public init(terms: ClusterTerms, rule: HeldRule, openedAt instant: Instant) {
        self.rule = rule
        cap = terms.contractCap.watts
        batteryPower = terms.battery.power.watts
        batteryRate = terms.batteryRate.watts
        now = instant.milliseconds
        charge = terms.battery.capacity.millijoules
        isExhausted = charge == 0
        buildings = (0..<terms.buildingCount).map { index in
            Building(band: terms.band(of: index).watts, quota: terms.batteryQuota(of: index).millijoules)
        }
        for index in buildings.indices where rule.hasQuotas && buildings[index].quota == 0 {
            buildings[index].isExhausted = true
        }
    }

    public mutating func start(
        building: Int,
        power: Power,
        at instant: Instant
    ) throws(AllocationError) -> Int {
        try advance(to: instant)
        let holding = admit(power.watts, to: building)
        buildings[building].load += holding.power
        buildings[building].gridContract += holding.gridContract
        buildings[building].battery += holding.battery
        exhaust(until: now)
        guard let slot = freeSlots.popLast() else {
            holdings.append(holding)
            return holdings.count - 1
        }
        holdings[slot] = holding
        return slot
    }

    public mutating func end(_ request: Int, at instant: Instant) throws(AllocationError) {
        try advance(to: instant)
        guard let holding = holdings[request] else { return }
        buildings[holding.building].load -= holding.power
        buildings[holding.building].gridContract -= holding.gridContract
        buildings[holding.building].battery -= holding.battery
        holdings[request] = nil
        freeSlots.append(request)
    }

    public mutating func advance(to instant: Instant) throws(AllocationError) {
        exhaust(until: instant.milliseconds)
        accrue(until: instant.milliseconds)
    }

    public func account(of building: Int) -> EnergyAccount { buildings[building].drawn }
}
