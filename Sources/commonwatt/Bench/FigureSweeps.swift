import ArgumentParser
import Experiments
import Foundation

/// The source's three figures with all policies, run as `experiment run` does and compared with the kept results.
struct FigureSweeps {
    private static let names = ["fig-4.6", "fig-4.7", "fig-4.8"]
    private static let kept = ["cells.csv", "summary.csv", "differences.csv"]

    /// The directory with the experiments.
    let directory: String

    /// Runs all three with their own numbers of replications, on all cores.
    func figures() async throws -> [BenchReport.Figure] {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "commonwatt-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let experiments = try Self.names.map { try Experiment.read("\(directory)/\($0)") }
        let jobs = ProcessInfo.processInfo.activeProcessorCount
        let (began, processorBegan) = (ContinuousClock.now, clock())
        for experiment in experiments {
            let options = RunOptions(experiment, jobs: jobs, version: Commonwatt.configuration.version)
            let folder = scratch.appending(path: experiment.name).path(percentEncoded: false)
            try await experiment.run(options, into: ResultsFolder(folder))
        }
        let elapsed = began.duration(to: .now) / .seconds(1)
        let processor = Double(clock() - processorBegan) / Double(CLOCKS_PER_SEC)
        return [
            figure(
                "figures 4.6 to 4.8, all policies: by the clock of \(jobs) cores",
                elapsed,
                "s",
                ("the target", 3),
                1
            ),
            figure("the same: of one core's time for each of two", processor / 2, "s", ("the target", 3), 1),
            figure("the same: files unlike those that are kept", Double(differing(scratch)), "files", ("kept", 9), 0),
        ]
    }

    private func figure(
        _ name: String,
        _ value: Double,
        _ unit: String,
        _ reference: (String, Double),
        _ target: Double
    ) -> BenchReport.Figure {
        BenchReport.Figure(
            bench: "simulate",
            figure: name,
            value: value,
            unit: unit,
            reference: reference,
            goal: .atMost(target)
        )
    }

    /// How many of the new results are not the kept ones to the byte.
    private func differing(_ scratch: URL) -> Int {
        Self.names.reduce(0) { count, name in
            count
                + Self.kept.count { file in
                    let new = try? Data(contentsOf: scratch.appending(path: "\(name)/\(file)"))
                    let old = try? Data(contentsOf: URL(filePath: "\(directory)/\(name)/results/\(file)"))
                    return new == nil || new != old
                }
        }
    }
}
