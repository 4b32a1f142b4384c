import ChildProcesses
import Foundation
import Gateway
import MQTTClient
import TestKit
import Testing
import Transparency

@Suite("A site's transactions redacted, and its bills proven", .timeLimit(.minutes(8)))
struct RedactionTests {
    /// Serves a site for demands of the first building, and returns the replies' transactions.
    private static func serve(_ site: TestSite, _ levels: [Int64]) async throws -> [TransactionPlace] {
        let command = ChildCommand(try Products.executable("commonwatt"), ["serve", "--config", site.clusterFile])
        return try await withDaemon(command) {
            $0.contains("ctl/status")
        } _: { controller in
            var places: [TransactionPlace] = []
            for (index, watts) in levels.enumerated() {
                let answer = try await withBuilding(0, of: site) {
                    try await $0.ask(demand(Int64(index + 1), watts: watts))
                }
                places.append(try #require(answer.reply.transaction))
            }
            await controller.stop()
            return places
        }
    }

    @Test("drafted, signed and submitted with the command, the content is gone, and all else can be checked")
    func redacted() async throws {
        try await withSite { site in
            let places = try await withBroker(of: site) { _ in try await Self.serve(site, [40_000, 30_000]) }
            let (id, draft) = (places[0].id, site.directory + "/redaction")
            let admin = ["--as", site.directory + "/identities/admin", "--out", draft]
            func redact(_ arguments: [String]) async throws -> ToolResult {
                try await site.commonwatt(["ledger", "redact"] + arguments)
            }
            let unknown = String(repeating: "0", count: 64)
            let refused: [(String, String)] = [
                (unknown, "there is no transaction \(unknown)"), ("abc", "'abc' is no transaction's identifier"),
                (places[1].id, "which has no newer value yet"),
            ]
            for (txid, words) in refused {
                let run = try await redact(["draft", site.ledger, txid] + admin)
                #expect(run.status == 2 && run.errorOutput.contains(words), "\(run.errorOutput)")
            }
            let drafted = try await redact(["draft", site.ledger, id] + admin)
            #expect(drafted.isSuccess && drafted.output.contains("nothing is missing"), "\(drafted.errorOutput)")
            let submitted = try await redact(["submit", draft, "--config", site.clusterFile])
            #expect(
                submitted.isSuccess && submitted.output.contains("the content is dropped"),
                "\(submitted.errorOutput)"
            )

            let audit = try await site.audit()
            #expect(audit.isSuccess && audit.output.contains("(txid \(id)) by "), "\(audit.output)")
            #expect(audit.output.contains("not executed after redactions"))
            #expect(try await site.commonwatt(["ledger", "verify", site.ledger]).isSuccess)
            for again in [["draft", site.ledger, id] + admin, ["submit", draft, "--config", site.clusterFile]] {
                let run = try await redact(again)
                #expect(run.status == 2 && run.errorOutput.contains("was redacted already"), "\(run.errorOutput)")
            }
            #expect(try await redact(["apply", site.ledger]).output == "content dropped: 0 transactions\n")
            let explained = try await site.commonwatt(["ledger", "explain", site.ledger, id])
            #expect(explained.isSuccess, "\(explained.errorOutput)")
            #expect(explained.output.contains(/Its content was redacted by transaction [0-9a-f]{64} \(block \d+/))
            let next = try await site.commonwatt(["ledger", "explain", site.ledger, places[1].id])
            #expect(next.isSuccess && next.output.contains("the content of transaction \(id) was redacted"))
            #expect(try await site.commonwatt(["ledger", "rebuild", site.ledger]).isSuccess)
            // The controller goes on with it.
            let last = try await withBroker(of: site) { _ in
                try await Self.serve(site, [40_000, 30_000, 20_000, 10_000])
            }
            let again = try await site.commonwatt(["ledger", "explain", site.ledger, last[3].id])
            #expect(again.isSuccess && again.output.contains("The policy is"), "\(again.output)\(again.errorOutput)")
            let later = try await site.audit()
            #expect(later.isSuccess, "\(later.output)")
        }
    }

    @Test("A bill with its proofs is checked without the ledger; an altered one, and another log's, are not believed")
    func bill() async throws {
        try await withSite { site in
            _ = try await withBroker(of: site) { _ in try await Self.serve(site, [40_000, 30_000, 0]) }
            let (file, roots) = (site.directory + "/b.bill", site.directory + "/identities/roots")
            let member = "\(site.buildings[0])"
            let bill = ["ledger", "bill", site.ledger, "--member", member, "--proofs", file]
            #expect(try await site.commonwatt(bill).status == 2)
            let written = try await site.commonwatt(bill + ["--period", "1"])
            #expect(written.isSuccess, "\(written.errorOutput)")
            let check = ["ledger", "bill", "--check", file]
            let run = try await site.commonwatt(check + ["--roots", roots])
            #expect(run.isSuccess && run.output.hasSuffix("bill: OK\n"), "\(run.errorOutput)")
            #expect(run.output.contains("member        \(member)\n"))
            let stranger = try await site.commonwatt(
                ["witness", "key", site.directory + "/s.key", "--name", "elsewhere/log"]
            )
            let key = stranger.output.trimmingCharacters(in: .whitespacesAndNewlines)
            let foreign = try await site.commonwatt(check + ["--key", Self.asLog(key)])
            #expect(foreign.status == 1)
            #expect(foreign.errorOutput.contains("'elsewhere/log'") && foreign.errorOutput.contains("'commonwatt/riv"))

            // Another figure in the statement.
            let text = try String(contentsOfFile: file, encoding: .utf8)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            let subject = try #require(Data(base64Encoded: String(lines[1].dropFirst("subject ".count))))
            var words = String(decoding: subject, as: UTF8.self).split(separator: " ").map(String.init)
            words[4] = "\((Int(words[4]) ?? 0) + 1)"
            let forged = "subject " + Data(words.joined(separator: " ").utf8).base64EncodedString()
            try ([lines[0], forged] + lines[2...]).joined(separator: "\n")
                .write(toFile: file, atomically: true, encoding: .utf8)
            let altered = try await site.commonwatt(check + ["--roots", roots])
            #expect(altered.status == 1 && altered.errorOutput.contains("from the proven transactions follows"))
            try "nothing\n".write(toFile: file, atomically: true, encoding: .utf8)
            #expect(try await site.commonwatt(check + ["--roots", roots]).status == 2)
        }
    }

    /// The same key as a log's.
    private static func asLog(_ text: String) throws -> String {
        let key = try VerifierKey(text)
        return try VerifierKey(name: key.name, kind: .log, key: key.key).text
    }
}
