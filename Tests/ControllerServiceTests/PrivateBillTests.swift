import ChildProcesses
import Cryptography
import Foundation
import Ledger
import TestKit
import Testing
import Transparency

@Suite("A bill with its proofs from a ledger with hashes in place of power values", .timeLimit(.minutes(8)))
struct PrivateBillTests {
    private typealias Site = PrivateLedgerTests

    /// A served site, and what is made of its ledger.
    private struct Billed {
        let site: TestSite
        var file: String { site.directory + "/b01.bill" }
        var roots: [String] { ["--roots", site.directory + "/identities/roots"] }

        func write(_ member: String = "b01", period: Int = 1, from ledger: String? = nil) async throws -> ToolResult {
            let which = ["--member", member, "--period", "\(period)", "--proofs", file]
            return try await site.commonwatt(["ledger", "bill", ledger ?? site.ledger] + which)
        }

        func check() async throws -> ToolResult {
            try await site.commonwatt(["ledger", "bill", "--check", file] + roots)
        }

        func bundle() throws -> ProofBundle {
            try ProofBundle(parsing: Array(Data(contentsOf: URL(filePath: file))))
        }

        func put(_ bundle: ProofBundle) throws { try Data(bundle.encoded).write(to: URL(filePath: file)) }
    }

    @Test("It is checked without the ledger, shows the member's own values and the terms, and nobody else's")
    func proven() async throws {
        try await withSite { site in
            _ = try await Site.serve(site)
            let billed = Billed(site: site)
            Site.expect(try await billed.write(), 0, "transactions proven in")
            let stated = try await site.commonwatt(
                ["ledger", "bill", site.ledger, "--member", "b01", "--format", "json"]
            )
            let cost = try #require(stated.output.firstMatch(of: /"cost_micros": ?(\d+)/).flatMap { Int64($0.1) })
            let checked = try await billed.check()
            Site.expect(checked, 0, "member        b01\n", "values shown, each of its hash", "bill: OK")
            let bundle = try billed.bundle()
            let subject = String(decoding: bundle.subject, as: UTF8.self)
            #expect(subject.hasPrefix("b01 ") && subject.hasSuffix(" \(cost)"), "\(subject)")
            let shown = try #require(bundle.shown)
            #expect(shown.channel == "riverside" && Set(shown.values.map(\.member)) == ["b01", nil])
            // Of the operator's it has the terms, once where the period begins and once where it ends.
            #expect(shown.values.count { $0.member == nil } == 2)
            #expect(shown.values.count { $0.member != nil } == bundle.proofs.count)
            for proof in bundle.proofs {
                let envelope = try Envelope(encoded: try #require(proof.envelope))
                #expect(envelope.privateHashes.count > 2)
                #expect(!shown.values.contains { $0.hash.bytes == envelope.result.response })
            }
            Site.expect(try await billed.write("b02"), 0)
            Site.expect(try await billed.check(), 0, "member        b02\n")
            // Without the values there is nothing to show.
            Site.expect(try await billed.write(from: try Site.copy(site)), 2, "is private and not here")
        }
    }

    @Test("Another value, another figure, a value or a transaction left out, and a period that is open are refused")
    func refused() async throws {
        try await withSite { site in
            _ = try await Site.serve(site)
            let billed = Billed(site: site)
            Site.expect(try await billed.write(), 0)
            let bundle = try billed.bundle()
            let values = try #require(bundle.shown).values
            func put(
                subject: [UInt8]? = nil,
                proofs: [TransactionProof]? = nil,
                values changed: [KeptPrivateValue]? = nil
            ) throws {
                let shown = RevealedFile(channel: "riverside", values: changed ?? values)
                try billed.put(
                    ProofBundle(
                        subject: subject ?? bundle.subject,
                        proofs: proofs ?? bundle.proofs,
                        checkpoint: bundle.checkpoint,
                        shown: shown
                    )
                )
            }
            let position = try #require(values.firstIndex { $0.member == "b01" })
            // Another value under the hash that the ledger has.
            var text = try String(contentsOfFile: billed.file, encoding: .utf8)
            let encoded = RevealedFile(channel: "riverside", values: values).encoded
            let own = values[position].value
            let at = try #require(Data(encoded).firstRange(of: Data(own.salt.bytes))).lowerBound
            var forged = encoded
            forged[at] ^= 1
            text = text.replacing(Data(encoded).base64EncodedString(), with: Data(forged).base64EncodedString())
            try text.write(toFile: billed.file, atomically: true, encoding: .utf8)
            Site.expect(try await billed.check(), 1, "a value that is shown does not have its hash")
            // A value of one's own making has a hash that the ledger does not have.
            let made = KeptPrivateValue(PrivateValue(own.value + [0], salt: own.salt), of: "b01", in: values[0].hash)
            try put(values: values.filter { $0.hash != values[position].hash } + [made])
            Site.expect(try await billed.check(), 1, "in transaction ", " is not shown")
            try put(values: values.filter { $0.member != nil })
            Site.expect(try await billed.check(), 1, "the value of 'terms' in transaction ", " is not shown")

            var words = String(decoding: bundle.subject, as: UTF8.self).split(separator: " ").map(String.init)
            words[4] = "\((Int(words[4]) ?? 0) + 1)"
            try put(subject: Array(words.joined(separator: " ").utf8))
            Site.expect(try await billed.check(), 1, "from the proven transactions follows")
            try put(proofs: bundle.proofs.dropLast())
            Site.expect(try await billed.check(), 1, "do not end with the one that closes the period")
            try put(proofs: Array(bundle.proofs.dropFirst()))
            Site.expect(try await billed.check(), 1, "open 0 periods")
            // What stands between them changes no figure.
            try put(proofs: [bundle.proofs[0], bundle.proofs[bundle.proofs.count - 1]])
            Site.expect(try await billed.check(), 0, "bill: OK")
            try put()
            Site.expect(try await billed.check(), 0, "bill: OK")

            try await withBroker(of: site) { _ in
                try await site.withController { controller in
                    Site.expect(try await site.commonwatt(["period", "open", "--config", site.clusterFile]), 0)
                    await controller.stop()
                }
            }
            Site.expect(try await billed.write(period: 2), 2, "period 2 is still open", "ask again when it is closed")
        }
    }
}
