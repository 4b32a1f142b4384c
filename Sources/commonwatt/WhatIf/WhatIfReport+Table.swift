import Allocation
import Foundation
import Units

extension WhatIfReport {
    func table(on terminal: Terminal) -> String {
        var parts = periods.map { table(of: $0, on: terminal) }
        if let sum = sum(on: terminal) { parts.append(sum) }
        return parts.joined(separator: "\n\n")
    }

    private func table(of period: Period, on terminal: Terminal) -> String {
        let columns = (period.recorded.map { [$0] } ?? []) + period.alternatives
        var table = Self.table(naming: columns.map(\.name))
        table.rows = period.buildings.enumerated().map { index, id in
            [id.text] + columns.map { Self.money($0.cost(index)) }
        }
        table.footer = [
            ["cluster, \(period.currency)"] + columns.map { Self.money($0.cost) },
            ["grid-premium kWh"] + columns.map { $0.total.gridPremium.kilowattHours(places: 1, isPadded: true) },
            ["battery kWh"] + columns.map { $0.total.battery.kilowattHours(places: 1, isPadded: true) },
            ["AUC std deviation"] + columns.map { Self.deviation($0, places: 4) ?? "–" },
        ]
        return "\(terminal.bold(title(period)))\n\n\(table.text(on: terminal))"
    }

    private func title(_ period: Period) -> String {
        let rule = period.recorded.map { column in
            let signal = column.policy.signal.map { ", signal \($0.rawValue)" } ?? ""
            return "recorded under \(column.policy.kind.rawValue), \(column.policy.discipline.rawValue)\(signal)"
        }
        let hours = DecimalText.ratio(Int128((period.endedAt - period.openedAt).milliseconds), 3_600_000, places: 3)
        guard isDated else { return "Trace over \(hours) h" + (rule.map { ": " + $0 } ?? "") }
        let state = period.isClosed ? "\(hours) h" : "still open, \(hours) h so far"
        return "Period \(period.number), opened \(Self.date(period.openedAt)), \(state): \(rule ?? "")"
    }

    /// What all periods come to, if they are in one currency.
    private func sum(on terminal: Terminal) -> String? {
        guard periods.count > 1, let first = periods.first, periods.allSatisfy({ $0.currency == first.currency }) else {
            return nil
        }
        var sums: [String: [Int128]] = [:]
        let names = (first.recorded.map { [$0.name] } ?? []) + first.alternatives.map(\.name)
        for period in periods {
            let columns = (period.recorded.map { [$0] } ?? []) + period.alternatives
            for (index, id) in period.buildings.enumerated() {
                let costs = sums[id.text] ?? names.map { _ in 0 }
                sums[id.text] = zip(costs, columns).map { $0 + $1.cost(index) }
            }
        }
        var table = Self.table(naming: names)
        table.rows = sums.sorted { $0.key < $1.key }.map { [$0.key] + $0.value.map(Self.money) }
        let total = names.indices.map { place in sums.values.reduce(0) { $0 + $1[place] } }
        table.footer = [["cluster, \(first.currency)"] + total.map(Self.money)]
        return "\(terminal.bold("All \(periods.count) periods"))\n\n\(table.text(on: terminal))"
    }

    private static func table(naming names: [String]) -> TextTable {
        TextTable(columns: [(title: "member", alignment: .left)] + names.map { (title: $0, alignment: .right) })
    }

    private static func money(_ micros: Int128) -> String { Money.text(micros, places: 2, isPadded: true) }

    private static func date(_ instant: Instant) -> String {
        Date(timeIntervalSince1970: Double(instant.milliseconds) / 1_000).formatted(.iso8601)
    }
}
