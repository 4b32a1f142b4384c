import Allocation
import Units

/// A key of a cluster file by which two terms differ.
public struct TermsDifference: Hashable, Sendable {
    /// The key as it stands in a cluster file, for example `contract.prices.battery`.
    public let key: String

    /// The value before, with its unit; `nothing` if there was none.
    public let from: String

    /// The value after.
    public let to: String
}

extension TermsDifference: CustomStringConvertible {
    public var description: String { "\(key): \(from) → \(to)" }
}

extension PeriodTerms {
    /// What differs from other terms, by the keys of a cluster file, in the file's order.
    public func differences(from old: PeriodTerms) -> [TermsDifference] {
        var differences: [TermsDifference] = []
        for (before, after) in zip(old.singleValues, singleValues) where before.value != after.value {
            differences.append(TermsDifference(key: after.key, from: before.value, to: after.value))
        }
        return differences + buildingDifferences(from: old)
    }

    /// The values by the keys of a cluster file, in the file's order.
    public var values: [(key: String, value: String)] {
        singleValues
            + cluster.buildings.map { ("buildings \($0.id)", "RAF \($0.allocationFactor)") }
    }

    private func buildingDifferences(from old: PeriodTerms) -> [TermsDifference] {
        func factor(_ id: BuildingID, in terms: PeriodTerms) -> String {
            guard let building = terms.cluster.buildings.first(where: { $0.id == id }) else { return "nothing" }
            return "RAF \(building.allocationFactor)"
        }
        let members = Set((old.cluster.buildings + cluster.buildings).map(\.id)).sorted { $0.text < $1.text }
        return members.compactMap { id in
            let (before, after) = (factor(id, in: old), factor(id, in: self))
            return before == after ? nil : TermsDifference(key: "buildings \(id)", from: before, to: after)
        }
    }

    private var singleValues: [(key: String, value: String)] {
        let (battery, prices) = (cluster.battery, cluster.prices)
        return [
            ("currency", currency),
            ("contract.cap_w", "\(cluster.contractCap)"),
            ("contract.prices.grid_contract", "\(prices.gridContract.micros) micro \(currency)/kWh"),
            ("contract.prices.battery", "\(prices.battery.micros) micro \(currency)/kWh"),
            ("contract.prices.grid_premium", "\(prices.gridPremium.micros) micro \(currency)/kWh"),
            ("battery.power_w", "\(battery.power)"),
            ("battery.capacity_wh", "\(battery.capacity)"),
            ("battery.round_trip_efficiency", "\(battery.roundTripEfficiency)"),
            ("policy: kind", policy.kind.rawValue),
            ("policy: discipline", policy.discipline.rawValue),
            ("policy: signal", policy.signal?.rawValue ?? "nothing"),
            ("policy: hysteresis", "\(policy.hysteresis)"),
            ("policy: dwell", "\(policy.dwell)"),
        ]
    }
}
