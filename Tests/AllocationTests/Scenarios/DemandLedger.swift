/// What buildings asked for and for how long, whoever served it: the other side of the energy balance.
///
/// It knows requests, levels and leases, and neither servers nor policies.
struct DemandLedger {
    private struct Building {
        var requests: [Int: Int64] = [:]
        var levels: [Int: (power: Int64, leaseEnd: Int64?)] = [:]
        var isStale = false
        var asked: Int64 = 0

        var load: Int64 { requests.values.reduce(0, +) + levels.values.reduce(0) { $0 + $1.power } }
        var speaksUntil: Int64? { levels.values.compactMap(\.leaseEnd).min() }
    }

    private var buildings: [Building]
    private var instant: Int64 = 0

    init(count: Int) {
        buildings = Array(repeating: Building(), count: count)
    }

    /// The energy that each building asked for, up to the last operation.
    var asked: [Int64] { buildings.map(\.asked) }

    /// The power that each building asks for now.
    var loads: [Int64] { buildings.map(\.load) }

    var stale: [Bool] { buildings.map(\.isStale) }

    mutating func record(_ operation: Operation, outcome: Outcome) {
        advance(to: operation.instant)
        if outcome == .done { record(operation.action) }
        advance(to: operation.instant)
    }

    private mutating func record(_ action: Operation.Action) {
        switch action {
        case .start(let request, let building, let power):
            buildings[building].isStale = false
            buildings[building].requests[request] = power
        case .end(let request):
            for building in buildings.indices { buildings[building].requests[request] = nil }
        case .level(let building, let load, let power, let lease):
            buildings[building].isStale = false
            buildings[building].levels[load] = power == 0 ? nil : (power, lease.map { instant + $0 })
        case .silence(let building): fallSilent(building)
        case .settle(let building, let energy): buildings[building].asked += energy
        case .advance: break
        }
    }

    private mutating func advance(to end: Int64) {
        for building in buildings.indices {
            let until = min(end, buildings[building].speaksUntil ?? end)
            buildings[building].asked += buildings[building].load * (until - instant)
            if let speaksUntil = buildings[building].speaksUntil, speaksUntil <= end { fallSilent(building) }
        }
        instant = end
    }

    private mutating func fallSilent(_ building: Int) {
        buildings[building].requests = [:]
        buildings[building].levels = [:]
        buildings[building].isStale = true
    }
}
