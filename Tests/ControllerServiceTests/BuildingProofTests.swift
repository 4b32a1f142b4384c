import ChildProcesses
import Foundation
import TestKit
import Testing

@Suite("A building that has its allocations proven", .timeLimit(.minutes(8)))
struct BuildingProofTests {
    /// Runs the building's program at a site with an API until it has looked at a proof; returns what it wrote.
    private func run(key: (TestSite) async throws -> String?) async throws -> [String] {
        let port = freePort()
        return try await withServedSite {
            try $0.edit("site: riverside", to: "site: riverside\nhttp: {host: 127.0.0.1, port: \(port)}")
        } _: { site, _ in
            let key = try await key(site)
            let arguments =
                ["building", "--config", site.clusterFile, "--id", "b01", "--speed", "600", "--verify"]
                + (key.map { ["--log-key", $0] } ?? [])
            let building = ChildCommand(try Products.executable("commonwatt"), arguments)
            let daemon = try await withDaemon(building) {
                $0.contains("the ledger proves") || $0.contains("does not prove")
            } _: { daemon in
                await daemon.stop()
                return daemon
            }
            return daemon.log
        }
    }

    @Test("The log's key that it was given shows that the ledger has what the reply said")
    func proven() async throws {
        let log = try await run { _ in nil }
        #expect(log.contains { $0.contains("the ledger proves the allocation") && $0.contains("checkpoint=") })
        #expect(!log.contains { $0.contains("does not prove") })
    }

    @Test("With another log's key nothing is believed, and it says so")
    func otherKey() async throws {
        let log = try await run { site in
            // Another site's log: its name and its key are others.
            let other = site.directory + "-other"
            let run = try await site.commonwatt(["init", other, "--name", "elsewhere", "--building", "b01"])
            try #require(run.isSuccess, "\(run.errorOutput)")
            return other + "/identities/roots/ledger.vkey"
        }
        #expect(log.contains { $0.contains("does not prove what was said") && $0.contains("the log") })
    }
}
