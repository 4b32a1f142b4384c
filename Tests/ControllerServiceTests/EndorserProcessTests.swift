import ChildProcesses
import Foundation
import Gateway
import Ledger
import LedgerStore
import TestKit
import Testing
import Units

@Suite("Endorsers of other members, each a process of its own", .timeLimit(.minutes(3)))
struct EndorserProcessTests {
    static let policy = "OutOf(2, 'Operator.peer', 'Utility.peer', 'Auditor.peer')"

    @Test("Two of three endorse: one is killed and comes back, then the other; the ledger passes its audit")
    func killed() async throws {
        try await withSite(["b01"]) { site in
            let utility = try await member("Utility", of: site)
            let auditor = try await member("Auditor", of: site)
            try join([utility, auditor], to: site)
            try await withBroker(of: site) { _ in
                try await withEndorser(utility) { first in
                    try await withEndorser(auditor) { other in
                        try await site.withController { _ in
                            try await ask(site, 1)
                            await first.kill()
                            try await ask(site, 2)
                            // Without a block it takes over the whole chain and joins.
                            try await withEndorser(utility, until: "the endorser has joined") { _ in
                                await other.kill()
                                try await ask(site, 3)
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
            let utility = try await member("Utility", of: site)
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

    // MARK: Steps

    /// A member with an authority and an endorser.
    struct Member {
        let organisation: String
        let directory: String
        let port: UInt16

        var file: String { directory + "/endorser.yaml" }
    }

    /// Makes an authority, issues the endorser's certificate, and writes its file.
    private func member(_ organisation: String, of site: TestSite) async throws -> Member {
        let directory = site.directory + "-" + organisation.lowercased()
        for arguments in [
            ["init", directory, "--organisation", organisation], ["issue", directory, "endorser", "--role", "peer"],
        ] {
            let run = try await site.commonwatt(["identity"] + arguments)
            try #require(run.isSuccess, "\(run.errorOutput)")
        }
        let roots = site.directory + "/identities/roots"
        try FileManager.default.copyItem(atPath: directory + "/authority.pem", toPath: "\(roots)/\(organisation).pem")
        let member = Member(organisation: organisation, directory: directory, port: freePort())
        try """
        site: riverside
        host: 127.0.0.1
        port: \(member.port)
        certificate: endorser.pem
        key: endorser.key
        roots: \(roots)
        asked_by: Operator
        """.write(toFile: member.file, atomically: true, encoding: .utf8)
        return member
    }

    /// Names the members' endorsers in the cluster file.
    private func join(_ members: [Member], to site: TestSite) throws {
        var text = try String(contentsOfFile: site.clusterFile, encoding: .utf8)
        text += "\nendorsement:\n  policy: \"\(Self.policy)\"\n  endorsers:\n"
        for member in members {
            text += "    - host: 127.0.0.1\n      port: \(member.port)\n"
            text += "      certificate: \(member.directory)/endorser.pem\n"
        }
        try text.write(toFile: site.clusterFile, atomically: true, encoding: .utf8)
    }

    private func withEndorser<Value>(
        _ member: Member,
        until text: String = "the endorser listens",
        _ body: (Daemon) async throws -> Value
    ) async throws -> Value {
        let command = ChildCommand(try Products.executable("commonwatt"), ["endorser", "--config", member.file])
        return try await withDaemon(command, isReady: { $0.contains(text) }, body)
    }

    /// A building asks, and is answered when enough have endorsed.
    private func ask(_ site: TestSite, _ sequence: Int64) async throws {
        let epoch = sequence
        try await withBuilding(0, of: site) { building in
            let answer = try await building.ask(demand(sequence, watts: 1_000 * sequence, epoch: epoch))
            #expect(answer.reply.status == .ok)
        }
    }
}
