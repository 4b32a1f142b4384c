import ChildProcesses
import TestKit
import Testing

@Suite("The API's description", .timeLimit(.minutes(8)))
struct DocumentTests {
    private func python(_ arguments: [String]) async throws -> ToolResult {
        try await ChildCommand(Repository.path(".venv/bin/python"), arguments).run()
    }

    @Test("It keeps OpenAPI's own rules, and has the addresses that the code has")
    func document() async throws {
        let document = Repository.path("Sources/WebService/Page/openapi.json")
        let routes = Repository.path("Sources/WebService/Server")
        let run = try await python([Repository.path("Tests/Page/check_document.py"), document, routes])
        #expect(run.isSuccess, "\(run.output)\(run.errorOutput)")
    }

    @Test("Requests made up from it, well-formed and not, get the answers that it promises and never a 5xx")
    func fuzzed() async throws {
        try await withServedPage { page in
            let run = try await python([Repository.path("Tests/Page/fuzz_api.py"), "http://127.0.0.1:\(page.port)"])
            #expect(run.isSuccess, "\(run.output.suffix(4_000))\(run.errorOutput.suffix(1_000))")
        }
    }
}
