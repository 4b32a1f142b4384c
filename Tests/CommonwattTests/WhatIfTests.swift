import AllocationContract
import AuditTestKit
import ChildProcesses
import Foundation
import Ledger
import LedgerTestKit
import TestKit
import Testing

@Suite("commonwatt whatif")
struct WhatIfTests {
    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("sets what members would have paid beside their bills, and leaves the ledger as it is")
    func ledger() async throws {
        let site = try LedgerSite(try ExampleChain.story(isWhole: false))
        let before = try site.files().map { try site.read($0.name) }
        let run = try await commonwatt([
            "whatif", "--ledger", site.ledger, "--policy", "Policies/no-bounds.yaml", "Policies/strict.yaml",
            "--format", "json",
        ])
        #expect(run.status == 0, "\(run.errorOutput)")
        let periods = try #require(try object(run.output)["periods"] as? [[String: Any]])
        #expect(periods.count == 1)
        let period = try #require(periods.first)
        #expect(period["closed"] as? Bool == true && period["currency"] as? String == "EUR")
        let recorded = try #require(period["recorded"] as? [String: Any])
        #expect(recorded["policy"] as? String == "no-bounds")
        let others = try #require(period["alternatives"] as? [[String: Any]])
        #expect(others.map { $0["name"] as? String } == ["no-bounds", "strict"])
        // The story was written under no-bounds.
        #expect(others[0]["cluster"] as? NSDictionary == recorded["cluster"] as? NSDictionary)
        #expect(others[0]["buildings"] as? NSArray == recorded["buildings"] as? NSArray)
        let close = try #require(site.example.script.blocks.last?.transactions.last?.envelope.result.response)
        let bills = try AllocationResponse(encoded: close).statements
        let costs = try #require(recorded["buildings"] as? [[String: Any]]).map { $0["cost"] as? Double }
        #expect(costs == bills.map { Double($0.costMicros) / 1e6 })
        #expect(bills.contains { $0.costMicros > 0 })
        #expect(try site.files().map { try site.read($0.name) } == before)

        let table = try await commonwatt(["whatif", "--ledger", site.ledger])
        #expect(table.output.contains(/member +recorded +strict +no-bounds +adaptive +max-min +levelling\n/))
        let csv = try await commonwatt(["whatif", "--ledger", site.ledger, "--format", "csv"])
        #expect(csv.output.split(separator: "\n").count == 1 + 6 * 3)
    }

    @Test("fails where a bill does not follow from the recorded demand")
    func altered() async throws {
        let example = try ExampleChain.story(isWhole: false)
        var script = example.script
        let place = Version(block: script.blocks.count - 1, transaction: 0)
        try script.replace(place) { old in
            var response = try AllocationResponse(encoded: old.result.response)
            response.statements[0].costMicros += 5_000
            let result = TransactionResult(
                reads: old.result.reads,
                ranges: old.result.ranges,
                writes: old.result.writes,
                response: response.encoded
            )
            return try old.with(result: result, endorsedBy: [example.network.peer])
        }
        let site = try LedgerSite(example, script: script)
        let run = try await commonwatt(["whatif", "--ledger", site.ledger])
        #expect(run.status == 1)
        #expect(run.output.contains("levelling"))
        #expect(
            run.errorOutput.contains("the bills of period 1 do not follow from its recorded demand: b01 was billed")
        )
    }

    @Test("compares policies on a trace, beside the cluster's own")
    func trace() async throws {
        let files = ["--trace", "Examples/riverside.csv", "--cluster", "Examples/riverside.yaml"]
        let run = try await commonwatt(["whatif"] + files + ["--policy", "Policies/adaptive.yaml", "--format", "csv"])
        #expect(run.status == 0, "\(run.errorOutput)")
        let rows = run.output.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        #expect(rows.count == 1 + 20)
        // The cluster's own policy is the adaptive one.
        for index in 1...10 {
            #expect(rows[index][8...] == rows[index + 10][8...])
            #expect(rows[index + 10].last == "0")
        }
        let simulated = try await commonwatt(["simulate"] + files + ["--format", "csv"])
        let energies = simulated.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[0...3] }
        #expect(energies.map(Array.init) == rows[1...10].map { Array($0[8...11]) })
    }

    @Test(
        "refuses what it cannot compare",
        arguments: [
            (["whatif"], "expected either --ledger DIR or --trace CSV"),
            (["whatif", "--trace", "Examples/riverside.csv"], "--trace and --cluster go together"),
            (["whatif", "--ledger", "/nowhere"], "there is no ledger at /nowhere"),
            (
                [
                    "whatif", "--trace", "Examples/riverside.csv", "--cluster", "Examples/riverside.yaml", "--policy",
                    "Policies/strict.yaml", "Policies/strict.yaml",
                ], "two files are called strict"
            ),
        ]
    )
    func refusals(arguments: [String], message: String) async throws {
        let run = try await commonwatt(arguments)
        #expect(run.status == 2)
        #expect(run.errorOutput.contains(message), "\(run.errorOutput)")
    }
}
