import Allocation
import ConfigurationFiles
import Simulation
import Units

/// What `commonwatt simulate` prints of one run: who drew what, at what cost, and how fairly.
struct SimulationReport {
    let terms: ClusterTerms
    let currency: String
    let policy: AllocationPolicy
    let horizon: Interval
    let accounts: [EnergyAccount]
    let total: EnergyAccount

    init(cluster: ClusterFile, policy: AllocationPolicy, accounts: [EnergyAccount], total: EnergyAccount) {
        self.terms = cluster.terms
        self.currency = cluster.currency
        self.policy = policy
        self.horizon = cluster.period.duration
        self.accounts = accounts
        self.total = total
    }

    /// The average unit costs of the buildings that drew something, in the currency per kWh.
    private var unitCosts: [Double] { accounts.compactMap { $0.unitCost(at: terms.prices) } }

    /// What putting back what the battery gave draws from the grid.
    private var recharging: EnergyAccount { terms.recharging(after: total.battery) }

    /// The share of the battery's capacity that was drawn, in percent; nothing of no battery.
    private func batteryUsed(places: Int = DecimalText.defaultPlaces, isPadded: Bool = false) -> String {
        let capacity = max(Int128(terms.battery.capacity.millijoules), 1)
        let used = Int128(total.battery.millijoules) * 100
        return DecimalText.ratio(used, capacity, places: places, isPadded: isPadded)
    }
}

extension SimulationReport: Report {
    var json: JSONText {
        .object([
            ("policy", .string(policy.kind.rawValue)),
            ("discipline", .string(policy.discipline.rawValue)),
            ("signal", .string(orNull: policy.signal?.rawValue)),
            ("horizon_ms", .number("\(horizon.milliseconds)")),
            (
                "buildings",
                .array(
                    zip(terms.buildings, accounts).map { building, account in
                        .object([("id", .string(building.id.text))] + members(of: account))
                    }
                )
            ),
            (
                "cluster",
                .object(
                    members(of: total) + [
                        ("battery_used_pct", .number(batteryUsed())),
                        ("recharge_kwh", .number(recharging.total.kilowattHours())),
                        ("recharge_cost", .number(recharging.cost(at: terms.prices).amount())),
                        ("auc_stddev", .number(orNull: StatisticText.decimal(Fairness.standardDeviation(unitCosts)))),
                        ("jain_index", .number(orNull: StatisticText.decimal(Fairness.jainIndex(unitCosts)))),
                    ]
                )
            ),
        ])
    }

    private func members(of account: EnergyAccount) -> [(key: String, value: JSONText)] {
        let cost = account.cost(at: terms.prices)
        return [
            ("grid_contract_kwh", .number(account.gridContract.kilowattHours())),
            ("battery_kwh", .number(account.battery.kilowattHours())),
            ("grid_premium_kwh", .number(account.gridPremium.kilowattHours())),
            ("cost", .number(cost.amount())),
            ("auc", .number(orNull: cost.perKilowattHour(of: account.total))),
        ]
    }

    /// A row a building; the cluster's sums follow from them.
    var csv: CSVText {
        CSVText(
            header: ["id", "grid_contract_kwh", "battery_kwh", "grid_premium_kwh", "cost", "auc"],
            rows: zip(terms.buildings, accounts).map { building, account in
                let cost = account.cost(at: terms.prices)
                return [
                    building.id.text,
                    account.gridContract.kilowattHours(),
                    account.battery.kilowattHours(),
                    account.gridPremium.kilowattHours(),
                    cost.amount(),
                    cost.perKilowattHour(of: account.total) ?? "",
                ]
            }
        )
    }

    func table(on terminal: Terminal) -> String {
        var table = TextTable(columns: [
            ("building", .left), ("grid-contract kWh", .right), ("battery kWh", .right), ("grid-premium kWh", .right),
            ("cost \(currency)", .right), ("AUC \(currency)/kWh", .right),
        ])
        table.rows = zip(terms.buildings, accounts).map { cells(title: $0.id.text, account: $1) }
        table.footer = [cells(title: "cluster", account: total)]
        let deviation = StatisticText.decimal(Fairness.standardDeviation(unitCosts), places: 4, isPadded: true) ?? "–"
        let index = StatisticText.decimal(Fairness.jainIndex(unitCosts), places: 4, isPadded: true) ?? "–"
        return """
            \(terminal.bold(title))

            \(table.text(on: terminal))

            Battery used: \(batteryUsed(places: 1, isPadded: true)) %; recharging it takes \
            \(recharging.total.kilowattHours(places: 3, isPadded: true)) kWh at p1, \
            \(recharging.cost(at: terms.prices).amount(places: 2, isPadded: true)) \(currency), on nobody's bill.
            AUC: standard deviation \(deviation), Jain's index \(index) (1 is even).
            """
    }

    private var title: String {
        let signal = policy.signal.map { ", signal \($0.rawValue)" } ?? ""
        let hours = DecimalText.ratio(Int128(horizon.milliseconds), 3_600_000, places: 3)
        return "\(policy.kind.rawValue), \(policy.discipline.rawValue)\(signal), over \(hours) h"
    }

    private func cells(title: String, account: EnergyAccount) -> [String] {
        let cost = account.cost(at: terms.prices)
        return [
            title,
            account.gridContract.kilowattHours(places: 3, isPadded: true),
            account.battery.kilowattHours(places: 3, isPadded: true),
            account.gridPremium.kilowattHours(places: 3, isPadded: true),
            cost.amount(places: 2, isPadded: true),
            cost.perKilowattHour(of: account.total, places: 4, isPadded: true) ?? "–",
        ]
    }
}
