import ChildProcesses
import Foundation
import TestKit
import Testing

@testable import commonwatt

@Suite("commonwatt bench")
struct BenchTests {
    @Test("audit: its figures beside libcrypto alone, under the documented keys")
    func audit() async throws {
        let run = try await commonwatt(["bench", "audit", "--transactions", "1000", "--jobs", "2"])
        #expect(run.status == 0, "\(run.errorOutput)")
        let figures = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
        #expect(figures.map { $0["unit"] as? String } == ["transactions/s", "µs", "MB"])
        for figure in figures {
            let keys: Set = ["bench", "figure", "value", "unit", "reference", "ratio", "target", "met"]
            #expect(Set(figure.keys) == keys)
            #expect((figure["value"] as? Double ?? 0) > 0 && (figure["ratio"] as? Double ?? 0) > 0)
        }
        #expect(try await commonwatt(["bench", "audit", "--transactions", "10"]).status == 2)
    }

    @Test("controller: a real broker, the echo beside it, pages open; nothing is lost, refused or answered twice")
    func controller() async throws {
        let run = try await commonwatt([
            "bench", "controller", "--buildings", "2", "--seconds", "1", "--rounds", "1", "--rate", "20", "--pages",
            "3",
            "--under-way", "8",
        ])
        #expect(run.status == 0, "\(run.errorOutput)")
        let figures = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
        #expect(figures.map { $0["unit"] as? String } == ["ms", "ms", "ms", "ms"] + Self.units)
        #expect(figures.dropLast().allSatisfy { ($0["value"] as? Double ?? 0) > 0 && $0["ratio"] is Double })
        #expect(figures.last?["value"] as? Double == 0 && figures.last?["met"] as? Bool == true)
    }

    private static let units = ["replies/s", "µs", "µs", "replies/s", "µs", "demands"]

    @Test("A soak says whether memory and latency are flat, by the line of the least squares through its minutes")
    func slope() {
        let line = FittedLine([(0, 1), (1, 3), (2, 5), (3, 7)])
        #expect(line.slope == 2 && line.at(0) == 1 && line.at(3) == 7)
        #expect(FittedLine([(5, 4)]).slope == 0)
    }
}
