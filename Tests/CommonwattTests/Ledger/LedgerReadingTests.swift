import AuditTestKit
import ChildProcesses
import Cryptography
import Foundation
import Ledger
import LedgerStore
import LedgerTestKit
import TestKit
import Testing

@Suite("commonwatt ledger bill, explain, history, export, compare, rebuild")
struct LedgerReadingTests {
    let site: LedgerSite

    init() throws {
        site = try LedgerSite(LedgerCommandTests.example.get())
    }

    private func run(_ arguments: String...) async throws -> ToolResult {
        try await commonwatt(["ledger"] + arguments)
    }

    private func txid(_ place: Version) -> String { site.example.script[place].envelope.txid.hex }

    private func json(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("bill: the lines of a member's bill sum to its energies, and each names its leaf")
    func bill() async throws {
        let run = try await run("bill", site.ledger, "--period", "1", "--member", "b01", "--format", "json")
        #expect(run.status == 0, "\(run.errorOutput)")
        let periods = try #require(try json(run.output)["periods"] as? [[String: Any]])
        let period = try #require(periods.first)
        let members = try #require(period["members"] as? [[String: Any]])
        let member = try #require(members.first)
        let lines = try #require(member["lines"] as? [[String: Any]])
        #expect(!lines.isEmpty)
        for key in ["grid_contract_mj", "battery_mj", "grid_premium_mj"] {
            let sum = lines.reduce(0) { $0 + ($1[key] as? Int ?? .min / 100) }
            #expect(sum == member[key] as? Int)
        }
        for line in lines {
            let place = Version(
                block: try #require(line["block"] as? Int),
                transaction: try #require(line["transaction"] as? Int)
            )
            #expect(line["txid"] as? String == txid(place))
        }
        #expect(member["cost_micros"] is Int && period["closed_at_ms"] is Int)
        let table = try await self.run("bill", site.ledger)
        #expect(table.output.hasPrefix("period 1, ") && table.output.contains("\nb02 "))
        #expect(try await self.run("bill", site.ledger, "--period", "2").status == 2)
        #expect(try await self.run("bill", site.ledger, "--member", "b99").status == 2)
    }

    @Test("explain: a request that got premium is told which limit bound it, and whom it competed with")
    func explain() async throws {
        let run = try await run("explain", site.ledger, txid(ExampleChain.Place.second))
        #expect(run.status == 0, "\(run.errorOutput)")
        for sentence in [
            "b02 asked for 600 W for its load total, for 60 s",
            "b02 has grid-contract 300 W, battery 300 W, grid-premium 0 W now, together 600 W; before it had 0 W.",
            "The policy is no-bounds (everything is split again at every event), first come, first served",
            "grid-contract gave 700 of 1000 W, and 0 W were reserved",
            "300 W were free. The battery gave 0 of 500 W; its charge was 2 Wh.",
            "It competed with b01 (grid-contract 700 W, battery 0 W, grid-premium 0 W).",
            "What keeps it from a cheaper server: grid-contract is used up.",
        ] {
            #expect(run.output.contains(sentence), "\(sentence)\n\(run.output)")
        }
    }

    @Test("explain: a transaction that is not valid is told why")
    func explainInvalid() async throws {
        let conflict = try await run("explain", site.ledger, txid(ExampleChain.Place.readConflict))
        #expect(conflict.output.contains("; MVCC_READ_CONFLICT\n"))
        #expect(conflict.output.contains("it read version 2:0 of allocation/cluster, but when its turn came"))
        #expect(conflict.output.contains("It changed nothing; it is kept so that a dispute can be settled.\n"))
        let expired = try await run("explain", site.ledger, txid(ExampleChain.Place.expired))
        #expect(expired.output.contains("Its creator is unknown, was not valid when the block was cut"))
        #expect(try await run("explain", site.ledger, String(repeating: "0", count: 64)).status == 2)
        #expect(try await run("explain", site.ledger, "x").status == 2)
    }

    @Test("history: every value of a key, and of a building's record")
    func history() async throws {
        let key = try await run("history", site.ledger, "allocation/b/#1", "--format", "csv")
        let building = try await run("history", site.ledger, "--building", "b02", "--format", "csv")
        #expect(key.status == 0 && key.output == building.output)
        let lines = key.output.split(separator: "\n")
        #expect(lines.count > 3)
        #expect(lines.contains { $0.hasPrefix("3,0,3,\(txid(ExampleChain.Place.second)),") })
        #expect(try await run("history", site.ledger, "allocation/nothing").status == 2)
        #expect(try await run("history", site.ledger).status == 2)
    }

    @Test("export: a line a transaction, each an object of its own")
    func export() async throws {
        let lines = try await run("export", site.ledger).output.split(separator: "\n")
        #expect(lines.count == 20)
        for (leaf, line) in lines.enumerated() { #expect(try json(String(line))["leaf"] as? Int == leaf) }
        let rest = try await run("export", site.ledger, "--since", "9", "--format", "csv")
        let rows = rest.output.split(separator: "\n")
        #expect(rows.count == 2 && rows[1].hasPrefix("19,9,0,"))
    }

    @Test("compare: the first difference by block, transaction and key")
    func compare() async throws {
        #expect(try await run("compare", site.ledger, site.ledger).output == "the same: 10 blocks, byte for byte\n")
        let forged = try LedgerSite(site.example, script: LedgerCommandTests.forged(site.example.script))
        let run = try await run("compare", site.ledger, forged.ledger)
        #expect(run.status == 1)
        #expect(run.errorOutput.hasPrefix("commonwatt: block 3, transaction 0: key allocation/b/#1: [["))
        // The same again with other signatures: what was done is the same.
        let again = try LedgerSite(site.example, script: site.example.script)
        let signed = try await self.run("compare", site.ledger, again.ledger)
        #expect(signed.status == 1)
        #expect(
            signed.errorOutput
                == "commonwatt: block 0: the orderer's signature is another; all else is the same\n"
        )
    }

    @Test("compare: a ledger that goes on where the other ends")
    func compareLonger() async throws {
        let blocks = try site.example.script.sealed()
        let directory = try TemporaryDirectory()
        for (name, count) in [("short", 9), ("long", 10)] {
            let store = try LedgerStore.create(at: "\(directory.path)/\(name)", genesis: blocks[0])
            for block in blocks[1..<count] {
                try store.append(block)
                try store.apply(block.draft)
            }
            try store.close()
        }
        let (short, long) = ("\(directory.path)/short", "\(directory.path)/long")
        let prefix = try await run("compare", short, long)
        #expect(prefix.status == 1 && prefix.errorOutput.contains("\(long) has 1 more, from block 9 on"))
        #expect(try await run("compare", short, long, "--prefix").status == 0)
    }

    @Test("rebuild: a state that is damaged is what it was again")
    func rebuild() async throws {
        let before = try await run("verify", site.ledger)
        #expect(before.status == 0)
        var bytes = try site.read("state.db")
        bytes[4_200] ^= 4
        try site.write(bytes, to: "state.db")
        #expect(try await run("verify", site.ledger).status == 1)
        let run = try await run("rebuild", site.ledger)
        #expect(run.status == 0 && run.output.hasPrefix("state.db has been made anew from 10 blocks"))
        #expect(try await self.run("verify", site.ledger).status == 0)
    }

    @Test("audit compares the stored state with the rebuilt one, and names the key")
    func storedState() async throws {
        let forged = try LedgerSite(site.example, script: LedgerCommandTests.forged(site.example.script))
        for name in ["state.db", "state.pages"] { try site.write(try forged.read(name), to: name) }
        let run = try await run("audit", site.ledger, "--roots", site.roots)
        #expect(run.status == 1)
        #expect(run.output.contains("first divergence, at level 3 (state rebuilt, read conflicts recomputed)"))
        #expect(run.output.contains("  where     state.db\n") && run.output.contains("ledger rebuild makes it anew"))
        #expect(try await self.run("audit", site.ledger, "--roots", site.roots, "--level", "2").status == 0)
    }

    @Test("audit --format html is a page that needs nothing else, for a ledger that is sound and one that is not")
    func page() async throws {
        let clean = try await run("audit", site.ledger, "--roots", site.roots, "--format", "html")
        #expect(clean.status == 0 && clean.output.hasPrefix("<!DOCTYPE html>"))
        let forged = try LedgerSite(site.example, script: LedgerCommandTests.forged(site.example.script))
        let failed = try await run("audit", forged.ledger, "--roots", forged.roots, "--format", "html")
        #expect(failed.status == 1 && failed.output.contains("<dd>allocation/b/#1</dd>"))
        for page in [clean.output, failed.output] {
            #expect(!page.contains("<script") && !page.contains("http:") && !page.contains("https:"))
            #expect(page.contains("prefers-color-scheme:dark") && page.contains("width=device-width"))
        }
    }
}
