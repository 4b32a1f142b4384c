import ChildProcesses
import Foundation
import TestKit
import Testing

@Suite("commonwatt simulate")
struct SimulateTests {
    private final class Site {
        let directory: String

        /// A directory of its own with a cluster, a policy and a trace.
        init(policy: String = "kind: no-bounds\ndiscipline: redispatch\n", rows: [String]) throws {
            let url = FileManager.default.temporaryDirectory.appending(path: "commonwatt-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            directory = url.path(percentEncoded: false)
            let cluster = """
                site: two
                currency: EUR
                contract: {cap_w: 100000, prices: {grid_contract: "0.2", battery: "0.3", grid_premium: "1.4"}}
                battery: {power_w: 10000, capacity_wh: 20000, round_trip_efficiency: "0.8"}
                period: {duration: 1h}
                policy: policy.yaml
                buildings: [{id: b01, raf: "0.5"}, {id: b02, raf: "0.5"}, {id: idle, raf: "0"}]
                """
            let trace = (["building,start_ms,end_ms,power_w"] + rows).joined(separator: "\n")
            for (name, text) in [("cluster.yaml", cluster), ("policy.yaml", policy), ("trace.csv", trace)] {
                try Data(text.utf8).write(to: url.appending(path: name))
            }
        }

        deinit { try? FileManager.default.removeItem(atPath: directory) }

        func simulate(_ arguments: String...) async throws -> ToolResult {
            let files = ["--cluster", "cluster.yaml", "--trace", "trace.csv"]
            return try await commonwatt(["simulate"] + files + arguments, in: directory)
        }
    }

    @Test("prints JSON with exact numbers under the documented keys")
    func json() async throws {
        let site = try Site(rows: ["b01,0,1800000,100000", "b02,0,,50000", "b01,1200000,1200001,2000"])
        let run = try await site.simulate("--format", "json")
        #expect(run.status == 0)
        #expect(
            run.output == """
                {
                  "policy": "no-bounds",
                  "discipline": "redispatch",
                  "signal": null,
                  "horizon_ms": 3600000,
                  "buildings": [
                    {
                      "id": "b01",
                      "grid_contract_kwh": 50,
                      "battery_kwh": 0,
                      "grid_premium_kwh": 0.000000555556,
                      "cost": 10.000000777778,
                      "auc": 0.200000013333
                    },
                    {
                      "id": "b02",
                      "grid_contract_kwh": 25,
                      "battery_kwh": 5,
                      "grid_premium_kwh": 20,
                      "cost": 34.5,
                      "auc": 0.69
                    },
                    {
                      "id": "idle",
                      "grid_contract_kwh": 0,
                      "battery_kwh": 0,
                      "grid_premium_kwh": 0,
                      "cost": 0,
                      "auc": null
                    }
                  ],
                  "cluster": {
                    "grid_contract_kwh": 75,
                    "battery_kwh": 5,
                    "grid_premium_kwh": 20.000000555556,
                    "cost": 44.500000777778,
                    "auc": 0.445000005306,
                    "battery_used_pct": 25,
                    "recharge_kwh": 6.25,
                    "recharge_cost": 1.25,
                    "auc_stddev": 0.244999993333,
                    "jain_index": 0.767390055753
                  }
                }

                """
        )
    }

    @Test("prints a row a building as CSV")
    func csv() async throws {
        let run = try await Site(rows: ["b02,0,,50000"]).simulate("--format", "csv")
        #expect(
            run.output == """
                id,grid_contract_kwh,battery_kwh,grid_premium_kwh,cost,auc
                b01,0,0,0,0,
                b02,50,0,0,10,0.2
                idle,0,0,0,0,

                """
        )
    }

    @Test("prints a table with the cluster's sums below")
    func table() async throws {
        let run = try await Site(rows: ["b01,0,1800000,100000", "b02,0,,50000"]).simulate()
        #expect(
            run.output == """
                no-bounds, redispatch, over 1 h

                building  grid-contract kWh  battery kWh  grid-premium kWh  cost EUR  AUC EUR/kWh
                b01                  50.000        0.000             0.000     10.00       0.2000
                b02                  25.000        5.000            20.000     34.50       0.6900
                idle                  0.000        0.000             0.000      0.00            –
                ─────────────────────────────────────────────────────────────────────────────────
                cluster              75.000        5.000            20.000     44.50       0.4450

                Battery used: 25.0 %; recharging it takes 6.250 kWh at p1, 1.25 EUR, on nobody's bill.
                AUC: standard deviation 0.2450, Jain's index 0.7674 (1 is even).

                """
        )
    }

    @Test("names the signal of the adaptive policy, and leaves statistics of nothing null")
    func adaptive() async throws {
        let policy = "kind: adaptive\ndiscipline: admission\nsignal: grid-contract-load\n"
        let run = try await Site(policy: policy, rows: []).simulate("--format", "json")
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        )
        #expect(object["signal"] as? String == "grid-contract-load")
        let cluster = try #require(object["cluster"] as? [String: Any])
        #expect(cluster["auc"] is NSNull && cluster["auc_stddev"] is NSNull && cluster["jain_index"] is NSNull)
        #expect(cluster["battery_used_pct"] as? Int == 0)
    }

    @Test("takes any policy of the repository in place of the cluster's own")
    func policies() async throws {
        let site = try Site(rows: ["b01,0,,60000"])
        let policies = try FileManager.default.contentsOfDirectory(atPath: Repository.path("Policies"))
        for policy in policies where policy.hasSuffix(".yaml") {
            let run = try await site.simulate("--policy", Repository.path("Policies/\(policy)"))
            #expect(run.status == 0, "\(policy): \(run.errorOutput)")
        }
    }

    @Test("reads a trace from a pipe")
    func pipe() async throws {
        let site = try Site(rows: ["b01,0,,60000"])
        let run = try await shell(
            "cat trace.csv | commonwatt simulate --cluster cluster.yaml --format csv --trace /dev/stdin",
            in: site.directory
        )
        #expect(run.output == (try await site.simulate("--format", "csv").output))
    }

    @Test("names file, line and key of what is wrong, and ends with status 2")
    func badFiles() async throws {
        let trace = try await Site(rows: ["b01,0,,60000", "b09,0,,1"]).simulate()
        #expect(trace.status == 2)
        #expect(trace.output.isEmpty)
        #expect(
            trace.errorOutput == "commonwatt: trace.csv:3: unknown building \"b09\"; the cluster has b01, b02, idle\n"
        )

        let policy = try await Site(policy: "kind: strict\ndicipline: admission\n", rows: []).simulate()
        #expect(policy.status == 2)
        #expect(
            policy.errorOutput.hasPrefix(
                "commonwatt: policy.yaml:2:1: unknown key \"dicipline\"; did you mean \"discipline\"?"
            )
        )

        let missing = try await Site(rows: []).simulate("--policy", "nowhere.yaml")
        #expect(missing.status == 2)
        #expect(missing.errorOutput == "commonwatt: nowhere.yaml: there is no such file\n")
    }
}
