import ChildProcesses
import Testing

@Suite("Programs that are started", .timeLimit(.minutes(8)))
struct DaemonTests {
    /// A server that says when it is ready and then waits to be ended.
    private static let server = ChildCommand("sh", ["-c", "echo ready >&2; exec sleep 600"])

    @Test("A program that ends leaves what it wrote")
    func tool() async throws {
        let result = try await ChildCommand("sh", ["-c", "echo a; echo b >&2; pwd; exit 3"], workingDirectory: "/")
            .run()
        #expect(!result.isSuccess)
        #expect(result.output == "a\n/\n")
        #expect(result.errorOutput == "b\n")
    }

    @Test("A program that is not there says so")
    func missing() async {
        let error = await #expect(throws: ChildProcessError.self) {
            try await ChildCommand("commonwatt-no-program").run()
        }
        guard case .notStarted("commonwatt-no-program", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("A server is ready when it says so, and can be stopped, killed and started again")
    func restarts() async throws {
        try await withDaemon(Self.server) {
            $0 == "ready"
        } _: { daemon in
            await daemon.stop()
            try await daemon.start()
            await daemon.kill()
            try await daemon.start()
            #expect(daemon.log == ["ready", "ready", "ready"])
            await daemon.kill()
            // Nothing runs any more: there is nothing to wait for.
            await daemon.stop()
        }
    }

    @Test("To start a server that runs is an error, and leaves it running")
    func running() async throws {
        try await withDaemon(Self.server) {
            $0 == "ready"
        } _: { daemon in
            let error = await #expect(throws: ChildProcessError.self) { try await daemon.start() }
            #expect(error == .running(program: "sh"))
            #expect(daemon.processID != nil && daemon.log == ["ready"])
        }
    }

    @Test("A server that ends before it is ready is an error with its last words")
    func endedEarly() async {
        let command = ChildCommand("sh", ["-c", "echo no room; exit 1"])
        let error = await #expect(throws: ChildProcessError.self) {
            try await withDaemon(command) {
                $0 == "ready"
            } _: { _ in
            }
        }
        #expect(error == .endedEarly(program: "sh", lastLines: ["no room"]))
        #expect(error?.description == "sh ended before it was ready: no room")
    }
}
