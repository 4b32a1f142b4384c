import AllocationContract
import AuditTestKit
import ChildProcesses
import Cryptography
import Foundation
import Ledger
import LedgerStore
import LedgerTestKit
import Membership
import TestKit
import Testing

@Suite("commonwatt ledger")
struct LedgerCommandTests {
    static let example = Result { try ExampleChain.story(isWhole: false) }

    let site: LedgerSite

    init() throws {
        site = try LedgerSite(Self.example.get())
    }

    private func audit(_ arguments: String...) async throws -> ToolResult {
        try await commonwatt(["ledger", "audit", site.ledger, "--roots", site.roots] + arguments)
    }

    @Test("audit: a sound ledger is OK, with what each level counted")
    func sound() async throws {
        let run = try await audit("--jobs", "2")
        let (files, tip) = (try site.files(), site.example.tip)
        let envelopes = site.example.script.blocks.flatMap(\.transactions).map(\.envelope)
        let signatures = envelopes.map(\.endorsements.count).reduce(envelopes.count + 10, +)
        let bytes = files.filter { $0.name != "lock" }.map(\.size).reduce(0, +)
        #expect(
            run.output == """
                level 0  files and header chain: \(bytes) bytes in \(files.count - 1) files, 10 blocks
                level 1  leaves, roots and commit hashes: 20 transactions
                level 2  signatures, certificates and policies: \(signatures) signatures
                level 3  state rebuilt, read conflicts recomputed: 6 keys, 11 reads compared, 9 transactions not valid
                level 4  contract calls executed again: 10 calls, 9 not valid and not executed
                level 5  physics and bills: 10 events followed, 3 bills computed again
                head     block 9, hash \(tip.hash.hex)
                audit: OK

                """
        )
        #expect(run.status == 0 && run.errorOutput.isEmpty)
        #expect(try await audit("--head", "9:\(tip.hash.hex)", "--level", "0").status == 0)
    }

    @Test("audit --level stops where it is told", arguments: 0...5)
    func levels(level: Int) async throws {
        let run = try await audit("--level", "\(level)")
        #expect(run.status == 0)
        #expect(run.output.split(separator: "\n").count { $0.hasPrefix("level ") } == level + 1)
    }

    @Test("audit: an allocation that the operator altered, with every hash and signature above it, is named")
    func altered() async throws {
        let site = try LedgerSite(site.example, script: Self.forged(site.example.script))
        let run = try await commonwatt(["ledger", "audit", site.ledger, "--roots", site.roots])
        #expect(run.status == 1)
        #expect(run.output.contains("first divergence, at level 4 (contract calls executed again)\n"))
        #expect(run.output.contains("  where     block 3, transaction 0 (txid "))
        #expect(run.output.contains("  key       allocation/b/#1\n"))
        #expect(run.output.hasSuffix("audit: FAILED\n"))
        #expect(
            run.errorOutput.hasPrefix("commonwatt: block 3, transaction 0: write set, key allocation/b/#1: expected [")
        )
        let verify = try await commonwatt(["ledger", "verify", site.ledger])
        #expect(verify.status == 0)
    }

    /// Gives the second building's record another value, endorsed and sealed by the operator.
    static func forged(_ script: ChainScript) throws -> ChainScript {
        var script = script
        let peer = script.network.peer
        try script.replace(ExampleChain.Place.second) { old in
            let writes = old.result.writes.map { write in
                guard write.key == StateKey("b/").appending(1), var value = write.value else { return write }
                value[12] ^= 1
                return KeyWrite(key: write.key, value: value)
            }
            let result = TransactionResult(
                reads: old.result.reads,
                ranges: old.result.ranges,
                writes: writes,
                response: old.result.response
            )
            return try old.with(result: result, endorsedBy: [peer])
        }
        return script
    }

    @Test("audit --format json has the documented keys")
    func json() async throws {
        let clean = try Self.object(try await audit("--format", "json", "--level", "1").output)
        #expect(
            Set(clean.keys) == [
                "result", "level", "channel", "head", "levels", "damages", "private_values", "redactions", "dissents",
                "first_divergence",
            ]
        )
        #expect(clean["result"] as? String == "ok" && clean["first_divergence"] is NSNull)
        let documentation = try String(contentsOfFile: Repository.path("Documentation/audit.md"), encoding: .utf8)
        let documented = Set(documentation.matches(of: /^\| `(\w+)` \|/.anchorsMatchLineEndings()).map { String($0.1) })
        #expect(documented == Set(clean.keys))
        let counted = try #require(clean["levels"] as? [[String: Any]]).flatMap(\.keys)
        for key in counted { #expect(documentation.contains("`\(key)`"), "\(key) is not documented") }
        var bytes = try site.read("chain.db")
        let envelope = site.example.script[ExampleChain.Place.first].envelope
        bytes[try #require(bytes.firstRange(of: envelope.bytes)?.lowerBound) + 40] ^= 1
        try site.write(bytes, to: "chain.db")
        let run = try await audit("--format", "json")
        #expect(run.status == 1)
        let report = try Self.object(run.output)
        let divergence = try #require(report["first_divergence"] as? [String: Any])
        #expect(
            Set(divergence.keys) == [
                "level", "file", "part", "block", "transaction", "txid", "subject", "key", "expected", "found",
                "reason",
            ]
        )
        for key in divergence.keys { #expect(documentation.contains("`\(key)`"), "\(key) is not documented") }
        #expect(divergence["block"] as? Int == 2 && divergence["transaction"] as? Int == 0)
        let damages = try #require(report["damages"] as? [[String: Any]])
        #expect(damages.first?["file"] as? String == "chain.db" && damages.count == 1)
    }

    private static func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("status shows what the ledger says of itself", arguments: ["table", "json", "csv"])
    func status(format: String) async throws {
        let run = try await commonwatt(["ledger", "status", site.ledger, "--format", format])
        #expect(run.status == 0)
        #expect(run.output.contains("riverside") && run.output.contains(site.example.tip.hash.hex))
        if format == "json" {
            let object = try Self.object(run.output)
            #expect(object["blocks"] as? Int == 10 && object["transactions"] as? Int == 20)
        }
    }

    @Test("verify finds a flipped byte and names file and page")
    func verify() async throws {
        #expect(try await commonwatt(["ledger", "verify", site.ledger]).status == 0)
        var bytes = try site.read("state.db")
        bytes[4_200] ^= 4
        try site.write(bytes, to: "state.db")
        let run = try await commonwatt(["ledger", "verify", site.ledger])
        #expect(run.status == 1)
        #expect(
            run.errorOutput
                == "commonwatt: state.db, page 2: file: expected what was written, found it has been altered\n"
        )
    }

    @Test("The chain alone is enough for an audit, wherever it lies")
    func chainAlone() async throws {
        let alone = try TemporaryDirectory()
        try FileManager.default.copyItem(atPath: "\(site.ledger)/chain.db", toPath: "\(alone.path)/chain.db")
        let run = try await commonwatt(["ledger", "audit", "\(alone.path)/chain.db", "--roots", site.roots])
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("level 0  files and header chain: 10 blocks\n"))
        let directory = try await commonwatt(["ledger", "audit", alone.path, "--roots", site.roots])
        #expect(directory.status == 1)
        #expect(directory.errorOutput.contains("chain.pages"))
    }

    @Test("An earlier head that is not in the ledger is named")
    func otherHead() async throws {
        let ended = try await audit("--head", "12:\(site.example.tip.hash.hex)")
        #expect(ended.status == 1 && ended.errorOutput.contains("block 10: end of the chain"))
        let rewritten = try await audit("--head", "9:\(Digest.zero.hex)")
        #expect(rewritten.status == 1 && rewritten.errorOutput.contains("block 9: header hash"))
    }

    @Test("Bad arguments and files end with status 2 and one sentence")
    func badInput() async throws {
        let (ledger, roots) = (site.ledger, site.roots)
        try Data("not PEM".utf8).write(to: URL(filePath: "\(roots)/../empty.pem"))
        let leaf = try TemporaryDirectory()
        try Data(site.example.network.peer.identity.certificate.pem.utf8).write(to: URL(filePath: "\(leaf.path)/p.pem"))
        let cases: [([String], String)] = [
            (["audit", ledger, "--roots", roots, "--level", "6"], "levels 0 to 5 do exist"),
            (["audit", ledger, "--roots", roots, "--level", "x"], "levels 0 to 5 do exist"),
            (["audit", ledger, "--roots", roots, "--jobs", "0"], "--jobs is 1 or more"),
            (["audit", ledger, "--roots", roots, "--head", "9"], "expected the number of a block, a colon"),
            (["audit", ledger], "Missing expected argument '--roots <dir>'"),
            (["audit", ledger, "--roots", "/nowhere"], "/nowhere cannot be read; is it there?"),
            (["audit", ledger, "--roots", ledger], "has no certificate: expected a PEM file (.pem)"),
            (["audit", ledger, "--roots", roots + "/.."], "empty.pem holds no certificate"),
            (["audit", ledger, "--roots", leaf.path], "is not a root; expected root certificates and nothing else"),
            (["audit", "/nowhere", "--roots", roots], "there is no ledger at /nowhere"),
            (["verify", roots], "chain.db is missing"),
            (["status", roots + "/Operator.pem"], "is no ledger: expected a directory, or the chain.db in it"),
        ]
        for (arguments, sentence) in cases {
            let run = try await commonwatt(["ledger"] + arguments)
            #expect(run.status == 2 && run.output.isEmpty, "\(arguments): \(run.errorOutput)")
            #expect(run.errorOutput.contains(sentence), "\(arguments): \(run.errorOutput)")
        }
    }

    @Test("A ledger that a process is writing ends with status 3, and says which process")
    func inUse() async throws {
        let store = try LedgerStore(at: site.ledger)
        for arguments in [
            ["status", site.ledger], ["verify", site.ledger], ["audit", site.ledger, "--roots", site.roots],
        ] {
            let run = try await commonwatt(["ledger"] + arguments)
            #expect(run.status == 3 && run.output.isEmpty)
            #expect(run.errorOutput.contains("is in use by process \(ProcessInfo.processInfo.processIdentifier)"))
        }
        try store.close()
        #expect(try await audit().status == 0)
    }

    @Test("Every subcommand explains itself with an example", arguments: [[], ["status"], ["verify"], ["audit"]])
    func help(subcommand: [String]) async throws {
        let run = try await commonwatt(["ledger"] + subcommand + ["--help"])
        #expect(run.status == 0 && run.output.contains("EXAMPLE:"))
    }
}
