import ChildProcesses
import TestKit
import Testing

@Suite("The demo", .timeLimit(.minutes(8)))
struct DemoTests {
    @Test("Five seconds of it end with allocations by ten buildings, their costs, and an audit that is content")
    func demo() async throws {
        try await withTemporaryDirectory { directory in
            let arguments = ["demo", "--duration", "5", "--speed", "600", "--directory", directory + "/site"]
            let run = try await ChildCommand(Products.executable("commonwatt"), arguments).run()
            #expect(run.status == 0, "\(run.errorOutput)")
            #expect(run.output.contains("audit: OK"), "\(run.output)")
            let count = try #require(run.errorOutput.firstMatch(of: /(\d+) allocations were answered/)?.1)
            #expect(try #require(Int(count)) > 100)
            for building in ["b01", "b10", "cluster"] { #expect(run.output.contains(building)) }
        }
    }
}
