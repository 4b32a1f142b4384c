import Allocation
import ConfigurationFiles
import Simulation
import Units

/// A number as results write it: the shortest decimals that are read back as the same number; empty where there is
/// none.
func resultText(_ number: Double?) -> String {
    guard let number, number.isFinite else { return "" }
    return "\(number)"
}

extension Summary {
    private static let columns = [
        "sweep", "parameter", "value", "reading", "policy", "measure", "n", "mean", "ci95", "sd", "reliable",
        "controlled_mean", "controlled_ci95", "variance_reduction", "exact_mean",
    ]

    /// One row as texts under ``columns``; numbers are those of ``resultText(_:)``.
    private static func texts(_ row: Row, of experiment: Experiment) -> [String] {
        let sweep = experiment.file.sweeps[row.cell.sweep]
        return [
            sweep.id, sweep.parameter.rawValue, "\(experiment.value(of: row.cell))",
            experiment.file.readings[row.cell.reading].id, row.cell.policy, row.measure.rawValue,
            "\(row.estimate.count)", resultText(row.estimate.mean), resultText(row.estimate.halfWidth),
            resultText(row.standardDeviation), row.estimate.isReliable ? "yes" : "no",
            resultText(row.controlled?.estimate.mean), resultText(row.controlled?.estimate.halfWidth),
            resultText(row.controlled?.varianceReduction), resultText(row.exact),
        ]
    }

    /// The rows as CSV.
    func csv(of experiment: Experiment) -> String {
        var lines = [Self.columns.joined(separator: ",")]
        for row in rows { lines.append(Self.texts(row, of: experiment).joined(separator: ",")) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The rows as JSON Lines, with the columns of the CSV as keys.
    func jsonLines(of experiment: Experiment) -> String {
        // From the value on these are words: names and the value as it was written.
        let words: Set<String> = ["sweep", "parameter", "value", "reading", "policy", "measure"]
        var lines = ""
        for row in rows {
            let members = zip(Self.columns, Self.texts(row, of: experiment)).map { column, text in
                switch column {
                case _ where words.contains(column): "\"\(column)\":\"\(text)\""
                case "reliable": "\"\(column)\":\(text == "yes")"
                default: "\"\(column)\":\(text.isEmpty ? "null" : text)"
                }
            }
            lines += "{\(members.joined(separator: ","))}\n"
        }
        return lines
    }

    /// The paired differences as CSV.
    func differenceTable(of experiment: Experiment) -> String {
        var lines = ["sweep,parameter,value,reading,left,right,measure,n,mean,ci95,reliable"]
        for difference in differences {
            let sweep = experiment.file.sweeps[difference.left.sweep]
            let estimate = difference.estimate
            let texts = [
                sweep.id, sweep.parameter.rawValue, "\(experiment.value(of: difference.left))",
                experiment.file.readings[difference.left.reading].id, difference.left.policy, difference.right.policy,
                difference.measure.rawValue, "\(estimate.count)", resultText(estimate.mean),
                resultText(estimate.halfWidth), estimate.isReliable ? "yes" : "no",
            ]
            lines.append(texts.joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Experiment {
    /// What every cell was simulated with, as CSV; `run` is the number in `replications.jsonl`.
    var cellTable: String {
        var lines = [
            "sweep,parameter,value,reading,policy,run,cap_w,period_ms,buildings,battery_power_w,battery_capacity_mj,"
                + "grid_contract_price,battery_price,grid_premium_price"
        ]
        for cell in cells {
            let (sweep, run) = (file.sweeps[cell.sweep], runs[cell.run])
            let prices = [cell.prices.gridContract, cell.prices.battery, cell.prices.gridPremium]
            let texts =
                [
                    sweep.id, sweep.parameter.rawValue, "\(value(of: cell))", file.readings[cell.reading].id,
                    cell.policy, "\(cell.run)", "\(run.terms.contractCap.watts)", "\(run.period.milliseconds)",
                    "\(run.profiles.count)", "\(run.terms.battery.power.watts)",
                    "\(run.terms.battery.capacity.millijoules)",
                ] + prices.map { "\(ExactDecimal(units: $0.micros, places: 6))" }
            lines.append(texts.joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
