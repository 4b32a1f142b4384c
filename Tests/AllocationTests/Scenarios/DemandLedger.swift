/// What buildings asked for and for how long, whoever served it: the other side of the energy balance.
///
/// It knows requests, levels and leases, and neither servers nor policies.
struct DemandLedger {
    private struct Building {
        var requests: [Int: Int64] = [:]
        var levels: [Int: (power: Int64, leaseEnd: Int64?)] = [:]
        var isStale = false
        var register: Int64?
        var asked: Int64 = 0
        /// The last level, and since when nobody has settled it.
        var unsettled: [(from: Int64, to: Int64?, level: Int64)] = []

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

    /// - Parameter notices: What meters have settled is known from them alone.
    mutating func record(_ operation: Operation, outcome: Outcome, notices: [Oracle.Notice]) {
        guard outcome == .done else { return }
        advance(to: operation.instant)
        for notice in notices {
            switch notice {
            case .breach(let building, let energy, _): buildings[building].asked += energy
            case .gapSettled(let building, _, let energy, _):
                buildings[building].asked += energy
                forgetGaps(of: building)
            default: break
            }
        }
        record(operation.action)
        advance(to: operation.instant)
    }

    private mutating func record(_ action: Operation.Action) {
        switch action {
        case .start(let request, let building, let power):
            speak(building)
            buildings[building].requests[request] = power
        case .end(let request):
            for building in buildings.indices { buildings[building].requests[request] = nil }
        case .level(let building, let load, let power, let lease):
            speak(building)
            buildings[building].levels[load] = power == 0 ? nil : (power, lease.map { instant + $0 })
        case .silence(let building): fallSilent(building)
        case .settle(let building, let energy):
            buildings[building].asked += energy
            buildings[building].unsettled.removeAll { $0.to != nil }
        case .meter(let building, let register):
            if buildings[building].register.map({ register < $0 }) ?? true { settleByLevel(building) }
            buildings[building].register = register
        case .silenceAll:
            for building in buildings.indices { fallSilent(building) }
        case .battery: break
        case .close: close()
        case .nextPeriod:
            close()
            for building in buildings.indices {
                buildings[building].asked = 0
                buildings[building].requests = [:]
            }
        case .advance: break
        }
    }

    private mutating func advance(to end: Int64) {
        for building in buildings.indices {
            let until = min(end, buildings[building].speaksUntil ?? end)
            buildings[building].asked += buildings[building].load * (until - instant)
            guard let speaksUntil = buildings[building].speaksUntil, speaksUntil <= end else { continue }
            let level = buildings[building].load
            fallSilent(building)
            buildings[building].unsettled[buildings[building].unsettled.count - 1] = (speaksUntil, nil, level)
        }
        instant = end
    }

    private mutating func fallSilent(_ building: Int) {
        if buildings[building].isStale { return }
        buildings[building].unsettled.append((instant, nil, buildings[building].load))
        buildings[building].requests = [:]
        buildings[building].levels = [:]
        buildings[building].isStale = true
    }

    private mutating func speak(_ building: Int) {
        if !buildings[building].isStale { return }
        buildings[building].isStale = false
        buildings[building].unsettled[buildings[building].unsettled.count - 1].to = instant
    }

    private mutating func close() {
        for building in buildings.indices { settleByLevel(building) }
    }

    private mutating func settleByLevel(_ building: Int) {
        for gap in buildings[building].unsettled {
            let length = (gap.to ?? instant) - gap.from
            buildings[building].asked += gap.level * length
            if length > 60_000 { buildings[building].register = nil }
        }
        forgetGaps(of: building)
    }

    private mutating func forgetGaps(of building: Int) {
        buildings[building].unsettled.removeAll { $0.to != nil }
        for place in buildings[building].unsettled.indices { buildings[building].unsettled[place].from = instant }
    }
}
