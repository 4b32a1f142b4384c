import ChildProcesses
import Foundation
import Ledger
import LedgerStore
import TestKit
import Testing

@Suite("An endorser that joins a ledger begun from a snapshot", .timeLimit(.minutes(8)))
struct EndorserSnapshotTests {
    @Test(
        "It begins with the snapshot that its file names, endorses, and goes on from there",
        arguments: [false, true]
    )
    func joins(isPrivate: Bool) async throws {
        try await withSite(["b01"]) { site in
            if isPrivate { try PrivateLedgerTests.makePrivate(site) }
            let utility = try await EndorserMember("Utility", of: site)
            let auditor = try await EndorserMember("Auditor", of: site)
            try site.join([utility, auditor])
            let cut = try await Self.cut(site, endorsedBy: utility, isPrivate: isPrivate)
            try await withBroker(of: site) { _ in
                // Without the snapshot it cannot join, and the controller says what would help.
                try await auditor.run { _ in
                    let lacks = "it lacks a block: block 1 is not here: this ledger began from a snapshot of block"
                    let command = ChildCommand(
                        try Products.executable("commonwatt"),
                        ["serve", "--config", site.clusterFile]
                    )
                    try await withDaemon(command, isReady: { $0.contains(lacks) && $0.contains("endorser's file") }) {
                        await $0.kill()
                    }
                }
                #expect(try FileManager.default.contentsOfDirectory(atPath: auditor.state).contains("replica.db"))
                try auditor.begin(with: cut.snapshot, hash: cut.hash, values: cut.values)
                let check = try await site.commonwatt(["endorser", "--config", auditor.file, "--check"])
                #expect(check.isSuccess && check.output.contains("endorser.yaml: OK"), "\(check.errorOutput)")
                try await auditor.run(until: "the endorser begins behind a snapshot") { endorser in
                    try await site.withController { _ in try await site.ask(3) }
                    await endorser.kill()
                }
                // What it has followed is its own now; the file is not needed any more.
                try FileManager.default.removeItem(atPath: cut.snapshot)
                try await auditor.run(until: "the endorser goes on") { _ in
                    try await site.withController { _ in try await site.ask(4) }
                }
            }
            try Data(cut.bytes).write(to: URL(filePath: cut.snapshot))
            let archive = try LedgerArchive(at: site.ledger)
            let begun = try #require(try archive.origin()).block
            for number in (begun + 1)..<(try archive.height()) {
                for stored in try #require(try archive.block(number)).transactions {
                    #expect(try Envelope(encoded: stored.envelope).endorsements.count == 2)
                }
            }
            let roots = ["--roots", site.directory + "/identities/roots"]
            let from = ["--from", cut.snapshot, "--hash", cut.hash]
            let audit = try await site.commonwatt(["ledger", "audit", site.ledger] + from + roots)
            #expect(audit.isSuccess && audit.output.contains("audit: OK"), "\(audit.output)\(audit.errorOutput)")
        }
    }

    @Test("A snapshot that is not the one that is meant is refused, with the file and the reason, and nothing is begun")
    func refused() async throws {
        try await withSite(["b01"]) { site in
            try PrivateLedgerTests.makePrivate(site)
            let utility = try await EndorserMember("Utility", of: site)
            let auditor = try await EndorserMember("Auditor", of: site)
            try site.join([utility, auditor])
            let cut = try await Self.cut(site, endorsedBy: utility, isPrivate: true)
            let plain = try String(contentsOfFile: auditor.file, encoding: .utf8)
            let (others, altered) = (String(repeating: "f", count: 64), site.directory + "-altered")
            var bytes = cut.bytes
            bytes[bytes.count / 2] ^= 1
            try Data(bytes).write(to: URL(filePath: altered))
            // Roots among which one is another organisation's.
            let roots = site.directory + "-roots"
            let own = site.directory + "/identities/roots"
            try FileManager.default.copyItem(atPath: own, toPath: roots)
            try FileManager.default.removeItem(atPath: roots + "/Utility.pem")
            try FileManager.default.copyItem(atPath: roots + "/Operator.pem", toPath: roots + "/Utility.pem")
            let entry = "snapshot: {file: \(cut.snapshot), hash: \(cut.hash), values: [\(cut.values[0])]}"
            for (text, expected) in [
                (entry.replacing(cut.hash, with: others), "it has the hash \(cut.hash), not \(others)"),
                (entry.replacing(cut.snapshot, with: altered), "\(altered): it has been altered"),
                (entry.replacing(cut.snapshot, with: cut.values[0]), "it is no snapshot of a ledger"),
                (entry.replacing(cut.snapshot, with: "no.snapshot"), "no.snapshot cannot be read"),
                (entry.replacing("hash: \(cut.hash), ", with: ""), "snapshot: missing the required key \"hash\""),
                (entry.replacing(cut.hash, with: "9f3c"), "snapshot.hash: expected the snapshot's hash in 64"),
                (entry.replacing(", values: [\(cut.values[0])]", with: ""), "are private and not in the files"),
                (entry.replacing(cut.values[0], with: cut.snapshot), "is no file of 'commonwatt ledger reveal'"),
                (
                    entry + "\nsite: elsewhere",
                    "it is of the ledger of 'riverside', this endorser is one of 'elsewhere'"
                ),
                (entry + "\nroots: \(roots)", "names another root of Utility"),
            ] {
                var lines = plain.split(separator: "\n").map(String.init)
                let added = text.split(separator: "\n").map(String.init)
                lines.removeAll { line in
                    guard let key = line.split(separator: ":").first else { return false }
                    return added.contains { $0.hasPrefix("\(key):") }
                }
                try (lines + added).joined(separator: "\n")
                    .write(toFile: auditor.file, atomically: true, encoding: .utf8)
                for more in [["--check"], []] {
                    let run = try await site.commonwatt(["endorser", "--config", auditor.file] + more)
                    #expect(run.status == 2 && run.errorOutput.contains(expected), "\(expected): \(run.errorOutput)")
                }
            }
        }
    }

    /// A ledger that was served with an endorser, begun anew from a snapshot.
    private struct Cut {
        let snapshot: String
        let bytes: [UInt8]
        let hash: String
        let values: [String]
    }

    private static func cut(
        _ site: TestSite,
        endorsedBy member: EndorserMember,
        isPrivate: Bool
    ) async throws -> Cut {
        let (file, values, old) = (site.directory + "-snapshot", site.directory + "-values", site.directory + "-old")
        try await withBroker(of: site) { _ in
            try await member.run { _ in
                try await site.withController { _ in
                    try await site.ask(1)
                    try await site.ask(2)
                }
            }
        }
        let taken = try await site.commonwatt(["ledger", "snapshot", site.ledger, "--out", file])
        try #require(taken.isSuccess, "\(taken.errorOutput)")
        let hash = String(try #require(taken.output.matches(of: /bytes, hash ([0-9a-f]{64})/).last).1)
        if isPrivate {
            let shown = try await site.commonwatt(["ledger", "reveal", site.ledger, "--all", "--out", values])
            try #require(shown.isSuccess, "\(shown.errorOutput)")
        }
        try FileManager.default.moveItem(atPath: site.ledger, toPath: old)
        let more = isPrivate ? ["--values", values] : []
        let restored = try await site.commonwatt(["ledger", "restore", file, site.ledger, "--hash", hash] + more)
        try #require(restored.isSuccess, "\(restored.errorOutput)")
        let bytes = try Array(Data(contentsOf: URL(filePath: file)))
        return Cut(snapshot: file, bytes: bytes, hash: hash, values: isPrivate ? [values] : [])
    }
}

extension EndorserMember {
    /// Names a snapshot in the endorser's file.
    fileprivate func begin(with snapshot: String, hash: String, values: [String]) throws {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let list = values.joined(separator: ", ")
        try (text + "\nsnapshot: {file: \(snapshot), hash: \(hash), values: [\(list)]}\n")
            .write(toFile: file, atomically: true, encoding: .utf8)
    }
}
