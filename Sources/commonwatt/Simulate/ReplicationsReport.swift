import Allocation
import ConfigurationFiles
import Simulation
import Units

/// What `commonwatt simulate --replications` prints: every number as its mean over the replications, with the
/// half-width of its 95 % interval.
struct ReplicationsReport {
    let terms: ClusterTerms
    let currency: String
    let policy: AllocationPolicy
    let horizon: Interval
    let replications: [Replication]

    /// The measures of one building, or of the cluster, in the order of their columns.
    private static let measures = ["grid_contract_kwh", "battery_kwh", "grid_premium_kwh", "cost", "auc"]

    /// A building's measures over the replications; a replication without energy has no unit cost.
    private func moments(_ accounts: [EnergyAccount]) -> [SampleMoments] {
        let kilowattHour = Double(Energy.millijoulesPerKilowattHour)
        return [
            SampleMoments(accounts.map { Double($0.gridContract.millijoules) / kilowattHour }),
            SampleMoments(accounts.map { Double($0.battery.millijoules) / kilowattHour }),
            SampleMoments(accounts.map { Double($0.gridPremium.millijoules) / kilowattHour }),
            SampleMoments(accounts.map { cost($0) / kilowattHour / 1e6 }),
            SampleMoments(accounts.compactMap { $0.unitCost(at: terms.prices) }),
        ]
    }

    private func cost(_ account: EnergyAccount) -> Double {
        Double(account.cost(at: terms.prices).microMillijoulesPerKilowattHour)
    }

    /// The cluster's own measures over the replications.
    private var clusterMoments: [(name: String, moments: SampleMoments)] {
        let capacity = max(Double(terms.battery.capacity.millijoules), 1)
        let unitCosts = replications.map { $0.accounts.compactMap { $0.unitCost(at: terms.prices) } }
        return [
            (
                "battery_used_pct",
                SampleMoments(replications.map { Double($0.account.battery.millijoules) * 100 / capacity })
            ),
            ("auc_stddev", SampleMoments(unitCosts.compactMap(Fairness.standardDeviation))),
            ("jain_index", SampleMoments(unitCosts.compactMap(Fairness.jainIndex))),
        ]
    }

    private func rows() -> [(id: String, moments: [SampleMoments])] {
        terms.buildings.indices.map { index in
            (terms.buildings[index].id.text, moments(replications.map { $0.accounts[index] }))
        }
    }
}

extension ReplicationsReport: Report {
    var json: JSONText {
        .object([
            ("policy", .string(policy.kind.rawValue)),
            ("discipline", .string(policy.discipline.rawValue)),
            ("signal", .string(orNull: policy.signal?.rawValue)),
            ("horizon_ms", .number("\(horizon.milliseconds)")),
            (
                "buildings",
                .array(rows().map { .object([("id", .string($0.id))] + Self.members($0.moments)) })
            ),
            (
                "cluster",
                .object(
                    Self.members(moments(replications.map(\.account)))
                        + clusterMoments.map { ($0.name, Self.json($0.moments)) }
                )
            ),
        ])
    }

    private static func members(_ moments: [SampleMoments]) -> [(key: String, value: JSONText)] {
        zip(measures, moments).map { ($0, json($1)) }
    }

    /// `{"mean", "ci95", "n"}`; the interval is null where one replication, or none, says nothing about it.
    private static func json(_ moments: SampleMoments) -> JSONText {
        let estimate = Estimate(moments)
        return .object([
            ("mean", .number(orNull: moments.count > 0 ? text(moments.mean) : nil)),
            ("ci95", .number(orNull: moments.count > 1 ? text(estimate.halfWidth) : nil)),
            ("n", .number("\(moments.count)")),
        ])
    }

    /// Nine decimals.
    private static func text(_ value: Double) -> String? { StatisticText.decimal(value, places: 9) }

    var csv: CSVText {
        let header = Self.measures.flatMap { ["\($0)", "\($0)_ci95"] }
        return CSVText(
            header: ["id"] + header + ["n"],
            rows: rows().map { row in
                let cells = row.moments.flatMap { moments in
                    [Self.text(moments.mean) ?? "", Self.text(Estimate(moments).halfWidth) ?? ""]
                }
                return [row.id] + cells + ["\(replications.count)"]
            }
        )
    }

    func table(on terminal: Terminal) -> String {
        var table = TextTable(columns: [
            ("building", .left), ("grid-contract kWh", .right), ("battery kWh", .right), ("grid-premium kWh", .right),
            ("cost \(currency)", .right), ("AUC \(currency)/kWh", .right),
        ])
        table.rows = rows().map { [$0.id] + $0.moments.map(Self.cell) }
        table.footer = [["cluster"] + moments(replications.map(\.account)).map(Self.cell)]
        let title = "\(policy.kind.rawValue), \(policy.discipline.rawValue), \(replications.count) replications"
        return """
            \(terminal.bold(title))

            \(table.text(on: terminal))

            Mean ± half-width of the 95 % interval.
            """
    }

    private static func cell(_ moments: SampleMoments) -> String {
        guard let mean = StatisticText.decimal(moments.mean, places: 3, isPadded: true) else { return "–" }
        guard moments.count > 1,
            let half = StatisticText.decimal(Estimate(moments).halfWidth, places: 3, isPadded: true)
        else { return mean }
        return "\(mean) ± \(half)"
    }
}
