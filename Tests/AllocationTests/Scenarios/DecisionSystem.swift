/// What decides about demand and can be asked afterwards: the core, or the oracle.
protocol DecisionSystem {
    /// Lets something happen.
    mutating func apply(_ operation: Operation) -> Outcome

    /// Everything that can be asked about the present.
    func observe() -> Observation
}

/// Whether an operation was carried out.
enum Outcome: Hashable {
    case done
    case refused
}

/// Everything that can be asked about a cluster at an instant.
struct Observation: Hashable {
    struct Building: Hashable {
        var split: Bands
        var account: Bands
        var isStale: Bool
    }

    var instant: Int64
    var mode: Oracle.Mode
    var buildings: [Building]
    /// The splits of the active requests that were started, in the order of their starts.
    var requests: [Request]
    var charge: Int64
    var account: Bands

    struct Request: Hashable {
        let request: Int
        let split: Bands
    }
}

extension Observation {
    /// The first thing that differs, in words, or `nil`.
    func difference(from other: Observation) -> String? {
        if instant != other.instant { return "instant \(instant), not \(other.instant)" }
        if mode != other.mode { return "mode \(mode), not \(other.mode)" }
        if requests.map(\.request) != other.requests.map(\.request) {
            return "active requests \(requests.map(\.request)), not \(other.requests.map(\.request))"
        }
        for (one, another) in zip(requests, other.requests) where one != another {
            return "r\(one.request) gets \(one.split), not \(another.split)"
        }
        for (building, (one, another)) in zip(buildings, other.buildings).enumerated() where one != another {
            let name = Scenario.name(building)
            if one.split != another.split { return "\(name) gets \(one.split), not \(another.split)" }
            if one.account != another.account { return "\(name) has drawn \(one.account), not \(another.account)" }
            return "\(name) is \(one.isStale ? "" : "not ")stale"
        }
        if charge != other.charge { return "charge \(charge), not \(other.charge)" }
        if account != other.account { return "the cluster has drawn \(account), not \(other.account)" }
        return nil
    }
}
