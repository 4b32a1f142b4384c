import ChildProcesses
import TestKit
import Testing

@Suite("A building that leaves", .timeLimit(.minutes(8)))
struct LeavingBuildingTests {
    @Test("Ends, and says so, though neither broker nor controller is there to be told")
    func alone() async throws {
        try await withServedSite { site, servers in
            let arguments = ["building", "--config", site.clusterFile, "--id", "b01", "--speed", "600"]
            let building = ChildCommand(try Products.executable("commonwatt"), arguments)
            let isAnswered: @Sendable (String) -> Bool = { $0.contains("the controller decides") }
            let daemon = try await withDaemon(building, isReady: isAnswered) { daemon in
                await servers.controller.kill()
                await servers.broker.kill()
                let process = "\(try #require(daemon.processID))"
                #expect(try await ChildCommand("kill", ["-TERM", process]).run().isSuccess)
                #expect(try await ChildCommand("tail", ["--pid=\(process)", "-f", "/dev/null"]).run().isSuccess)
                return daemon
            }
            #expect(daemon.log.contains { $0.contains("nobody was told that the building leaves") }, "\(daemon.log)")
        }
    }
}
