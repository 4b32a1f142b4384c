import Allocation
import Simulation
import Units

extension WhatIfReport: Report {
    var json: JSONText {
        .object([("periods", .array(periods.map(Self.json)))])
    }

    private static func json(_ period: Period) -> JSONText {
        .object([
            ("period", .number("\(period.number)")),
            ("opened_ms", .number("\(period.openedAt.milliseconds)")),
            ("ended_ms", .number("\(period.endedAt.milliseconds)")),
            ("closed", .boolean(period.isClosed)),
            ("currency", .string(period.currency)),
            ("recorded", period.recorded.map { json($0, of: period) } ?? .null),
            ("alternatives", .array(period.alternatives.map { json($0, of: period) })),
        ])
    }

    private static func json(_ column: Column, of period: Period) -> JSONText {
        let recorded = period.recorded
        let buildings = period.buildings.enumerated().map { index, id in
            JSONText.object(
                [("id", .string(id.text))]
                    + members(
                        column.accounts[index],
                        cost: column.cost(index),
                        difference: recorded.map { column.cost(index) - $0.cost(index) }
                    )
            )
        }
        let sums = members(column.total, cost: column.cost, difference: recorded.map { column.cost - $0.cost })
        return .object([
            ("name", .string(column.name)), ("policy", .string(column.policy.kind.rawValue)),
            ("discipline", .string(column.policy.discipline.rawValue)),
            ("signal", .string(orNull: column.policy.signal?.rawValue)),
            ("buildings", .array(buildings)),
            ("cluster", .object(sums + [("auc_stddev", .number(orNull: deviation(column, places: 12)))])),
        ])
    }

    private static func members(
        _ account: EnergyAccount,
        cost: Int128,
        difference: Int128?
    ) -> [(key: String, value: JSONText)] {
        [
            ("grid_contract_kwh", .number(account.gridContract.kilowattHours())),
            ("battery_kwh", .number(account.battery.kilowattHours())),
            ("grid_premium_kwh", .number(account.gridPremium.kilowattHours())),
            ("cost", .number(Money.text(cost))),
            ("difference", .number(orNull: difference.map { Money.text($0) })),
        ]
    }

    /// A row for every period, policy and building.
    var csv: CSVText {
        let header = [
            "period", "opened_ms", "ended_ms", "closed", "name", "policy", "discipline", "signal", "id",
            "grid_contract_kwh", "battery_kwh", "grid_premium_kwh", "cost", "difference",
        ]
        return CSVText(header: header, rows: periods.flatMap(Self.rows))
    }

    private static func rows(_ period: Period) -> [[String]] {
        let columns = (period.recorded.map { [$0] } ?? []) + period.alternatives
        return columns.flatMap { column in
            period.buildings.enumerated().map { index, id in
                let account = column.accounts[index]
                let difference = period.recorded.map { Money.text(column.cost(index) - $0.cost(index)) }
                return [
                    "\(period.number)", "\(period.openedAt.milliseconds)", "\(period.endedAt.milliseconds)",
                    period.isClosed ? "true" : "false", column.name, column.policy.kind.rawValue,
                    column.policy.discipline.rawValue, column.policy.signal?.rawValue ?? "", id.text,
                    account.gridContract.kilowattHours(), account.battery.kilowattHours(),
                    account.gridPremium.kilowattHours(), Money.text(column.cost(index)), difference ?? "",
                ]
            }
        }
    }

    /// The standard deviation of the members' average unit costs, without the noise of binary floating point.
    static func deviation(_ column: Column, places: Int) -> String? {
        StatisticText.decimal(Fairness.standardDeviation(column.unitCosts), places: places, isPadded: places < 12)
    }
}
