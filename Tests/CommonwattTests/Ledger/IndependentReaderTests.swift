import AuditTestKit
import ChildProcesses
import Ledger
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
