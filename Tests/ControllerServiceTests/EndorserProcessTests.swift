import ChildProcesses
import Foundation
import Gateway
import Ledger
import LedgerStore
import TestKit
import Testing
import Units

@Suite("Endorsers of other members, each a process of its own", .timeLimit(.minutes(8)))
struct EndorserProcessTests {
    @Test("Two of three endorse: one is killed and comes back, then the other; the ledger passes its audit")
    func killed() async throws {
        try await withSite(["b01"]) { site in
            let utility = try await EndorserMember("Utility", of: site)
            let auditor = try await EndorserMember("Auditor", of: site)
            try site.join([utility, auditor])
            try await withBroker(of: site) { _ in
                try await utility.run { first in
                    try await auditor.run { other in
                        try await site.withController { _ in
                            try await site.ask(1)
                            await first.kill()
                            try await site.ask(2)
                            // It takes over what it lacks and joins.
                            try await utility.run(until: "the endorser has joined") { _ in
                                await other.kill()
                                try await site.ask(3)
                            }
                        }
                    }
                }
            }
            let archive = try LedgerArchive(at: site.ledger)
            for number in 1..<(try archive.height()) {
                for stored in try #require(try archive.block(number)).transactions {
                    #expect(try Envelope(encoded: stored.envelope).endorsements.count == 2)
                }
            }
            let audit = try await site.audit()
            #expect(audit.output.contains("audit: OK"), "\(audit.output)")
        }
    }

    @Test("A file that is wrong is refused with its place, and --check says what is right")
    func badInput() async throws {
        try await withSite(["b01"]) { site in
            let utility = try await EndorserMember("Utility", of: site)
            let check = try await site.commonwatt(["endorser", "--config", utility.file, "--check"])
            #expect(check.isSuccess && check.output.contains("endorser.yaml: OK"), "\(check.errorOutput)")
            for (passage, replacement, expected) in [
                ("port: ", "prot: ", "endorser.yaml:3:1: unknown key \"prot\""),
                ("roots: ", "roots: no/", "expected the organisations' root certificates"),
                ("endorser.key", "authority.key", "the key is not the one that"),
                ("asked_by: Operator", "asked_by: \"a b\"", "endorser.yaml:7:11: asked_by: expected an organisation"),
            ] {
                let text = try String(contentsOfFile: utility.file, encoding: .utf8)
                let wrong = utility.directory + "/wrong-endorser.yaml"
                try #require(text.contains(passage))
                try text.replacing(passage, with: replacement).write(toFile: wrong, atomically: true, encoding: .utf8)
                let run = try await site.commonwatt(["endorser", "--config", wrong, "--check"])
                #expect(run.status == 2)
                #expect(run.errorOutput.contains(expected), "\(run.errorOutput)")
            }
        }
    }

    @Test("One that is killed and started again goes on, and follows no other chain than the one that it endorsed")
    func fork() async throws {
        try await withSite(["b01"]) { site in
            let utility = try await EndorserMember("Utility", of: site)
            let auditor = try await EndorserMember("Auditor", of: site)
            try site.join([utility, auditor])
            let earlier = site.directory + "-earlier"
            try await withBroker(of: site) { _ in
                try await utility.run { endorser in
                    try await site.withController { _ in try await site.ask(1) }
                    try FileManager.default.copyItem(atPath: site.ledger, toPath: earlier)
                    try await site.withController { _ in
                        try await site.ask(2)
                        try await site.ask(3)
                        await endorser.kill()
                    }
                }
                // The operator puts an older ledger back and goes on from there, with a member that has forgotten.
                try FileManager.default.removeItem(atPath: site.ledger)
                try FileManager.default.moveItem(atPath: earlier, toPath: site.ledger)
                try await auditor.run { _ in
                    try await site.withController { _ in
                        for number in 4...8 { try await site.ask(Int64(number)) }
                        let refusal = "the controller's ledger is not the one that I endorsed: block "
                        try await utility.run(until: refusal) { endorser in
                            let line = try #require(endorser.log.first { $0.contains(refusal) })
                            #expect(line.contains(/has hash [0-9a-f]{64} there, [0-9a-f]{64} here/), "\(line)")
                            #expect(endorser.log.contains { $0.contains("the endorser goes on") })
                        }
                    }
                }
            }
            // A byte of what it has kept, altered.
            let kept = utility.state + "/replica.db"
            var bytes = try Array(Data(contentsOf: URL(filePath: kept)))
            bytes[bytes.count - 7] ^= 1
            try Data(bytes).write(to: URL(filePath: kept))
            let run = try await site.commonwatt(["endorser", "--config", utility.file])
            #expect(run.status == 3 && run.errorOutput.contains("replica.db page "), "\(run.errorOutput)")
        }
    }
}
