/// Something that happens to a cluster at an instant, written as a transcript writes it.
struct Operation: Hashable {
    enum Action: Hashable {
        /// Requests are named by the order of their starts, so that a list still means the same when lines are cut.
        case start(request: Int, building: Int, power: Int64)
        case end(request: Int)
        case level(building: Int, load: Int, power: Int64, lease: Int64?)
        case silence(building: Int)
        case settle(building: Int, energy: Int64)
        case meter(building: Int, register: Int64)
        /// The battery's own reading.
        case battery(charge: Int64)
        case silenceAll
        /// The period closes.
        case close
        /// The period closes and another opens.
        case nextPeriod
        case advance
    }

    let instant: Int64
    let action: Action
}

extension Operation: CustomStringConvertible {
    var description: String {
        switch action {
        case .start(let request, let building, let power):
            "\(instant)ms start r\(request) \(Scenario.name(building)) \(power)W"
        case .end(let request): "\(instant)ms end r\(request)"
        case .level(let building, let load, let power, let lease):
            "\(instant)ms level \(Scenario.name(building)) load-\(load) \(power)W"
                + (lease.map { " lease=\($0)ms" } ?? "")
        case .silence(let building): "\(instant)ms silence \(Scenario.name(building))"
        case .settle(let building, let energy): "\(instant)ms settle \(Scenario.name(building)) \(energy)mJ"
        case .meter(let building, let register): "\(instant)ms meter \(Scenario.name(building)) \(register)mJ"
        case .battery(let charge): "\(instant)ms battery \(charge)mJ"
        case .silenceAll: "\(instant)ms silence-all"
        case .close: "\(instant)ms close"
        case .nextPeriod: "\(instant)ms next-period"
        case .advance: "\(instant)ms advance"
        }
    }
}
