import Audit
import AuditTestKit
import Ledger
import LedgerTestKit
import TestKit
import Testing

@testable import commonwatt

@Suite("One byte changed in a ledger's files")
struct FlippedByteTests {
    static let example = Result { try ExampleChain.story() }

    private func audit(_ site: LedgerSite) async throws -> AuditReport {
        try await LedgerPlace(site.ledger).audit(
            level: .calls,
            jobs: 2,
            roots: site.example.roots,
            contracts: ExampleChain.contracts,
            label: ""
        )
    }

    @Test("fails the audit, which names block and transaction or file and page", arguments: [true, false])
    func anywhere(isClosed: Bool) async throws {
        let site = try LedgerSite(Self.example.get(), isClosed: isClosed)
        #expect(try await audit(site).isClean)
        var random = SeededGenerator(seed: 7)
        // The lock says who writes and is no part of the ledger.
        for (name, size) in try site.files() where size > 0 && name != "lock" {
            let bytes = try site.read(name)
            for _ in 0..<(name.hasSuffix(".db") ? 60 : 25) {
                let offset = Int.random(in: 0..<size, using: &random)
                try site.write(bytes.flipped(at: offset), to: name)
                let report = try await audit(site)
                let found = try #require(report.firstDivergence, "byte \(offset) of \(name) is not missed")
                if case .file(let file, let part) = found.place {
                    // A page and its seal that differ do not say which of them was altered.
                    #expect(
                        file.prefix { $0 != "." } == name.prefix { $0 != "." },
                        "byte \(offset) of \(name): \(found)"
                    )
                    #expect(part != nil || file == "head" || file.hasSuffix(".pages"), "byte \(offset): \(found)")
                } else {
                    #expect(name.hasPrefix("chain.db"), "byte \(offset) of \(name): \(found)")
                    #expect(report.damages.contains { $0.file == name }, "byte \(offset) of \(name)")
                }
            }
            try site.write(bytes, to: name)
        }
        #expect(try await audit(site).isClean)
    }

    @Test("in an envelope names the transaction, and the page beside it")
    func envelope() async throws {
        let site = try LedgerSite(Self.example.get())
        let bytes = try site.read("chain.db")
        for place in [ExampleChain.Place.open, .init(block: 3, transaction: 1), .init(block: 7, transaction: 3)] {
            let envelope = site.example.script[place].envelope
            let start = try #require(bytes.firstRange(of: envelope.bytes)?.lowerBound)
            for part in [envelope.signedProposal.bytes, envelope.signedProposal.signature, envelope.resultBytes] {
                let offset = start + (try #require(envelope.bytes.firstRange(of: part)?.lowerBound)) + part.count / 2
                try site.write(bytes.flipped(at: offset), to: "chain.db")
                let report = try await audit(site)
                #expect(report.firstDivergence?.block == place.block)
                #expect(report.firstDivergence?.transaction == place.transaction)
                #expect(report.damages.map(\.part) == ["page \(offset / 4_096 + 1)"])
            }
        }
    }
}

extension [UInt8] {
    fileprivate func flipped(at index: Int) -> [UInt8] {
        var bytes = self
        bytes[index] ^= 1 << UInt8(index & 7)
        return bytes
    }
}
