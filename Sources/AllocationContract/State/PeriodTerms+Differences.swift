import Allocation
import Units

/// A key of a cluster file by which two terms differ.
public struct TermsDifference: Hashable, Sendable {
    /// The key as it stands in a cluster file, for example `contract.prices.battery`.
    public let key: String

    /// The value before, as a cluster file has it; `nothing` if there was none.
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
            + cluster.buildings.map {
                ("buildings \($0.id)", "RAF \(Self.decimal($0.allocationFactor.partsPerBillion, places: 9))")
            }
    }

    private func buildingDifferences(from old: PeriodTerms) -> [TermsDifference] {
        func factor(_ id: BuildingID, in terms: PeriodTerms) -> String {
            guard let building = terms.cluster.buildings.first(where: { $0.id == id }) else { return "nothing" }
            return "RAF \(Self.decimal(building.allocationFactor.partsPerBillion, places: 9))"
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
            ("contract.cap_w", "\(cluster.contractCap.watts)"),
            ("contract.prices.grid_contract", Self.decimal(prices.gridContract.micros, places: 6)),
            ("contract.prices.battery", Self.decimal(prices.battery.micros, places: 6)),
            ("contract.prices.grid_premium", Self.decimal(prices.gridPremium.micros, places: 6)),
            ("battery.power_w", "\(battery.power.watts)"),
            ("battery.capacity_wh", Self.wattHours(battery.capacity)),
            ("battery.round_trip_efficiency", Self.decimal(battery.roundTripEfficiency.partsPerBillion, places: 9)),
            ("battery.start", battery.start.rawValue),
            ("meter.tolerance", Self.decimal(cluster.meterTolerance.share.partsPerBillion, places: 9)),
            ("meter.tolerance_wh", Self.wattHours(cluster.meterTolerance.energy)),
            ("policy: kind", policy.kind.rawValue),
            ("policy: discipline", policy.discipline.rawValue),
            ("policy: signal", policy.signal?.rawValue ?? "nothing"),
            ("policy: hysteresis", "\(policy.hysteresis)"),
            ("policy: dwell", "\(policy.dwell)"),
        ]
    }

    /// An energy in watt-hours, exactly. A watt-hour is 3 600 000 mJ, so what is no multiple of 9 mJ has no end after
    /// the point; that is written in millijoules.
    private static func wattHours(_ energy: Energy) -> String {
        let (ninths, rest) = energy.millijoules.quotientAndRemainder(dividingBy: 9)
        let (value, isTooLarge) = ninths.multipliedReportingOverflow(by: 25)
        return rest == 0 && !isTooLarge ? decimal(value, places: 7) : energy.description
    }

    /// A number of that many decimal places, without zeros at its end.
    private static func decimal(_ value: Int64, places: Int) -> String {
        let digits = String(repeating: "0", count: max(0, places + 1 - "\(value)".count)) + "\(value)"
        let fraction = String(digits.suffix(places).reversed().drop { $0 == "0" }.reversed())
        return digits.dropLast(places) + (fraction.isEmpty ? "" : "." + fraction)
    }
}
