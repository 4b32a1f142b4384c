import ConfigurationFiles
import Experiments
import Foundation
import TestKit

/// A folder of its own for a test, gone with it.
final class ScratchFolder {
    let path: String

    init() {
        path = NSTemporaryDirectory() + "experiments-" + UUID().uuidString
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// A folder of results inside.
    func results(_ name: String) -> ResultsFolder { ResultsFolder("\(path)/\(name)") }

    /// The bytes of a file of results.
    func bytes(_ folder: ResultsFolder, _ name: String) throws -> Data {
        try Data(contentsOf: URL(filePath: "\(folder.path)/\(name)"))
    }
}

/// A small experiment of two tiers, with a sweep of power and one of a price.
let smallExperimentText = """
    title: Small
    question: Does it run?
    replications: 7
    seed: 3
    battery: {power_w: 500000, capacity_wh: 1500000, round_trip_efficiency: "0.9"}
    prices: {grid_contract: "1", battery: "1.5", grid_premium: "7"}
    tiers:
      - {id: small, count: 1, arrivals_per_hour: 60, mean_duration_s: 50, mean_power_w: 20000}
      - {id: large, count: 3, arrivals_per_hour: 60, mean_duration_s: 50, mean_power_w: 300000}
    sweeps:
      - {id: size, parameter: mean_power_w, tier: large, values: [200000, 300000]}
      - {id: price, parameter: grid_premium_price, values: ["3", "7"]}
    readings:
      - {id: short, title: Short, cap_w: 400000, period: 20m, policies: [strict, no-bounds, levelling]}
      - {id: long, title: Long, cap_w: 400000, period: 30m, policies: [adaptive]}
    panels:
      - {id: p, title: Premium, sweep: size, measure: grid_premium_kwh, label: Power}
      - {id: d, title: Difference, sweep: price, measure: relative_difference_pct, label: Price}
    """

/// An experiment from text, with the shipped policies.
func experiment(_ text: String = smallExperimentText) throws -> Experiment {
    let file = try ExperimentFile(InputFile(path: "experiment.yaml", bytes: Array(text.utf8)))
    let names = file.readings.flatMap(\.policies)
    let policies = try names.map { name in
        Experiment.NamedPolicy(name: name, file: try PolicyFile.read(Repository.path("Policies/\(name).yaml")))
    }
    return try Experiment(name: "small", file: file, policies: policies)
}

/// Options for a run of an experiment.
func options(_ experiment: Experiment, jobs: Int = 2, shard: String = "1/1", seed: UInt64? = nil) throws -> RunOptions {
    var options = RunOptions(experiment, jobs: jobs, version: "test")
    options.shard = Shard(shard) ?? .whole
    options.seed = seed ?? options.seed
    return options
}
