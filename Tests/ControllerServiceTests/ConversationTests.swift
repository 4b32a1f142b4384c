import ChildProcesses
import Foundation
import Gateway
import TestKit
import Testing
import Units

@Suite("Clients of other makes", .timeLimit(.minutes(8)))
struct ConversationTests {
    @Test("mosquitto_rr holds the conversation of the documentation, word for word")
    func shell() async throws {
        let documentation = try String(contentsOfFile: Repository.path("Documentation/mqtt.md"), encoding: .utf8)
        let section = try #require(documentation.split(separator: "## A conversation by hand").last)
        let script = String(try #require(section.firstMatch(of: /```sh\n((?:.*\n)*?)```/)?.1))
        try #require(script.contains("-p 8883"))
        try await withServedSite { site, _ in
            let command = ChildCommand(
                "bash",
                ["-euo", "pipefail", "-c", script.replacing("-p 8883", with: "-p \(site.port)")],
                workingDirectory: URL(filePath: site.directory).deletingLastPathComponent().path()
            )
            let run = try await command.run()
            #expect(run.isSuccess, "\(run.errorOutput)")
            let lines = run.output.split(separator: "\n").map { Array($0.utf8) }
            try #require(lines.count == 7, "\(run.output)")
            #expect(try ControllerStatusPayload(lines[0]).isOnline)
            let replies = try lines[1...].map { try AllocationPayload($0) }
            #expect(replies.map(\.status) == [.ok, .ok, .staleSequence, .invalidContent, .ok, .ok])
            #expect(replies.map { $0.allocation?.allocated.watts } == [18_500, 18_500, 18_500, 18_500, 18_500, 0])
            #expect(replies.map(\.isReplay) == [false, true, false, false, false, false])
            #expect(lines[2] == AllocationPayload.replay(of: lines[1]))
        }
    }

    @Test("So does the Python example, whose code is forty lines")
    func python() async throws {
        let example = Repository.path("Examples/python/building.py")
        let code = try String(contentsOfFile: example, encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("\"\"\"") && !$0.allSatisfy(\.isWhitespace) }
        #expect(code.count <= 40, "\(code.count)")
        try await withServedSite { site, servers in
            let arguments = [example, site.directory, site.topics.site, "b01", "\(site.port)", "80000", "1200000"]
            let run = try await ChildCommand(Repository.path(".venv/bin/python"), arguments).run()
            #expect(run.isSuccess, "\(run.errorOutput)")
            #expect(
                run.output == """
                    80000 W: OK {'grid-contract': 80000}
                    1200000 W: OK {'grid-contract': 500000, 'battery': 250000, 'grid-premium': 450000}
                    0 W: OK {}

                    """
            )
            await servers.controller.stop()
            #expect(try RecordedCall.read(from: site.ledger).compactMap(\.change).count == 3)
            #expect(try await site.audit().output.contains("audit: OK"))
        }
    }
}
