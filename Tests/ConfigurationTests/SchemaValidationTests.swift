import ChildProcesses
import Foundation
import TestKit
import Testing

@testable import Configuration

@Suite("The JSON schemas, by an independent validator")
struct SchemaValidationTests {
    private func check(_ schema: String, _ files: [String]) async throws -> ToolResult {
        let script = Repository.path("scripts/check-schema")
        let arguments = [Repository.path("Schemas/\(schema).schema.json")] + files
        return try await ChildCommand(script, arguments, workingDirectory: Repository.root).run()
    }

    private func files(in folder: String, named suffix: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: Repository.path(folder)).sorted()
            .filter { $0.hasSuffix(suffix) }.map { "\(folder)/\($0)" }
    }

    @Test("accept every shipped file")
    func shipped() async throws {
        let experiments = try files(in: "Experiments", named: "experiment.yaml")
        #expect(experiments.count >= 9)
        for (schema, paths) in [
            ("experiment", experiments), ("claims", ["Experiments/claims.yaml"]),
            ("policy", try files(in: "Policies", named: ".yaml")), ("cluster", ["Examples/riverside.yaml"]),
        ] {
            let run = try await check(schema, paths)
            #expect(run.status == 0, "\(run.output)\(run.errorOutput)")
        }
    }

    static let experiment = """
        title: Small
        question: Does it run?
        replications: 7
        seed: 3
        battery: {power_w: 500000, capacity_wh: 1500000, round_trip_efficiency: "0.9"}
        prices: {grid_contract: "1", battery: "1.5", grid_premium: "7"}
        tiers:
          - {id: all, count: 10, arrivals_per_hour: 60, mean_duration_s: 50, mean_power_w: 20000}
        sweeps:
          - {id: load, parameter: mean_power_w, values: [20000, 30000]}
          - {id: members, parameter: count, tier: all, values: [1, 2]}
          - {id: price, parameter: grid_premium_price, values: ["3", "7"]}
        readings:
          - {id: short, title: Short, cap_w: 400000, period: 20m, policies: [strict, no-bounds]}
        panels:
          - {id: 4.7, title: Premium, sweep: load, measure: grid_premium_kwh, label: Power, axis_scale: log}
        """

    static let claims = """
        figures:
          - id: f
            experiment: small
            sweep: load
            measure: grid_premium_kwh
            claims:
              - id: c
                text: It is so.
                tests:
                  - {is: order, policies: [no-bounds, strict], at: last}
                  - {is: near, policies: [strict], value: 910, within: 0.05}
        """

    private func expectRefusal(_ schema: String, _ text: String, _ message: String) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: path) }
        try Data(text.utf8).write(to: path)
        let run = try await check(schema, [path.path(percentEncoded: false)])
        #expect(run.status == 1)
        #expect(run.output.contains(message), "\(run.output)\(run.errorOutput)")
    }

    @Test("The samples are sound, for the schema and for the reader")
    func samples() async throws {
        for (schema, text) in [("experiment", Self.experiment), ("claims", Self.claims)] {
            let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).yaml")
            defer { try? FileManager.default.removeItem(at: path) }
            try Data(text.utf8).write(to: path)
            #expect(try await check(schema, [path.path(percentEncoded: false)]).status == 0)
        }
        _ = try ExperimentFile(InputFile(path: "e.yaml", bytes: Array(Self.experiment.utf8)))
        _ = try ClaimsFile(InputFile(path: "c.yaml", bytes: Array(Self.claims.utf8)))
    }

    @Test(
        "refuse a broken experiment where the reader does",
        arguments: [
            ("values: [20000, 30000]", "values: []", "sweeps/0/values: [] "),
            ("values: [20000, 30000]", "values: [20000, 20000]", "has non-unique elements"),
            ("values: [20000, 30000]", "values: [0]", "sweeps/0/values/0: 0 is less than the minimum of 1"),
            ("parameter: mean_power_w", "parameter: mean_power", "'mean_power' is not one of"),
            ("parameter: mean_power_w", "parameter: spread_pct", "20000 is greater than the maximum of 99"),
            ("parameter: count, tier: all", "parameter: count", "'tier' is a required property"),
            ("parameter: mean_power_w", "parameter: cap_w, tier: all", "'cap_w' is not one of"),
            ("[\"3\", \"7\"]", "[3, 7]", "3 is not of type 'string'"),
            ("seed: 3\n", "", "'seed' is a required property"),
            ("seed: 3", "seed: -3", "-3 is less than the minimum of 0"),
            ("question:", "qestion:", "'qestion' was unexpected"),
            ("measure: grid_premium_kwh", "measure: premium", "'premium' is not one of"),
            ("axis_scale: log", "axis_scale: logarithmic", "'logarithmic' is not one of"),
            ("axis_scale: log", "against: cost", "'at' is a dependency of 'against'"),
            ("policies: [strict, no-bounds]", "policies: []", "readings/0/policies: [] "),
            ("period: 20m", "period: 20 minutes", "does not match"),
        ]
    )
    func brokenExperiment(original: String, replacement: String, message: String) async throws {
        #expect(Self.experiment.contains(original))
        let text = Self.experiment.replacing(original, with: replacement)
        try await expectRefusal("experiment", text, message)
        #expect(throws: ConfigurationError.self) {
            try ExperimentFile(InputFile(path: "e.yaml", bytes: Array(text.utf8)))
        }
    }

    @Test(
        "refuse broken claims where the reader does",
        arguments: [
            ("policies: [no-bounds, strict]", "policies: [no-bounds, strikt]", "'strikt' is not one of"),
            ("policies: [no-bounds, strict]", "policies: [strict]", "['strict'] is too short"),
            ("is: order", "is: ordered", "'ordered' is not one of"),
            ("value: 910, within", "within", "'value' is a required property"),
            ("at: last", "share: 0.5", "tests/0: False schema does not allow 0.5"),
            ("at: last", "at: end", "is not valid under any of the given schemas"),
            ("experiment: small", "experiment: Small", "is not valid under any of the given schemas"),
            ("text: It is so.\n", "\n", "'text' is a required property"),
        ]
    )
    func brokenClaims(original: String, replacement: String, message: String) async throws {
        #expect(Self.claims.contains(original))
        let text = Self.claims.replacing(original, with: replacement)
        try await expectRefusal("claims", text, message)
        #expect(throws: ConfigurationError.self) { try ClaimsFile(InputFile(path: "c.yaml", bytes: Array(text.utf8))) }
    }
}
