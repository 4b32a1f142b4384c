import AuditTestKit
import ChildProcesses
import Cryptography
import Foundation
import Ledger
import LedgerStore
import LedgerTestKit
import Testing

@Suite("commonwatt ledger snapshot and restore", .timeLimit(.minutes(8)))
struct SnapshotCommandTests {
    private let site: LedgerSite
    private let work: TemporaryDirectory
    private var file: String { work.path + "/a.snapshot" }

    init() throws {
        site = try LedgerSite(ExampleChain.story(isWhole: false))
        work = try TemporaryDirectory()
    }

    private func hash(in output: String) throws -> String {
        String(try #require(output.firstMatch(of: /snapshot +\d+ bytes, hash ([0-9a-f]{64})/)).1)
    }

    @Test("A ledger is cut, begun again elsewhere and audited from there; both peers write the same file")
    func roundTrip() async throws {
        let taken = try await commonwatt(["ledger", "snapshot", site.ledger, "--block", "6", "--out", file])
        #expect(taken.status == 0, "\(taken.errorOutput)")
        #expect(taken.output.contains("channel       riverside\nblock         6, hash "))
        let hash = try hash(in: taken.output)
        // Another peer's copy of the ledger.
        let other = work.path + "/other"
        try FileManager.default.copyItem(atPath: site.ledger, toPath: other)
        let again = work.path + "/b.snapshot"
        #expect(try await commonwatt(["ledger", "snapshot", other, "--block", "6", "--out", again]).status == 0)
        #expect(FileManager.default.contentsEqual(atPath: file, andPath: again))
        let begun = work.path + "/begun"
        let restored = try await commonwatt(
            ["ledger", "restore", file, begun, "--hash", hash, "--channel", "riverside"]
        )
        #expect(restored.status == 0 && restored.output.contains("begins behind block 6"), "\(restored.errorOutput)")
        try append(to: begun, after: 6)
        for ledger in [site.ledger, begun] {
            let audit = try await commonwatt(
                ["ledger", "audit", ledger, "--roots", site.roots, "--from", file, "--hash", hash]
            )
            #expect(audit.status == 0 && audit.output.contains("audit: OK"), "\(audit.errorOutput)")
        }
        #expect(try await commonwatt(["ledger", "verify", begun]).status == 0)
        let bare = try await commonwatt(["ledger", "audit", begun, "--roots", site.roots])
        #expect(bare.status == 2)
        let advice = "began from the snapshot \(hash) of block 6: name a copy of it that you trust with --from"
        #expect(bare.errorOutput.contains(advice), "\(bare.errorOutput)")
        let export = try await commonwatt(["ledger", "history", begun, "cluster"])
        #expect(export.status == 2 && export.errorOutput.contains("began from a snapshot of block 6"))
    }

    private func append(to ledger: String, after block: Int) throws {
        let store = try LedgerStore(at: ledger)
        let whole = try LedgerArchive(at: site.ledger)
        for sealed in try site.example.script.sealed().dropFirst(block + 1) {
            let seal = try BlockSeal(encoded: #require(try whole.block(sealed.draft.header.number)).seal)
            let known = try sealed.certificates.filter { try store.certificate($0.fingerprint) == nil }
            try store.append(SealedBlock(sealed.draft, seal: seal, certificates: known))
            try store.apply(sealed.draft)
        }
        try store.close()
    }

    @Test("Each bad snapshot gets one sentence that says which it is")
    func refused() async throws {
        #expect(try await commonwatt(["ledger", "snapshot", site.ledger, "--out", file]).status == 0)
        let good = try Array(Data(contentsOf: URL(filePath: file)))
        var flipped = good
        flipped[good.count / 2] ^= 4
        var newer = Array(good.dropLast(32))
        newer[19] = 9
        newer += Digest.sha256(newer).bytes
        let cases: [(bytes: [UInt8], extra: [String], status: Int, sentence: String)] = [
            (Array(good.dropLast(7)), [], 2, "is cut off: it has \(good.count - 7) of \(good.count) bytes"),
            (flipped, [], 1, "it has been altered"),
            (newer, [], 2, "a snapshot of format 9, this program reads format 1; use a newer program"),
            (Array("a letter".utf8), [], 2, "it is no snapshot of a ledger"),
            (good, ["--channel", "hillside"], 2, "it is of channel 'riverside', not of 'hillside'"),
            (good, ["--hash", Digest.zero.hex], 1, "not \(Digest.zero.hex)"),
        ]
        for (number, (bytes, extra, status, sentence)) in cases.enumerated() {
            let bad = work.path + "/bad\(number)"
            try Data(bytes).write(to: URL(filePath: bad))
            let run = try await commonwatt(["ledger", "restore", bad, work.path + "/no"] + extra)
            #expect(run.status == status && run.errorOutput.contains(sentence), "\(run.errorOutput)")
            #expect(!FileManager.default.fileExists(atPath: work.path + "/no"))
        }
        let late = try await commonwatt(["ledger", "snapshot", site.ledger, "--block", "99", "--out", file + "2"])
        #expect(late.status == 2 && late.errorOutput.contains("there is no block 99: the ledger ends at block 9"))
        let over = try await commonwatt(["ledger", "restore", file, site.ledger])
        #expect(over.status == 2 && over.errorOutput.contains("there is a ledger in"))
    }
}
