import ChildProcesses
import Foundation
import Gateway
import TestKit
import Testing

@Suite("The page in a browser", .timeLimit(.minutes(8)))
struct PageTests {
    @Test("Against a running demo it shows the API's figures, proves a transaction, and bars nobody, in light and dark")
    func demo() async throws {
        try await withDemoPage { page in
            let run = try await script("check_page.py", [page])
            #expect(run.isSuccess, "\(run.output)\(run.errorOutput)")
        }
    }

    @Test("A member's bill, downloaded by a button of the page, is believed without the ledger")
    func bills() async throws {
        try await withDemoPage { page in
            let run = try await script("check_bill.py", [page, try Products.executable("commonwatt")])
            #expect(run.isSuccess, "\(run.output)\(run.errorOutput)")
        }
    }

    @Test("The browser refuses a proof of which anything was altered")
    func forgeries() async throws {
        try await withDemoPage { page in
            // A checkpoint covers the first transactions some seconds after the start.
            let run = try await script("forged_proofs.py", [page])
            #expect(run.isSuccess, "\(run.output)\(run.errorOutput)")
            let altered = Int(run.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
            #expect(altered >= 12)
        }
    }

    private func script(_ name: String, _ arguments: [String]) async throws -> ToolResult {
        let path = Repository.path("Tests/Page/" + name)
        return try await ChildCommand(Repository.path(".venv/bin/python"), [path] + arguments).run()
    }

    /// Runs a demo for the body, with the address of its page.
    private func withDemoPage(_ body: (String) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let arguments = ["demo", "--duration", "0", "--speed", "60", "--directory", directory + "/site"]
            let demo = ChildCommand(try Products.executable("commonwatt"), arguments)
            try await withDaemon(demo) {
                $0.hasPrefix("buildings ")
            } _: { demo in
                let addresses = demo.log.compactMap { $0.firstMatch(of: /page +(http\S+[0-9])/)?.output.1 }
                let address = try #require(addresses.first)
                try await body(String(address))
            }
        }
    }

    @Test("When the controller dies the page says so and greys its figures; when it is back, the page is live again")
    func restart() async throws {
        let port = freePort()
        try await withServedSite {
            try $0.edit("site: riverside", to: "site: riverside\nhttp:\n  host: 127.0.0.1\n  port: \(port)")
        } _: { site, servers in
            try await withBuilding(0, of: site) { building in
                let answer = try await building.ask(demand(1, watts: 700_000))
                #expect(answer.reply.status == .ok)
            }
            let arguments = [Repository.path("Tests/Page/watch_restart.py"), "http://127.0.0.1:\(port)"]
            try await withDaemon(ChildCommand(Repository.path(".venv/bin/python"), arguments)) {
                $0 == "live"
            } _: { browser in
                await servers.controller.kill()
                try await said("disconnected", by: browser)
                try await servers.controller.start()
                try await said("live again", by: browser)
            }
        }
    }

    private func said(_ line: String, by browser: Daemon) async throws {
        for _ in 0..<600 where !browser.log.contains(line) { try await Task.sleep(for: .milliseconds(50)) }
        #expect(browser.log.contains(line), "\(browser.log)")
    }
}
