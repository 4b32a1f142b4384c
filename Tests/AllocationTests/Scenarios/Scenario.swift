import Allocation
import Units

/// A cluster, a policy and what happens, made from a seed or cut down from one that failed.
struct Scenario {
    let seed: UInt64
    let terms: ClusterTerms
    let policy: AllocationPolicy
    var operations: [Operation]

    static func name(_ building: Int) -> String {
        building < 9 ? "b0\(building + 1)" : "b\(building + 1)"
    }
}

extension Scenario: CustomStringConvertible {
    /// The scenario in the language of the transcripts, ready to become one.
    var description: String {
        let prices = [terms.prices.gridContract, terms.prices.battery, terms.prices.gridPremium]
        var lines = ["# seed \(seed)"]
        lines.append(
            "cluster cap=\(terms.contractCap.watts)W battery=\(terms.battery.power.watts)W"
                + " capacity=\(terms.battery.capacity.millijoules)mJ"
                + " prices=\(prices.map { Quantity.decimal(micros: Int128($0.micros)) }.joined(separator: ","))"
                + " start=\(terms.battery.start.rawValue)"
                + " tolerance=\(terms.meterTolerance.share.partsPerBillion)ppb,"
                + "\(terms.meterTolerance.energy.millijoules)mJ"
        )
        for building in terms.buildings {
            lines.append("building \(building.id) raf=\(building.allocationFactor.partsPerBillion)ppb")
        }
        lines.append(
            "policy \(policy.kind.rawValue) \(policy.discipline.rawValue)"
                + (policy.signal.map { " signal=\($0.rawValue)" } ?? "")
                + " hysteresis=\(policy.hysteresis.watts)W dwell=\(policy.dwell.milliseconds)ms"
        )
        lines += ["----", ""] + operations.map(\.description) + ["----"]
        return lines.joined(separator: "\n")
    }
}
