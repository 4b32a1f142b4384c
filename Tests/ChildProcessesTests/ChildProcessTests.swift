import ChildProcesses
import Testing

@Suite("Child processes")
struct ChildProcessTests {
    private let saysReady: @Sendable (String) -> Bool = { $0 == "ready" }

    @Test("leave what they wrote, each output apart, and their status")
    func result() async throws {
        let result = try await ChildCommand("sh", ["-c", "echo out; echo err >&2; exit 7"]).run()
        #expect(result.output == "out\n")
        #expect(result.errorOutput == "err\n")
        #expect(result.status == 7)
        #expect(!result.isSuccess)
    }

    @Test("that a signal ended count as shells count")
    func signal() async throws {
        #expect(try await ChildCommand("sh", ["-c", "kill -9 $$"]).run().status == 137)
    }

    @Test("run where they are told to")
    func directory() async throws {
        #expect(try await ChildCommand("pwd", workingDirectory: "/usr").run().output == "/usr\n")
    }

    @Test("that are not there are refused by name")
    func missing() async {
        let refusal = await #expect(throws: ChildProcessError.self) { try await ChildCommand("no-such-program").run() }
        #expect(refusal?.description.hasPrefix("no-such-program could not be started") == true)
    }

    @Test("that serve are stopped, killed and started again")
    func daemon() async throws {
        let server = ChildCommand(
            "sh",
            ["-c", "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.01; done"]
        )
        let log = try await withDaemon(server, isReady: saysReady) { daemon in
            await daemon.stop()
            try await daemon.start()
            await daemon.kill()
            return daemon.log
        }
        #expect(log == ["ready", "bye", "ready"])
    }

    @Test("that end before they are ready say so with their last lines")
    func endedEarly() async {
        let server = ChildCommand("sh", ["-c", "echo no luck"])
        let failure = await #expect(throws: ChildProcessError.self) {
            try await withDaemon(server, isReady: saysReady) { _ in }
        }
        #expect(failure == .endedEarly(program: "sh", lastLines: ["no luck"]))
    }
}
