import Allocation
import ChildProcesses
import Cryptography
import Foundation
import Gateway
import Ledger
import LedgerStore
import MQTTClient
import TestKit
import Testing
import Units

@Suite("A site whose ledger has hashes in place of power values", .timeLimit(.minutes(8)))
struct PrivateLedgerTests {
    /// A power whose CBOR (five bytes) and digits stand in no file by chance.
    private static let watts: Int64 = 1_234_567
    private static let traces = [[0x1a, 0x00, 0x12, 0xd6, 0x87], Array("1234567".utf8)]

    static func makePrivate(_ site: TestSite) throws {
        try site.edit("path: ledger", to: "path: ledger, private_values: true")
    }

    static func audit(_ ledger: String, of site: TestSite, _ more: [String] = []) async throws -> ToolResult {
        let roots = site.directory + "/identities/roots"
        return try await site.commonwatt(["ledger", "audit", ledger, "--roots", roots] + more)
    }

    /// The reader that knows the format from its description alone.
    private static func python(_ ledger: String) async throws -> ToolResult {
        let program = Repository.root + "/Examples/python/read_ledger.py"
        return try await ChildCommand(Repository.root + "/.venv/bin/python", [program, ledger]).run()
    }

    /// A copy of the ledger as others get it.
    static func copy(_ site: TestSite) throws -> String {
        let copy = site.directory + "/copy"
        try FileManager.default.copyItem(atPath: site.ledger, toPath: copy)
        for name in ["private.db", "private.db-wal", "private.pages"] {
            try? FileManager.default.removeItem(atPath: "\(copy)/\(name)")
        }
        return copy
    }

    /// Serves a site for some demands of two buildings, and bills them.
    static func serve(_ site: TestSite) async throws -> [TransactionPlace] {
        try makePrivate(site)
        try site.edit("{duration: 6h}", to: "{duration: 6h, start: manual}")
        return try await withBroker(of: site) { _ in
            try await site.withController { controller in
                func period(_ what: String) async throws {
                    let run = try await site.commonwatt(["period", what, "--config", site.clusterFile])
                    try #require(run.isSuccess, "\(run.errorOutput)")
                }
                try await period("open")
                var places: [TransactionPlace] = []
                for (number, watts) in [watts, 30_000, 0].enumerated() {
                    for building in 0...1 {
                        let answer = try await withBuilding(building, of: site) {
                            try await $0.ask(demand(Int64(number + 1), watts: watts))
                        }
                        #expect(answer.reply.allocation?.allocated == .watts(watts))
                        places.append(try #require(answer.reply.transaction))
                    }
                }
                try await period("close")
                await controller.stop()
                return places
            }
        }
    }

    static func expect(_ run: ToolResult, _ status: Int32, _ passages: String...) {
        #expect(run.status == status, "\(run.output)\(run.errorOutput)")
        for passage in passages {
            #expect((run.output + run.errorOutput).contains(passage), "\(passage) in \(run.output)\(run.errorOutput)")
        }
    }

    @Test("Nobody reads a value in it; it is audited without any, with one member's, and with all")
    func audited() async throws {
        try await withSite { site in
            let places = try await Self.serve(site)
            for name in ["chain.db", "state.db", "head", "checkpoint"] {
                let content = try Data(contentsOf: URL(filePath: "\(site.ledger)/\(name)"))
                for trace in Self.traces { #expect(content.range(of: Data(trace)) == nil, "\(name)") }
            }
            let kept = try Data(contentsOf: URL(filePath: site.ledger + "/private.db"))
            for trace in Self.traces { #expect(kept.range(of: Data(trace)) != nil) }

            // The operator's own machine, where the values lie beside.
            Self.expect(try await Self.audit(site.ledger, of: site), 0, "2 bills computed again\n", " 0 not shown")
            let bill = try await site.commonwatt(["ledger", "bill", site.ledger, "--format", "json"])
            Self.expect(bill, 0, "b02")
            let explained = try await site.commonwatt(["ledger", "explain", site.ledger, places[0].id])
            Self.expect(explained, 0, "b01 asked for 1234567 W")
            let read = try await Self.python(site.ledger)
            Self.expect(read, 0, " private values, head ")

            // A copy without them.
            let copy = try Self.copy(site)
            let blind = try await Self.audit(copy, of: site)
            Self.expect(
                blind,
                0,
                ": 0 calls, ",
                " not executed: values not shown",
                "0 bills computed again, ",
                "events not followed: values not shown",
                "not shown are any values",
                "audit: OK"
            )
            Self.expect(try await Self.python(copy), 0, ": sound")
            for command in [
                ["bill", copy], ["explain", copy, places[0].id], ["history", copy, "allocation/cluster"],
            ] {
                let run = try await site.commonwatt(["ledger"] + command)
                Self.expect(run, 2, "is private and not here", "ledger reveal")
            }
            Self.expect(try await site.commonwatt(["ledger", "rebuild", copy]), 0)
            try await Self.expectRevealed(site, copy, bill: bill.output)
        }
    }

    /// One member's values, and everybody's.
    private static func expectRevealed(_ site: TestSite, _ copy: String, bill: String) async throws {
        let (own, all) = (site.directory + "/b01.values", site.directory + "/all.values")
        expect(try await site.commonwatt(["ledger", "reveal", site.ledger, "--member", "b01", "--out", own]), 0)
        expect(try await site.commonwatt(["ledger", "reveal", site.ledger, "--all", "--out", all]), 0)
        expect(try await site.commonwatt(["ledger", "reveal", copy, "--all", "--out", all]), 2, "no private.db beside")
        expect(try await site.commonwatt(["ledger", "reveal", site.ledger, "--member", "b9", "--out", own]), 2)
        let mine = try RevealedFile(encoded: Array(Data(contentsOf: URL(filePath: own))))
        #expect(mine.channel == site.topics.site && mine.values.allSatisfy { $0.member == "b01" })
        let one = try await audit(copy, of: site, ["--revealed", own])
        expect(
            one,
            0,
            "shown    b01: \(mine.values.count) values, each of its hash",
            "         period 1 was closed with grid-contract",
            "not shown are the values of others"
        )
        // The bill that the operator states is the one that follows from the member's own account.
        let cost = try #require(one.output.split(separator: "that is a bill of ").last?.split(separator: " ").first)
        let micros = Int((try #require(Double(cost)) * 1_000_000).rounded())
        #expect(bill.contains("\"cost_micros\": \(micros),"), "\(cost) in \(bill)")
        expect(try await audit(copy, of: site, ["--revealed", all]), 0, "2 bills computed again\n", " 0 not shown")
        try await expectForgeries(site, copy, mine)
    }

    /// Values that are not what the ledger has the hashes of.
    private static func expectForgeries(_ site: TestSite, _ copy: String, _ file: RevealedFile) async throws {
        let path = site.directory + "/forged.values"
        let chosen = try #require(file.values.max { $0.value.value.count < $1.value.value.count })
        let found = try #require(try LedgerArchive(at: copy).transaction(chosen.transaction)).place
        let place = "block \(found.block), transaction \(found.transaction)"
        func expect(_ bytes: [UInt8], _ passages: String...) async throws {
            try Data(bytes).write(to: URL(filePath: path))
            let run = try await audit(copy, of: site, ["--revealed", path])
            #expect(run.status == 1, "\(run.output)")
            for passage in passages { #expect(run.output.contains(passage), "\(passage) in \(run.output)") }
        }
        let encoded = file.encoded
        let start = try #require(encoded.firstRange(of: chosen.value.value)).lowerBound
        var altered = encoded
        altered[start + chosen.value.value.count - 1] ^= 1
        try await expect(altered, "where     \(place)", "value shown of b01", "others, with ")
        // A value with a hash of its own, which the transaction does not have.
        let invented = KeptPrivateValue(PrivateValue([1], salt: .zero), of: "b01", in: chosen.transaction)
        let with = RevealedFile(channel: file.channel, values: file.values + [invented])
        try await expect(
            with.encoded,
            "where     \(place)",
            "value shown of b01",
            "which the transaction does not have"
        )
        let foreign = KeptPrivateValue(chosen.value, of: "b01", in: .sha256([1]))
        let elsewhere = RevealedFile(channel: file.channel, values: [foreign])
        try await expect(elsewhere.encoded, "value shown of b01", "which it does not have")
    }

    @Test("Values that were deleted are gone; the audit says what it could not look at, and the site goes on")
    func forgotten() async throws {
        try await withSite { site in
            _ = try await Self.serve(site)
            let forget = try await site.commonwatt(["ledger", "forget", site.ledger, "--member", "b01"])
            Self.expect(forget, 0, "values of b01 are deleted", "in force and stay")
            #expect(try await site.commonwatt(["ledger", "verify", site.ledger]).isSuccess)
            Self.expect(try await Self.audit(site.ledger, of: site), 0, "not executed: values not shown", "audit: OK")
            try await withBroker(of: site) { _ in
                try await site.withController { controller in
                    Self.expect(try await site.commonwatt(["period", "open", "--config", site.clusterFile]), 0)
                    let answer = try await withBuilding(0, of: site) { try await $0.ask(demand(9, watts: 20_000)) }
                    #expect(answer.reply.status == .ok)
                    await controller.stop()
                }
            }
            Self.expect(try await Self.audit(site.ledger, of: site), 0, "audit: OK")
        }
    }

    @Test("Killed under load, it loses nothing that it acknowledged, and goes on with the values that it has")
    func killed() async throws {
        print("seed: 5")
        try await withServedSite(["b01", "b02", "b03"], edit: Self.makePrivate) { site, servers in
            var generator = SeededGenerator(seed: 5)
            let demands = site.buildings.map { _ in KilledLoad.demands(40, epoch: 1, &generator) }
            let replies = try await KilledLoad.run(on: site, demands, killing: servers.controller, after: 40)
            #expect(!replies.isEmpty)
            try await servers.controller.start()
            try await KilledLoad.resend(site, demands, acknowledged: replies)
            await servers.controller.stop()
            let audit = try await Self.audit(site.ledger, of: site)
            Self.expect(audit, 0, " 0 not shown", "audit: OK")
            Self.expect(try await site.commonwatt(["ledger", "rebuild", site.ledger]), 0)
        }
    }

    @Test("A ledger stays what it was founded as: a file that says otherwise is refused with what to do")
    func settled() async throws {
        try await withSite { site in
            try await withBroker(of: site) { _ in
                try await site.withController { await $0.stop() }
                try Self.makePrivate(site)
                Self.expect(try await site.serve(), 2, "ledger.private_values: the values of this ledger are readable")
            }
        }
    }
}
