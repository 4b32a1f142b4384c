import ChildProcesses
import Foundation
import Testing

@Suite("commonwatt simulate on random demand")
struct RandomSimulationTests {
    private static let cluster = ["--cluster", "Examples/riverside.yaml", "--policy", "Policies/no-bounds.yaml"]

    private func measure(_ name: String, _ arguments: [String]) async throws -> [String: Any] {
        let run = try await commonwatt(["simulate"] + Self.cluster + arguments + ["--format", "json"])
        let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        let sums = try #require(object?["cluster"] as? [String: Any])
        return try #require(sums[name] as? [String: Any])
    }

    @Test("Gives every number as a mean with its interval and the number of replications")
    func replications() async throws {
        let energy = try await measure("grid_contract_kwh", ["--seed", "1", "--replications", "20"])
        let (mean, half) = (try #require(energy["mean"] as? Double), try #require(energy["ci95"] as? Double))
        #expect(energy["n"] as? Int == 20)
        // In six hours grid-contract serves at most 6 000 kWh at the cap of 1 000 kW, and here nearly that.
        #expect(mean > 5_000 && mean < 6_000)
        #expect(half > 0 && half < 300)
    }

    @Test("The same seed gives the same numbers, another seed others")
    func seeds() async throws {
        let first = try await commonwatt(["simulate"] + Self.cluster + ["--seed", "7"])
        let again = try await commonwatt(["simulate"] + Self.cluster + ["--seed", "7"])
        let other = try await commonwatt(["simulate"] + Self.cluster + ["--seed", "8"])
        #expect(first.output == again.output)
        #expect(first.output != other.output)
    }

    static let refused: [[String]] = [
        [], ["--trace", "Examples/riverside.csv", "--seed", "1"],
        ["--trace", "Examples/riverside.csv", "--replications", "3"], ["--seed", "1", "--replications", "0"],
    ]

    @Test("Wants either a trace or a seed", arguments: refused)
    func refusal(arguments: [String]) async throws {
        let run = try await commonwatt(["simulate"] + Self.cluster + arguments)
        #expect(run.status == 2)
    }
}
