import ChildProcesses
import Foundation
import Gateway
import TestKit
import Testing

@Suite("A site served on a ledger that began from a snapshot", .timeLimit(.minutes(8)))
struct RestoredLedgerTests {
    @Test("Served, snapshot, begun anew elsewhere, served again, and audited from the snapshot")
    func served() async throws {
        try await withSite(["b01"]) { site in
            let (file, old) = (site.directory + "-snapshot", site.directory + "-old")
            try await withBroker(of: site) { _ in
                try await site.withController { _ in
                    try await site.ask(1)
                    try await site.ask(2)
                }
                let taken = try await site.commonwatt(["ledger", "snapshot", site.ledger, "--out", file])
                let found = try #require(taken.output.firstMatch(of: /hash ([0-9a-f]{64})\n/), "\(taken.errorOutput)")
                let hash = try #require(taken.output.matches(of: /bytes, hash ([0-9a-f]{64})/).last).1
                #expect(found.1 != hash)
                try FileManager.default.moveItem(atPath: site.ledger, toPath: old)
                let restored = try await site.commonwatt(
                    ["ledger", "restore", file, site.ledger, "--hash", String(hash), "--channel", "riverside"]
                )
                try #require(restored.isSuccess, "\(restored.errorOutput)")
                // Twice: once on the state of the snapshot, once on what has come after it.
                for number in [3, 4] as [Int64] {
                    try await site.withController { _ in
                        try await site.ask(number)
                        // What was recorded before the snapshot is taken, and not there to be answered again.
                        try await withBuilding(0, of: site) { building in
                            let again = try await building.ask(demand(1, watts: 1_000, epoch: 1))
                            #expect(again.reply.status != .ok)
                        }
                    }
                }
                let roots = ["--roots", site.directory + "/identities/roots"]
                let audit = try await site.commonwatt(
                    ["ledger", "audit", site.ledger, "--from", file, "--hash", String(hash)] + roots
                )
                #expect(audit.isSuccess && audit.output.contains("audit: OK"), "\(audit.output)\(audit.errorOutput)")
                let bare = try await site.commonwatt(["ledger", "audit", site.ledger] + roots)
                #expect(bare.status == 2 && bare.errorOutput.contains("with --from"), "\(bare.errorOutput)")
                #expect(try await site.commonwatt(["ledger", "verify", site.ledger]).isSuccess)
            }
        }
    }
}
