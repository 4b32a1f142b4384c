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
}
