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

    private static let claims = """
        figures:
          - id: f
            experiment: small
            sweep: load
            measure: grid_premium_kwh
            claims:
              - {id: right, text: Strict draws more., tests: [{is: order, policies: [no-bounds, strict]}]}
              - {id: wrong, text: Strict draws less., tests: [{is: order, policies: [strict, no-bounds]}]}
        """

    @Test("reports which claims hold, on the terminal and in report.md; --strict fails if one does not")
    func report() async throws {
        let site = try Site()
        let claims = site.root.appending(path: "Experiments/claims.yaml")
        try Data(Self.claims.utf8).write(to: claims)
        #expect(try await site.command("report", "Experiments/small").status == 3)
        #expect(try await site.command("run", "Experiments/small").status == 0)
        let table = try await site.command("report", "Experiments/small")
        #expect(table.status == 0, "\(table.errorOutput)")
        #expect(table.output.contains(/right +short +holds/))
        #expect(table.output.contains(/wrong +short +does not hold/))
        #expect(
            try site.text("Experiments/small/results/report.md").contains("Strict draws less. | **does not hold** |")
        )
        let json = try await site.command("report", "Experiments/small", "--format", "json")
        #expect(json.output.contains("\"verdict\": \"does not hold\""))
        #expect(try await site.command("report", "Experiments/small", "--strict").status == 1)
        let reading = try await site.command("report", "Experiments/small", "--strict", "--reading", "shor")
        #expect(reading.status == 2)
        try Data(Self.claims.replacing("[strict, no-bounds]", with: "[strikt, no-bounds]").utf8).write(to: claims)
        let unknown = try await site.command("report", "Experiments/small")
        #expect(unknown.status == 2)
        #expect(unknown.errorOutput.contains("claims.yaml:8:"), "\(unknown.errorOutput)")
        #expect(unknown.errorOutput.contains("policies[0]: expected one of strict, no-bounds"))
    }

    @Test("checks itself against exact values, as a table, as CSV and as JSON")
    func check() async throws {
        let site = try Site()
        let table = try await site.command("check", "Experiments/small", "--replications", "1000")
        #expect(table.status == 0, "\(table.output)\(table.errorOutput)")
        #expect(table.output.contains(/\d+ numbers judged, \d+ not; 0 beyond 3 .* agrees with the exact values/))
        #expect(table.output.contains(/total ci95 of 100 kwh|total_ci95_of_100_kwh/))
        let json = try await site.command("check", "Experiments/small", "--replications", "1000", "--format", "json")
        #expect(json.output.contains("\"agrees\": true") && json.output.contains("\"limit_z\": "))
        let csv = try await site.command("check", "Experiments/small", "--format", "csv")
        #expect(csv.output.hasPrefix("sweep,value,reading,policy,quantity,n,mean,standard_error,exact,z,verdict\n"))
        #expect(!FileManager.default.fileExists(atPath: site.root.path() + "/Experiments/small/results"))
        let unlike = try await commonwatt(["experiment", "check", "Experiments/fig-4.8", "--replications", "2"])
        #expect(unlike.status == 2)
        #expect(unlike.errorOutput.contains("no cell has a closed form"), "\(unlike.errorOutput)")
    }

    @Test("draws every panel for every reading as SVG and PNG")
    func plot() async throws {
        let site = try Site()
        #expect(try await site.command("run", "Experiments/small").status == 0)
        let plot = try await site.command("plot", "Experiments/small")
        #expect(plot.status == 0, "\(plot.errorOutput)")
        #expect(plot.output == "Experiments/small/results/p-short.svg\n")
        let svg = try site.text("Experiments/small/results/p-short.svg")
        for word in [
            "strict bounds", "no bounds", "Energy drawn from grid-premium (kWh)", "rgb(213,  94,   0)",
            "rgb(  0, 114, 178)",
        ] {
            #expect(svg.contains(word), "\(word)")
        }
        let png = try Data(contentsOf: site.root.appending(path: "Experiments/small/results/p-short.png"))
        #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }

    @Test("calibrates on the experiment of Figure 4.8, the same whatever the number of jobs")
    func calibrate() async throws {
        func run(_ jobs: String) async throws -> ToolResult {
            try await commonwatt(
                [
                    "experiment", "calibrate", "Experiments/fig-4.8", "--caps", "1200:1300:100", "--periods",
                    "348:354:6", "--replications", "2", "--jobs", jobs, "--format", "json",
                ]
            )
        }
        let one = try await run("1")
        #expect(one.status == 0, "\(one.errorOutput)")
        #expect(one.output.contains("\"best_fit_of_shipped_policies\""))
        #expect(try await run("2").output == one.output)
        let bad = try await commonwatt(["experiment", "calibrate", "Experiments/fig-4.8", "--caps", "1300:1200:100"])
        #expect(bad.status == 2)
        let alike = try await commonwatt(["experiment", "calibrate", "Experiments/fig-4.6"])
        #expect(alike.status == 2)
        #expect(alike.errorOutput.contains("no claim on fig-4.6 prints the battery_kwh of strict"))
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
