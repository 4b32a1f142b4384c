import ChildProcesses
import Foundation
import Gateway
import TestKit
import Testing
import Units

/// Changes of the configuration while the controller serves the ledger.
@Suite("Members change the terms while the controller runs", .timeLimit(.minutes(8)))
struct LiveChangeTests {
    @Test("New prices and a new cap hold from the next period on, without a restart, and the audit is clean")
    func terms() async throws {
        let edit: (TestSite) throws -> Void = { try $0.edit("{duration: 6h}", to: "{duration: 8s}") }
        try await withServedSite(edit: edit) { site, servers in
            try await withBuilding(0, of: site) { building in
                let before = try await building.ask(demand(1, watts: 80_000)).reply
                #expect(before.allocation?.bands.first?.price == Price(micros: 200_000))
                try site.edit("grid_contract: \"0.20\"", to: "grid_contract: \"0.25\"")
                try site.edit("cap_w: 1000000", to: "cap_w: 50000")
                try await site.reconfigure(["--terms", site.clusterFile])
                let after = try await building.push { $0.bands.first?.price == Price(micros: 250_000) }
                // Half of the new cap: the other half is reserved for the member that has said nothing.
                #expect(after.reply.allocation?.bands.first?.power == .kilowatts(25))
                let change = site.directory + "/change"
                let again = try await site.commonwatt(["channel", "submit", change, "--config", site.clusterFile])
                #expect(again.status == 1 && again.errorOutput.contains("comes number 2"), "\(again.errorOutput)")
            }
            // The process is the one that was started, and the file says what it serves.
            await servers.controller.stop()
            let audit = try await site.audit()
            #expect(audit.isSuccess && audit.output.contains("audit: OK"), "\(audit.output)")
            #expect(try await site.serve(["--check"]).isSuccess)
        }
    }

    @Test("What cannot take force is refused in a sentence, and nothing of it is applied")
    func refused() async throws {
        try await withServedSite { site, _ in
            let draft = ["channel", "draft", site.ledger, "--as", site.directory + "/identities/admin"]
            let file = site.directory + "/change"
            let whole = try await site.commonwatt(draft + ["--max-count", "77", "--out", file])
            try #require(whole.isSuccess, "\(whole.errorOutput)")
            let text = try String(contentsOfFile: file, encoding: .utf8)
            try String(text.prefix(text.count / 2)).write(toFile: file + "-half", atomically: true, encoding: .utf8)
            try text.replacing("Q", with: "R").write(toFile: file + "-altered", atomically: true, encoding: .utf8)
            let submit = ["channel", "submit", "--config", site.clusterFile]
            for name in ["-half", "-altered"] {
                let run = try await site.commonwatt(submit + [file + name])
                #expect(run.status == 1 || run.status == 2, "\(name): \(run.errorOutput)")
                #expect(!run.errorOutput.isEmpty)
            }
            // What does not come from the command: half a request, a stranger's change, a key that is not this one's.
            #expect(try await ask(site, Data("{\"request\": \"cha".utf8)).contains("was it cut off?"))
            #expect(try await ask(site, Data("{\"request\": \"halt\"}".utf8)).contains("'halt' is no request"))
            #expect(
                try await ask(site, Data("{\"request\":\"change\",\"change\":\"AAAA\"}".utf8)).contains(
                    "cannot be read"
                )
            )
            let identities = site.directory + "/identities"
            let issue = ["identity", "issue", identities, "orderer-2", "--role", "orderer"]
            #expect(try await site.commonwatt(issue).isSuccess)
            let key = try await site.commonwatt(
                draft + ["--orderer", identities + "/orderer-2.pem", "--out", file + "-key"]
            )
            #expect(key.isSuccess, "\(key.errorOutput)")
            let refused = try await site.commonwatt(submit + [file + "-key"])
            #expect(
                refused.status == 2 && refused.errorOutput.contains("stop the controller"),
                "\(refused.errorOutput)"
            )
            // Nothing of it was applied: the whole change is still the one that follows.
            #expect(try await site.commonwatt(submit + [file]).isSuccess)
        }
    }

    /// Puts bytes into the inbox as a request, and waits for the answer.
    private func ask(_ site: TestSite, _ bytes: Data) async throws -> String {
        let inbox = site.ledger + "/inbox"
        let id = UUID().uuidString
        try bytes.write(to: URL(filePath: "\(inbox)/\(id).part"))
        try FileManager.default.moveItem(atPath: "\(inbox)/\(id).part", toPath: "\(inbox)/\(id).request")
        while true {
            if let answer = FileManager.default.contents(atPath: "\(inbox)/\(id).answer") {
                return String(decoding: answer, as: UTF8.self)
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    @Test("Factors follow from what the running controller's ledger has recorded, and are signed and submitted")
    func factors() async throws {
        try await withServedSite { site, servers in
            for index in [0, 1] {
                try await withBuilding(index, of: site) { building in
                    // Loads last as long as the machine lets them: a second one that lasted three hundred times as long
                    // as the first would leave the factors as they are.
                    _ = try await building.ask(demand(1, watts: index == 0 ? 300_000 : 1_000))
                    _ = try await building.ask(demand(2, watts: 0))
                }
            }
            let file = site.directory + "/factors"
            let admin = site.directory + "/identities/admin"
            let arguments = ["channel", "draft", site.ledger, "--as", admin, "--raf-from-ledger", "--out", file]
            let draft = try await site.commonwatt(arguments)
            #expect(
                draft.isSuccess && draft.output.contains("mean_power_w: 300000"),
                "\(draft.output)\(draft.errorOutput)"
            )
            #expect(draft.output.contains("buildings b01: RAF 0.5 → RAF 0."), "\(draft.output)")
            let submit = ["channel", "submit", file, "--config", site.clusterFile]
            let done = try await site.commonwatt(submit)
            #expect(done.isSuccess && done.output.contains("in force from block"), "\(done.errorOutput)")
            await servers.controller.stop()
            // The cluster file has to say the same from then on, in the figures that the draft printed.
            let lines = draft.output.split(separator: "\n").map(String.init).filter { $0.hasPrefix("  - {id:") }
            var text = try String(contentsOfFile: site.clusterFile, encoding: .utf8).split(
                separator: "\n",
                omittingEmptySubsequences: false
            ).map(String.init)
            for line in lines {
                let id = line.prefix(line.count - line.drop { $0 != "," }.count)
                let place = try #require(text.firstIndex { $0.hasPrefix(id + ",") })
                text[place] = line
            }
            try text.joined(separator: "\n").write(toFile: site.clusterFile, atomically: true, encoding: .utf8)
            let check = try await site.serve(["--check"])
            #expect(check.isSuccess, "\(check.errorOutput)")
        }
    }
}
