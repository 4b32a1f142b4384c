import ChildProcesses
import Foundation
import Gateway
import TestKit
import Testing
import Units

/// The whole way with the command alone: authorities, drafts that go from one administrator to the next, the ledger.
@Suite("Members change the configuration of a site's ledger", .timeLimit(.minutes(8)))
struct ChannelTests {
    @Test("The utility joins and consents to terms, a building is revoked, the orderer's key replaced; all is sound")
    func members() async throws {
        try await withServedSite { site, servers in
            let first = try await withBuilding(0, of: site) { try await $0.ask(demand(1, watts: 80_000)) }
            #expect(first.reply.status == .ok)
            let busy = try await site.commonwatt(["channel", "show", site.ledger])
            #expect(busy.status == 3, "\(busy.errorOutput)")
            await servers.controller.stop()
            let utility = try await join(site)
            try await consent(site, utility)
            try await replaceOrderer(site, utility)
            try await servers.controller.start()
            let second = try await withBuilding(0, of: site) { try await $0.ask(demand(2, watts: 80_000)) }
            #expect(second.reply.allocation?.bands.first?.price == Price(micros: 250_000))
            await servers.controller.stop()
            try await show(site)
            let roots = site.directory + "/roots"
            try FileManager.default.createDirectory(atPath: roots, withIntermediateDirectories: true)
            let root = site.directory + "/identities/authority.pem"
            try FileManager.default.copyItem(atPath: root, toPath: roots + "/operator.pem")
            let audit = ["ledger", "audit", site.ledger, "--roots", roots, "--level", "4"]
            let blind = try await site.commonwatt(audit)
            #expect(blind.status == 1 && blind.output.contains("root of organisation Utility"), "\(blind.output)")
            try FileManager.default.copyItem(atPath: utility + "/authority.pem", toPath: roots + "/utility.pem")
            let sound = try await site.commonwatt(audit)
            #expect(sound.isSuccess && sound.output.contains("audit: OK"), "\(sound.output)")
        }
    }

    @Test("What cannot be drafted, signed or submitted is refused in one sentence")
    func refused() async throws {
        try await withServedSite { site, servers in
            await servers.controller.stop()
            let draft = ["channel", "draft", site.ledger, "--as", site.directory + "/identities/admin", "--out", "x"]
            let rows: [([String], String)] = [
                ([], "nothing would change"),
                (["--policy", "MAJORITY admins"], "column 10"),
                (["--policy", "prices=ALL admin"], "'prices' is no section; sections are organisations, orderers"),
                (["--policy", "'Nobody.admin'"], "asks for organisations that are no members"),
                (["--remove-organisation", "Nobody"], "the members are Operator"),
                (["--organisation", site.ledger], "expected the root certificate (PEM) of one organisation, found 0"),
                (
                    ["--orderer", site.directory + "/identities/peer.pem"],
                    "expected one certificate with the role orderer"
                ),
                (["--revocations", site.directory + "/identities/peer.pem"], "expected revocation lists"),
                (["--max-count", "0"], "contradict one another"),
            ]
            for (arguments, sentence) in rows {
                let run = try await site.commonwatt(draft + arguments)
                #expect(run.status == 2 && run.errorOutput.contains(sentence), "\(arguments): \(run.errorOutput)")
            }
            let stranger = site.directory + "/stranger"
            for step in [
                ["init", stranger, "--organisation", "Operator"], ["issue", stranger, "admin", "--role", "admin"],
            ] {
                #expect(try await site.commonwatt(["identity"] + step).isSuccess)
            }
            let foreign = [
                "channel", "draft", site.ledger, "--as", stranger + "/admin", "--out", "x", "--max-count", "9",
            ]
            let run = try await site.commonwatt(foreign)
            #expect(
                run.status == 2 && run.errorOutput.contains("whoever drafted it is no member"),
                "\(run.errorOutput)"
            )
            let file = site.directory + "/change"
            try "Dear colleague,\nplease find attached nothing.\n".write(
                toFile: file,
                atomically: true,
                encoding: .utf8
            )
            let empty = try await site.commonwatt(["channel", "submit", file, "--config", site.clusterFile])
            #expect(empty.status == 2 && empty.errorOutput.contains("expected a change"), "\(empty.errorOutput)")
            // One that has taken effect does not do so twice.
            try await site.reconfigure(["--max-count", "100"])
            let again = try await site.commonwatt(["channel", "submit", file, "--config", site.clusterFile])
            #expect(again.status == 1 && again.errorOutput.contains("comes number 2"), "\(again.errorOutput)")
        }
    }

    /// The utility makes an authority and an administrator, and the operator takes it in.
    private func join(_ site: TestSite) async throws -> String {
        let utility = site.directory + "/utility"
        let steps = [
            ["identity", "init", utility, "--organisation", "Utility", "--intermediate"],
            ["identity", "issue", utility, "admin", "--role", "admin"],
        ]
        for step in steps {
            let run = try await site.commonwatt(step)
            try #require(run.isSuccess, "\(run.errorOutput)")
        }
        try await site.reconfigure(["--organisation", utility])
        return utility
    }

    /// New prices: the operator's administrator alone is no majority of two; a building's revocation is its own affair.
    private func consent(_ site: TestSite, _ utility: String) async throws {
        try site.edit("grid_contract: \"0.20\"", to: "grid_contract: \"0.25\"")
        let (admin, file) = (site.directory + "/identities/admin", site.directory + "/prices")
        let draft = try await site.commonwatt(
            ["channel", "draft", site.ledger, "--as", admin, "--out", file, "--terms", site.clusterFile]
        )
        #expect(
            draft.output.contains("contract.prices.grid_contract: 0.2 → 0.25"),
            "\(draft.output)"
        )
        #expect(draft.output.contains("missing: terms: MAJORITY admin, still missing 'Utility.admin'"))
        let submit = ["channel", "submit", file, "--config", site.clusterFile]
        let early = try await site.commonwatt(submit)
        #expect(
            early.status == 1 && early.errorOutput.contains("still missing 'Utility.admin'"),
            "\(early.errorOutput)"
        )
        let sign = ["channel", "sign", file, "--as", utility + "/admin", "--ledger", site.ledger]
        let signed = try await site.commonwatt(sign)
        #expect(
            signed.output.contains("signed by: admin ('Operator.admin'), admin ('Utility.admin')"),
            "\(signed.output)"
        )
        #expect(try await site.commonwatt(["channel", "show", file]).output == signed.output)
        let done = try await site.commonwatt(submit)
        #expect(done.isSuccess && done.output.contains("in force from block"), "\(done.errorOutput)")
        let revoke = ["identity", "revoke", site.directory + "/identities", site.directory + "/mqtt/b02.pem"]
        let revoked = try await site.commonwatt(revoke)
        try #require(revoked.isSuccess, "\(revoked.errorOutput)")
        try await site.reconfigure(["--revocations", site.directory + "/identities/revocations.pem"])
    }

    private func replaceOrderer(_ site: TestSite, _ utility: String) async throws {
        let identities = site.directory + "/identities"
        let issue = ["identity", "issue", identities, "orderer-2", "--role", "orderer"]
        #expect(try await site.commonwatt(issue).isSuccess)
        let file = site.directory + "/orderer"
        let draft = ["channel", "draft", site.ledger, "--as", identities + "/admin", "--out", file]
        #expect(try await site.commonwatt(draft + ["--orderer", identities + "/orderer-2.pem"]).isSuccess)
        #expect(try await site.commonwatt(["channel", "sign", file, "--as", utility + "/admin"]).isSuccess)
        let submission = try await site.commonwatt(["channel", "submit", file, "--config", site.clusterFile])
        #expect(submission.isSuccess, "\(submission.errorOutput)")
        let old = try await site.serve()
        #expect(old.status == 3 && old.errorOutput.contains("is not one that the channel's configuration names"))
        for ending in ["pem", "key"] {
            try FileManager.default.removeItem(atPath: "\(identities)/orderer.\(ending)")
            try FileManager.default.moveItem(
                atPath: "\(identities)/orderer-2.\(ending)",
                toPath: "\(identities)/orderer.\(ending)"
            )
        }
    }

    private func show(_ site: TestSite) async throws {
        let shown = try await site.commonwatt(["channel", "show", site.ledger])
        for line in ["organisation Utility joins", "the terms of chaincode 'allocation' change", "(1 revoked)"] {
            #expect(shown.output.contains(line), "\(shown.output)")
        }
        let json = try await site.commonwatt(["channel", "show", site.ledger, "--format", "json"])
        let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        #expect(object?["sequence"] as? Int == 4)
        #expect((object?["history"] as? [Any])?.count == 5)
    }
}
