import ChildProcesses
import Foundation
import Testing

@Suite("The command bench ledger", .timeLimit(.minutes(8)))
struct BenchLedgerTests {
    /// One element of the output, as far as a reader needs it.
    private struct Row: Decodable {
        struct Reference: Decodable {
            let name: String
            let value: Double
        }

        let bench: String
        let figure: String
        let value: Double
        let unit: String
        let reference: Reference
        let ratio: Double
        let target: Double?
        let met: Bool?
    }

    @Test(
        "prints Caliper's columns beside the limit, and nothing fails or conflicts",
        arguments: [
            ["--endorsements", "1"], ["--endorsements", "3"], ["--contract", "fabcoin"], ["--private-values"],
        ]
    )
    func run(arguments: [String]) async throws {
        let result = try await commonwatt(
            ["bench", "ledger", "--transactions", "300", "--clients", "20", "--rounds", "2"] + arguments
        )
        #expect(result.isSuccess, "\(result.errorOutput)")
        let rows = try JSONDecoder().decode([Row].self, from: Data(result.output.utf8))
        let loads =
            switch arguments.last {
            case "fabcoin": ["Fabcoin MINT", "Fabcoin SPEND"]
            case "--private-values": ["private allocation"]
            default: ["allocation"]
            }
        for load in loads {
            let own = rows.filter { $0.figure.hasPrefix(load + ":") }
            for (column, value) in [("succ", 300.0), ("fail", 0), ("read conflicts", 0)] {
                #expect(own.first { $0.figure == "\(load): \(column)" }?.value == value)
            }
            for column in ["max", "min", "avg", "p50", "p95", "p99"] {
                #expect(own.contains { $0.figure == "\(load): \(column) latency" && $0.value > 0 })
            }
            let throughput = try #require(own.first { $0.figure == "\(load): throughput" })
            #expect(throughput.reference.name.hasPrefix("libcrypto limit: "))
            #expect(throughput.reference.value > 0 && throughput.target == 0.7)
        }
    }

    @Test("refuses a number of endorsements that it has no organisations for")
    func refused() async throws {
        let result = try await commonwatt(["bench", "ledger", "--endorsements", "4"])
        #expect(!result.isSuccess)
        #expect(result.errorOutput.contains("--endorsements: expected 1 to 3"))
    }
}

@Suite("The command bench start", .timeLimit(.minutes(8)))
struct BenchStartTests {
    @Test("prints how long a start after a crash takes, part by part, and leaves nothing behind")
    func run() async throws {
        let result = try await commonwatt(["bench", "start", "--transactions", "300", "--format", "csv"])
        #expect(result.isSuccess, "\(result.errorOutput)")
        let rows = result.output.split(separator: "\n")
        #expect(rows.count == 5 && rows[4].hasPrefix("start,300 transactions: all of it,"), "\(result.output)")
    }
}
