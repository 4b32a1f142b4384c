import Allocation
import Configuration
import Simulation
import Units

extension Experiment {
    /// All cells of a file, and the runs they need without repetition.
    static func expand(
        _ file: ExperimentFile,
        _ policies: [NamedPolicy]
    ) throws(ConfigurationError) -> (cells: [Cell], runs: [Run]) {
        let named = Dictionary(policies.map { ($0.name, $0.file.policy) }) { first, _ in first }
        var cells: [Cell] = []
        var runs: [Run] = []
        var places: [Run: Int] = [:]
        for (sweepIndex, sweep) in file.sweeps.enumerated() {
            for valueIndex in sweep.values.indices {
                for (readingIndex, reading) in file.readings.enumerated() {
                    let setting = try Setting(file, sweep, sweep.values[valueIndex], reading)
                    for name in reading.policies {
                        guard let policy = named[name] else {
                            throw file.refusal("the reading \"\(reading.id)\" names the unknown policy \"\(name)\"")
                        }
                        let run = try setting.run(policy, file)
                        let place = places[run] ?? runs.count
                        if place == runs.count { runs.append(run) }
                        places[run] = place
                        cells.append(
                            Cell(
                                sweep: sweepIndex,
                                value: valueIndex,
                                reading: readingIndex,
                                policy: name,
                                prices: setting.prices,
                                run: place
                            )
                        )
                    }
                }
            }
        }
        return (cells, runs)
    }
}

extension ExperimentFile {
    func refusal(_ problem: String) -> ConfigurationError {
        ConfigurationError(file: file.path, problem: problem)
    }

    func units(of value: ExactDecimal, places: Int) throws(ConfigurationError) -> Int64 {
        guard let units = value.units(places: places) else { throw refusal("the value \(value) is out of range") }
        return units
    }
}
