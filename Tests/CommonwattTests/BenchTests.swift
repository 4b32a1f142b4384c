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

    @Test("replay: a trace's time per event beside one whose demand is drawn, and how many events it has")
    func replay() async throws {
        let arguments = ["--cluster", "Examples/riverside.yaml", "--replications", "2", "--rounds", "1"]
        let run = try await commonwatt(["bench", "replay", "Examples/riverside.csv"] + arguments)
        #expect(run.status == 0, "\(run.errorOutput)")
        let figures = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
        #expect(figures.map { $0["unit"] as? String } == ["ns", "events"])
        #expect(figures.allSatisfy { ($0["value"] as? Double ?? 0) > 0 && $0["target"] is NSNull })
    }

    @Test("replay: says what is wrong with a trace before anything is timed")
    func badTraces() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "commonwatt-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        func refusal(_ rows: [String]?) async throws -> String {
            let text = (["building,start_ms,end_ms,power_w"] + (rows ?? [])).joined(separator: "\n")
            let trace = directory.appending(path: "trace.csv")
            try? FileManager.default.removeItem(at: trace)
            if rows != nil { try Data(text.utf8).write(to: trace) }
            let cluster = Repository.path("Examples/riverside.yaml")
            let path = directory.path(percentEncoded: false)
            let run = try await commonwatt(["bench", "replay", "trace.csv", "--cluster", cluster], in: path)
            #expect(run.status == 2 && run.output.isEmpty)
            return run.errorOutput
        }
        #expect(try await refusal(nil) == "commonwatt: trace.csv: there is no such file\n")
        #expect(try await refusal(["nobody,0,,1"]).hasPrefix("commonwatt: trace.csv:2: unknown building \"nobody\""))
        let nothing = "no request starts within the period, so there is nothing to time"
        #expect(try await refusal([]) == "commonwatt: trace.csv: \(nothing)\n")
        #expect(try await commonwatt(["bench", "replay", "--cluster", "c.yaml"]).status == 2)
    }

    private static let units = ["replies/s", "µs", "µs", "replies/s", "µs", "demands"]

    @Test("A soak says whether memory and latency are flat, by the line of the least squares through its minutes")
    func slope() {
        let line = FittedLine([(0, 1), (1, 3), (2, 5), (3, 7)])
        #expect(line.slope == 2 && line.at(0) == 1 && line.at(3) == 7)
        #expect(FittedLine([(5, 4)]).slope == 0)
    }
}
