import ChildProcesses
import Cryptography
import Foundation
import Gateway
import Ledger
import LedgerStore
import TestKit
import Testing

/// What else can be done with a ledger, done with one that has hashes in place of power values.
@Suite("A private ledger redacted, cut off, played again and looked at", .timeLimit(.minutes(8)))
struct PrivateCopiesTests {
    private typealias Site = PrivateLedgerTests

    /// Reveals everybody's values.
    private static func reveal(_ site: TestSite) async throws -> String {
        let file = site.directory + "/all.values"
        let run = try await site.commonwatt(["ledger", "reveal", site.ledger, "--all", "--out", file])
        Site.expect(run, 0)
        return file
    }

    @Test("A redaction drops the hashes and the values; those in force are not redacted, and audits look at the rest")
    func redacted() async throws {
        try await withSite { site in
            let places = try await Site.serve(site)
            let before = try await Self.reveal(site)
            let draft = site.directory + "/redaction"
            let admin = site.directory + "/identities/admin"
            func propose(_ id: String) async throws -> ToolResult {
                try await site.commonwatt(["ledger", "redact", "draft", site.ledger, id, "--as", admin, "--out", draft])
            }
            let newest = try await Self.newest(site)
            Site.expect(try await propose(newest), 2, "has no newer value yet")
            Site.expect(try await propose(places[0].id), 0)
            try await withBroker(of: site) { _ in
                let submit = ["ledger", "redact", "submit", draft, "--config", site.clusterFile]
                Site.expect(try await site.commonwatt(submit), 0, "the content is dropped")
                try await site.withController { controller in
                    Site.expect(try await site.commonwatt(["period", "open", "--config", site.clusterFile]), 0)
                    let answer = try await withBuilding(0, of: site) { try await $0.ask(demand(9, watts: 20_000)) }
                    #expect(answer.reply.status == .ok)
                    await controller.stop()
                }
            }
            // What was shown before has values of the redacted transaction: they are passed over.
            let copy = try Site.copy(site)
            for (ledger, shown) in [(site.ledger, []), (copy, []), (copy, ["--revealed", before])] {
                let run = try await Site.audit(ledger, of: site, shown)
                Site.expect(run, 0, "redacted block ", "audit: OK")
            }
            let dropped = try #require(try PrivateArchive(at: site.ledger))
            try dropped.forEach { kept, _ in #expect(kept.transaction.hex != places[0].id) }
            Site.expect(try await site.commonwatt(["ledger", "rebuild", site.ledger]), 0)
        }
    }

    /// The last transaction of the allocation contract: what it wrote is in force.
    private static func newest(_ site: TestSite) async throws -> String {
        let archive = try LedgerArchive(at: site.ledger)
        let block = try #require(try archive.block(try archive.height() - 1))
        return try #require(block.transactions.last).txid.hex
    }

    @Test("A snapshot has hashes: it is audited from, with values and without, and served with those in force")
    func cut() async throws {
        try await withSite { site in
            _ = try await Site.serve(site)
            let (middle, end) = (site.directory + "/middle.snapshot", site.directory + "/end.snapshot")
            let take = ["ledger", "snapshot", site.ledger, "--out"]
            Site.expect(try await site.commonwatt(take + [middle, "--block", "4"]), 0)
            Site.expect(try await site.commonwatt(take + [end]), 0)
            let (all, copy) = (try await Self.reveal(site), try Site.copy(site))
            let again = site.directory + "/again.snapshot"
            Site.expect(try await site.commonwatt(["ledger", "snapshot", copy, "--out", again]), 0)
            #expect(FileManager.default.contentsEqual(atPath: end, andPath: again))

            let from = ["--from", middle]
            Site.expect(try await Site.audit(copy, of: site, from), 0, "values not shown", "audit: OK")
            Site.expect(try await Site.audit(site.ledger, of: site, from), 0, " 0 not shown", "audit: OK")
            let shown = try await Site.audit(copy, of: site, from + ["--revealed", all])
            Site.expect(shown, 0, " 0 not shown", "values are of transactions before the snapshot", "audit: OK")
            try await Self.expectRestored(site, end: end, values: all)
        }
    }

    private static func expectRestored(_ site: TestSite, end: String, values: String) async throws {
        let (whole, own) = (site.directory + "/whole", site.directory + "/b01.values")
        let reveal = ["ledger", "reveal", site.ledger, "--member", "b01", "--out", own]
        Site.expect(try await site.commonwatt(reveal), 0)
        try FileManager.default.moveItem(atPath: site.ledger, toPath: whole)
        let restore = ["ledger", "restore", end, site.ledger, "--channel", site.topics.site]
        Site.expect(try await site.commonwatt(restore + ["--values", own]), 2, "are missing, that of 'allocation/")
        Site.expect(try await site.commonwatt(restore), 0, "are private and not here", "--values")
        try await withBroker(of: site) { _ in
            Site.expect(try await site.serve(), 2, "private values in force are not here", "ledger restore --values")
            try FileManager.default.removeItem(atPath: site.ledger)
            Site.expect(try await site.commonwatt(restore + ["--values", values]), 0, "values in force")
            try await site.withController { controller in
                Site.expect(try await site.commonwatt(["period", "open", "--config", site.clusterFile]), 0)
                let answer = try await withBuilding(1, of: site) { try await $0.ask(demand(9, watts: 20_000)) }
                #expect(answer.reply.status == .ok)
                await controller.stop()
            }
        }
        let audit = try await Site.audit(site.ledger, of: site, ["--from", end])
        Site.expect(audit, 0, " 0 not shown", "audit: OK")
    }

    @Test("Periods are played again with the values, and not without")
    func played() async throws {
        try await withSite { site in
            _ = try await Site.serve(site)
            let whatif = try await site.commonwatt(["whatif", "--ledger", site.ledger])
            Site.expect(whatif, 0, "Period 1", "b01")
            let copy = try Site.copy(site)
            Site.expect(try await site.commonwatt(["whatif", "--ledger", copy]), 2, "no private.db is beside it")
        }
    }

    @Test("The page shows the operator what it always showed, and refuses a bill's proofs with the reason")
    func page() async throws {
        let port = freePort()
        func edit(_ site: TestSite) throws {
            try PrivateLedgerTests.makePrivate(site)
            let text = try String(contentsOfFile: site.clusterFile, encoding: .utf8)
            try (text + "http: {port: \(port)}\n").write(toFile: site.clusterFile, atomically: true, encoding: .utf8)
        }
        try await withServedSite(edit: edit) { site, _ in
            let answer = try await withBuilding(0, of: site) { try await $0.ask(demand(1, watts: 40_000)) }
            let id = try #require(answer.reply.transaction).id
            let transaction = try await Self.fetch(port, "transactions/\(id)")
            #expect(transaction.contains("\"allocated_w\":40000") && transaction.hasSuffix("\n200"), "\(transaction)")
            let periods = try await Self.fetch(port, "periods")
            #expect(periods.contains("\"b01\"") && periods.hasSuffix("\n200"), "\(periods)")
            let bill = try await Self.fetch(port, "buildings/b01/bill")
            #expect(bill.contains("ledger bill --member --proofs") && bill.hasSuffix("\n404"), "\(bill)")
        }
    }

    private static func fetch(_ port: UInt16, _ path: String) async throws -> String {
        let patience = ["--retry", "30", "--retry-connrefused", "--retry-delay", "1", "--max-time", "60"]
        let address = "http://127.0.0.1:\(port)/api/v1/\(path)"
        return try await ChildCommand("curl", patience + ["-sS", "--write-out", "\n%{http_code}", address]).run().output
    }
}
