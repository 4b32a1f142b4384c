import ChildProcesses
import Foundation
import TestKit
import Testing

@Suite("commonwatt experiment")
struct ExperimentTests {
    /// A checkout in small: one experiment and the shipped policies.
    private final class Site {
        let root: URL

        init(_ text: String = Site.experiment) throws {
            root = FileManager.default.temporaryDirectory.appending(path: "experiment-\(UUID().uuidString)")
            let directory = root.appending(path: "Experiments/small")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: directory.appending(path: "experiment.yaml"))
            try FileManager.default.copyItem(
                atPath: Repository.path("Policies"),
                toPath: root.appending(path: "Policies").path(percentEncoded: false)
            )
        }

        deinit { try? FileManager.default.removeItem(at: root) }

        func command(_ arguments: String...) async throws -> ToolResult {
            try await commonwatt(["experiment"] + arguments, in: root.path(percentEncoded: false))
        }

        func text(_ path: String) throws -> String {
            try String(contentsOf: root.appending(path: path), encoding: .utf8)
        }

        static let experiment = """
            title: Small
            question: Does it run?
            replications: 4
            seed: 1
            battery: {power_w: 500000, capacity_wh: 1500000, round_trip_efficiency: "0.9"}
            prices: {grid_contract: "1", battery: "1.5", grid_premium: "7"}
            tiers:
              - {id: all, count: 3, arrivals_per_hour: 60, mean_duration_s: 50, mean_power_w: 120000}
            sweeps:
              - {id: load, parameter: mean_power_w, values: [120000]}
            readings:
              - {id: short, title: Short, cap_w: 300000, period: 10m, policies: [strict, no-bounds]}
            panels:
              - {id: p, title: Premium, sweep: load, measure: grid_premium_kwh, label: Power}
            """
    }

    @Test("runs an experiment into its own folder, and in parts that merge to the same files")
    func runs() async throws {
        let site = try Site()
        let whole = try await site.command("run", "Experiments/small")
        #expect(whole.status == 0)
        #expect(whole.output == "Experiments/small/results\n")
        for number in 1...2 {
            let part = try await site.command(
                "run",
                "Experiments/small",
                "--shard",
                "\(number)/2",
                "--output",
                "part-\(number)"
            )
            #expect(part.status == 0)
        }
        let merged = try await site.command("merge", "Experiments/small", "part-1", "part-2", "--output", "merged")
        #expect(merged.status == 0)
        for name in ["replications.jsonl", "summary.csv", "summary.jsonl", "differences.csv", "cells.csv"] {
            #expect(try site.text("merged/\(name)") == site.text("Experiments/small/results/\(name)"))
        }
        #expect(try site.text("merged/summary.csv").split(separator: "\n").count == 1 + 2 * 8)
    }

    @Test("refuses a folder with results of another seed, and names both")
    func otherSeed() async throws {
        let site = try Site()
        #expect(try await site.command("run", "Experiments/small").status == 0)
        let run = try await site.command("run", "Experiments/small", "--seed", "2")
        #expect(run.status == 2)
        #expect(run.errorOutput.contains("the seed is 2 in this run and 1 in Experiments/small/results"))
    }

    @Test(
        "refuses a bad file with line and key",
        arguments: [
            ("values: [120000]", "values: []", "experiment.yaml:10:49: sweeps[0].values: expected at least one value"),
            ("mean_power_w, values", "mean_power, values", "sweeps[0].parameter: expected one of mean_power_w"),
            ("[strict, no-bounds]", "[strict, bounds]", "Policies/bounds.yaml: there is no such file"),
            ("sweep: load, measure", "sweep: laod, measure", "no sweep is called \"laod\"; did you mean \"load\"?"),
            ("values: [120000]", "values: [120000, 120000]", "the value 120000 is here twice"),
            ("measure: grid_premium_kwh", "measure: relative_difference_pct", "compares two tiers"),
        ]
    )
    func badFiles(original: String, replacement: String, message: String) async throws {
        let text = Site.experiment.replacingOccurrences(of: original, with: replacement)
        let run = try await Site(text).command("run", "Experiments/small")
        #expect(run.status == 2)
        #expect(run.errorOutput.contains(message), "\(run.errorOutput)")
    }

    @Test(
        "refuses bad arguments",
        arguments: [["--shard", "3/2"], ["--replications", "0"], ["--jobs", "0"], ["--precision", "0"]]
    )
    func badArguments(arguments: [String]) async throws {
        let site = try Site()
        let run = try await site.command("run", "Experiments/small", arguments[0], arguments[1])
        #expect(run.status == 2)
        #expect(!FileManager.default.fileExists(atPath: site.root.path() + "/Experiments/small/results"))
    }
}
