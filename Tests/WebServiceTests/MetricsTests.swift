import ChildProcesses
import Foundation
import TestKit
import Testing

@Suite("The metrics", .timeLimit(.minutes(8)))
struct MetricsTests {
    @Test("They say what was counted, in base units and cumulative buckets")
    func values() async throws {
        let text = try await withServedPage { try await $0.get("/metrics").body }
        for line in [
            "commonwatt_replies_total{status=\"OK\"} 3", "commonwatt_replies_total{status=\"STALE_SEQ\"} 1",
            "commonwatt_demands_unanswered_total{building=\"b02\"} 4711",
            "commonwatt_commit_latency_seconds_bucket{le=\"0.001\"} 1",
            "commonwatt_commit_latency_seconds_bucket{le=\"0.01\"} 3",
            "commonwatt_commit_latency_seconds_bucket{le=\"5\"} 3",
            "commonwatt_commit_latency_seconds_bucket{le=\"+Inf\"} 4", "commonwatt_commit_latency_seconds_sum 9.0149",
            "commonwatt_commit_latency_seconds_count 4", "commonwatt_battery_charge_joules 44442000",
            "commonwatt_mode{mode=\"no-bounds\"} 1", "commonwatt_ledger_size 34",
            "commonwatt_building_period_joules{building=\"b01\",server=\"grid-premium\"} 1800000",
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
    }

    @Test("Prometheus' own checker has nothing against them, nor against the alert rules")
    func promtool() async throws {
        let text = try await withServedPage { try await $0.get("/metrics").body }
        try await withTemporaryDirectory { directory in
            let file = directory + "/metrics"
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            let run = try await ChildCommand("sh", ["-c", "promtool check metrics < \"$1\"", "sh", file]).run()
            #expect(run.isSuccess && run.output.isEmpty && run.errorOutput.isEmpty, "\(run.output)\(run.errorOutput)")
            let rules = Repository.path("Examples/monitoring/alerts.yaml")
            let check = try await ChildCommand("promtool", ["check", "rules", rules]).run()
            #expect(check.isSuccess, "\(check.output)\(check.errorOutput)")
        }
    }

    @Test("A real Prometheus scrapes them")
    func scraped() async throws {
        try await withServedPage { page in
            let script = Repository.path("Tests/Page/check_scrape.py")
            let run = try await ChildCommand("python3", [script, "http://127.0.0.1:\(page.port)"]).run()
            #expect(run.isSuccess, "\(run.output)\(run.errorOutput)")
        }
    }

    @Test("The dashboard and the rules ask for metrics that there are")
    func names() async throws {
        let text = try await withServedPage { try await $0.get("/metrics").body }
        for file in ["alerts.yaml", "dashboard.json"] {
            let path = Repository.path("Examples/monitoring/" + file)
            let asked = try String(contentsOfFile: path, encoding: .utf8).matches(of: /commonwatt_[a-z_]+/)
            #expect(!asked.isEmpty)
            for match in asked { #expect(text.contains("\n\(match.0)") || text.hasPrefix(match.0), "\(match.0)") }
        }
    }
}
