import AuditTestKit
import ChildProcesses
import Cryptography
import Ledger
import LedgerStore
import LedgerTestKit
import TestKit
import Testing

@testable import commonwatt

/// A program that knows the format from its description alone, in another language and with other libraries.
@Suite("The ledger's format as it is described")
struct IndependentReaderTests {
    static let example = Result { try ExampleChain.story() }

    private func read(_ site: LedgerSite) async throws -> ToolResult {
        try await shell("./.venv/bin/python Examples/python/read_ledger.py '\(site.ledger)'")
    }

    @Test("is enough to verify a ledger with every kind of transaction")
    func sound() async throws {
        let site = try LedgerSite(Self.example.get())
        let run = try await read(site)
        #expect(run.status == 0, "\(run.errorOutput)")
        let height = site.example.script.blocks.count
        #expect(run.output.hasPrefix("\(height) blocks, ") && run.output.hasSuffix(": sound\n"), "\(run.output)")
    }

    @Test("is enough to verify a ledger from which content was redacted")
    func redacted() async throws {
        var example = try Self.example.get()
        let both = [example.network.admin, example.network.utilityAdmin]
        for place in [ExampleChain.Place.first, ExampleChain.Place.readConflict] {
            try example.redact(place, endorsedBy: both)
        }
        let site = try LedgerSite(example)
        let store = try LedgerStore(at: site.ledger)
        #expect(try store.applyRedactions().count == 2)
        try store.close()
        let run = try await read(site)
        #expect(run.status == 0, "\(run.errorOutput)")
    }

    @Test("is enough to find content that is gone without a redaction")
    func gone() async throws {
        let example = try Self.example.get()
        let site = try LedgerSite(example)
        let (chain, place) = (site.ledger + "/chain.db", ExampleChain.Place.first)
        let remains = RedactedTransaction(of: example.script[place].envelope)
        let triggers =
            "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'tx'"
        let hex = remains.bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        let change = "UPDATE tx SET envelope = x'\(hex)' WHERE txid = x'\(remains.txid.hex)'"
        let written = try await shell(
            "sqlite3 '\(chain)' \"\(triggers)\" | sqlite3 '\(chain)' && sqlite3 '\(chain)' \"\(change)\""
        )
        #expect(written.status == 0, "\(written.errorOutput)")
        let run = try await read(site)
        #expect(run.status == 1)
        let named = "block \(place.block), transaction \(place.transaction)"
        #expect(run.errorOutput == "\(named): its content is gone, and no redaction says so\n")
    }

    @Test("is enough to find an altered proposal, result or header, and to name its place")
    func altered() async throws {
        let site = try LedgerSite(Self.example.get())
        let bytes = try site.read("chain.db")
        let envelope = site.example.script[ExampleChain.Place.open].envelope
        for part in [envelope.signedProposal.bytes, envelope.resultBytes] {
            let start = try #require(bytes.firstRange(of: part)?.lowerBound)
            var altered = bytes
            altered[start + part.count - 1] ^= 1
            try site.write(altered, to: "chain.db")
            let run = try await read(site)
            #expect(run.status == 1)
            let place = "block \(ExampleChain.Place.open.block), transaction"
            #expect(run.errorOutput.hasPrefix(place), "\(run.errorOutput)")
        }
    }
}
