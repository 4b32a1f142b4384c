import ChildProcesses
import Cryptography
import Foundation
import Gateway
import Ledger
import MQTTClient
import TestKit
import Testing
import Transparency

@Suite("Checkpoints and proofs of a served site", .timeLimit(.minutes(8)))
struct ProofTests {
    /// Serves a site for one demand, and returns the reply once the controller has stopped.
    private static func serve(_ site: TestSite, _ sequence: Int64) async throws -> TransactionPlace {
        let command = ChildCommand(try Products.executable("commonwatt"), ["serve", "--config", site.clusterFile])
        return try await withDaemon(command) {
            $0.contains("ctl/status")
        } _: { controller in
            let answer = try await withBuilding(0, of: site) { try await $0.ask(demand(sequence, watts: 40_000)) }
            await controller.stop()
            return try #require(answer.reply.transaction)
        }
    }

    /// The words of a run's output in one line each, by the first.
    private static func fields(_ run: ToolResult) -> [String: String] {
        let pairs = run.output.split(separator: "\n").compactMap { line -> (String, String)? in
            let parts = line.split(separator: " ", maxSplits: 1)
            return parts.count == 2 ? (String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces)) : nil
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    @Test("A reply's transaction is proven with the file, the log's key, and nothing else; Go's reference agrees")
    func proven() async throws {
        try await withSite { site in
            let place = try await withBroker(of: site) { _ in try await Self.serve(site, 1) }
            let (file, roots) = (site.directory + "/request.tlog-proof", site.directory + "/identities/roots")
            let prove = ["ledger", "prove", site.ledger, place.id, "-o", file]
            #expect(try await site.commonwatt(prove + ["--with-content"]).isSuccess)
            let check = ["ledger", "prove", "--check", file]
            let run = try await site.commonwatt(check + ["--roots", roots])
            #expect(run.isSuccess && run.output.hasSuffix("proof: OK\n"), "\(run.errorOutput)")
            let fields = Self.fields(run)
            #expect(fields["transaction"] == place.id && fields["code"] == "VALID")
            #expect(fields["call"]?.hasPrefix("allocation ") == true && fields["channel"] == "riverside")

            let key = try String(contentsOfFile: roots + "/ledger.vkey", encoding: .utf8)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(try await ReferenceVerifier.run("inclusion", key, file).isSuccess)
            let proof = try TransactionProof(parsing: Array(Data(contentsOf: URL(filePath: file))))
            let trust = try LogTrust(origin: VerifierKey(key).name, logKeys: [VerifierKey(key)])
            let txid = try proof.verify(trust).leaf.txid
            #expect(txid.hex == place.id)
            try proof.verify(reply: txid, height: Int(place.height), place: Int(place.index), trust: trust)

            let tiles = site.directory + "/log"
            #expect(try await site.commonwatt(["ledger", "export", site.ledger, tiles]).isSuccess)
            let reference = try await ReferenceVerifier.run("tiles", key, tiles)
            #expect(reference.isSuccess, "\(reference.errorOutput)")

            let stranger = try await Self.strangersKey(site)
            let refused = try await site.commonwatt(check + ["--key", stranger])
            #expect(refused.status == 1)
            #expect(refused.errorOutput.contains("'elsewhere/log'") && refused.errorOutput.contains("'commonwatt/riv"))
            try site.flip(file)
            #expect(try await [1, 2].contains(site.commonwatt(check + ["--roots", roots]).status))
            #expect(try await !ReferenceVerifier.run("inclusion", key, file).isSuccess)
            #expect(try await site.audit().output.contains(" checkpoint"))
        }
    }

    private static func strangersKey(_ site: TestSite) async throws -> String {
        let run = try await site.commonwatt(["witness", "key", site.directory + "/s.key", "--name", "elsewhere/log"])
        #expect(run.isSuccess, "\(run.errorOutput)")
        let key = try VerifierKey(run.output.trimmingCharacters(in: .whitespacesAndNewlines))
        return try VerifierKey(name: key.name, kind: .log, key: key.key).text
    }

    @Test("The broker keeps the newest checkpoint, signed, with the height under it")
    func head() async throws {
        try await withServedSite { site, _ in
            _ = try await withBuilding(0, of: site) { try await $0.ask(demand(1, watts: 40_000)) }
            let message = try await latest(site.topics.ledgerHead, of: site) { message in
                (try? LedgerHeadPayload(message.payload)).map { $0.height >= 3 } ?? false
            }
            #expect(message.isRetained)
            let head = try LedgerHeadPayload(message.payload)
            let signed = try SignedCheckpoint(parsing: Array(head.checkpoint.utf8))
            let text = try String(contentsOfFile: site.directory + "/identities/roots/ledger.vkey", encoding: .utf8)
            let key = try VerifierKey(text.trimmingCharacters(in: .whitespacesAndNewlines))
            try LogTrust(origin: key.name, logKeys: [key]).verify(signed)
            #expect(signed.checkpoint.size >= 3)
        }
    }

    @Test("An operator who serves an older copy is shown to have forked, by a file that needs no ledger")
    func forked() async throws {
        try await withSite { site in
            let (old, kept) = (site.directory + "/old", site.directory + "/kept.note")
            let evidence = site.directory + "/evidence"
            try await withBroker(of: site) { _ in
                _ = try await Self.serve(site, 1)
                try FileManager.default.copyItem(atPath: site.ledger, toPath: old)
                _ = try await Self.serve(site, 2)
                let note = try await site.commonwatt(["ledger", "checkpoint", site.ledger])
                try note.output.write(toFile: kept, atomically: true, encoding: .utf8)
                try await Self.witness(site, kept: kept)
                try FileManager.default.removeItem(atPath: site.ledger)
                try FileManager.default.copyItem(atPath: old, toPath: site.ledger)
                _ = try await Self.serve(site, 3)
                _ = try await Self.serve(site, 4)
            }
            let roots = ["--roots", site.directory + "/identities/roots"]
            let audit = ["ledger", "audit"] + roots + ["--checkpoint", kept]
            let fork = try await site.commonwatt(audit + [site.ledger])
            #expect(fork.status == 1 && fork.output.contains("the ledger is a fork of the one that was signed"))
            #expect(fork.output.contains("  what      kept checkpoint of "))
            let older = try await site.commonwatt(audit + [old])
            #expect(older.status == 1 && older.output.contains("an older ledger, or one that has lost its end"))

            let prove = ["ledger", "prove", site.ledger, "--from", kept, "-o", evidence]
            #expect(try await site.commonwatt(prove).status == 1)
            let run = try await site.commonwatt(["ledger", "prove", "--check", evidence] + roots)
            #expect(run.status == 1 && run.errorOutput.hasPrefix("commonwatt: fork: the log 'commonwatt/riverside/"))
            let request = ["ledger", "prove", site.ledger, "--from", old + "/checkpoint", "-o", evidence]
            #expect(try await site.commonwatt(request).isSuccess)
            #expect(try await site.commonwatt(Self.cosign(site, evidence)).status == 2)
        }
    }

    private static func cosign(_ site: TestSite, _ request: String) -> [String] {
        [
            "witness", "cosign", request, "--log", site.directory + "/identities/roots/ledger.vkey", "--key",
            site.directory + "/witness.key", "--name", "utility.example", "--state", site.directory + "/state.note",
        ]
    }

    /// A member cosigns the first checkpoint it sees, and again; its signature is one that verifiers take.
    private static func witness(_ site: TestSite, kept: String) async throws {
        let key = try await site.commonwatt(
            ["witness", "key", site.directory + "/witness.key", "--name", "utility.example"]
        )
        let run = try await site.commonwatt(cosign(site, kept))
        #expect(run.isSuccess, "\(run.errorOutput)")
        let witness = try VerifierKey(key.output.trimmingCharacters(in: .whitespacesAndNewlines))
        var note = try SignedCheckpoint(parsing: Array(String(contentsOfFile: kept, encoding: .utf8).utf8))
        note.add(try SignedNote.Signature(line: run.output.trimmingCharacters(in: .newlines)))
        guard case .valid(let time?) = note.note.verdict(of: witness) else {
            Issue.record("the cosignature is not valid")
            return
        }
        #expect(time > 1_700_000_000)
        let state = try String(contentsOfFile: site.directory + "/state.note", encoding: .utf8)
        #expect(state == (try String(contentsOfFile: kept, encoding: .utf8)))
    }

    @Test("Two members who were shown different ledgers have evidence in their two checkpoints, and need no ledger")
    func compared() async throws {
        try await withSite { site in
            let roots = site.directory + "/identities/roots"
            let text = try String(contentsOfFile: roots + "/ledger.vkey", encoding: .utf8)
            let key = try VerifierKey(text.trimmingCharacters(in: .whitespacesAndNewlines))
            let pem = try String(contentsOfFile: site.directory + "/identities/checkpoint.key", encoding: .utf8)
            let signer = try NoteSigner(name: key.name, kind: .log, key: CheckpointSigningKey(pem: pem))
            func note(_ name: String, _ size: Int, _ root: String) throws -> String {
                let checkpoint = Checkpoint(origin: key.name, size: size, root: .sha256(Array(root.utf8)))
                let bytes = try SignedCheckpoint(checkpoint, signedBy: signer).encoded
                try Data(bytes).write(to: URL(filePath: "\(site.directory)/\(name)"))
                return "\(site.directory)/\(name)"
            }
            let (one, other) = (try note("one", 7, "a"), try note("other", 7, "b"))
            let (same, later) = (try note("same", 7, "a"), try note("later", 9, "c"))
            let compare = ["ledger", "prove", "--roots", roots, "--from", one, "--checkpoint"]
            #expect(try await site.commonwatt(compare + [same]).output.hasSuffix("comparison: OK\n"))
            #expect(try await site.commonwatt(compare + [later]).status == 2)
            let evidence = site.directory + "/evidence"
            let run = try await site.commonwatt(compare + [other, "-o", evidence])
            #expect(run.status == 1 && run.errorOutput.contains("has signed two ledgers of 7 transactions"))
            let check = try await site.commonwatt(["ledger", "prove", "--check", evidence, "--roots", roots])
            #expect(check.status == 1 && check.errorOutput == run.errorOutput)
        }
    }

    @Test("A site without its log's key, or with another, is not served, and is told which key it needs")
    func otherKey() async throws {
        try await withSite { site in
            _ = try await withBroker(of: site) { _ in try await Self.serve(site, 1) }
            let key = site.directory + "/identities/checkpoint.key"
            try FileManager.default.moveItem(atPath: key, toPath: key + ".away")
            let missing = try await site.serve()
            #expect(missing.status == 2 && missing.errorOutput.contains("are signed by commonwatt/riverside/"))
            _ = try await site.commonwatt(["witness", "key", key, "--name", "x"])
            let other = try await site.serve()
            #expect(other.status == 2 && other.errorOutput.contains("is not the one that"))
        }
    }

    @Test("A witness of the channel cosigns, the ledger keeps it, and a quorum can be asked for")
    func witnessed() async throws {
        try await withSite { site in
            let witnesses = site.directory + "/identities/witnesses"
            try FileManager.default.createDirectory(atPath: witnesses, withIntermediateDirectories: true)
            let key = try await site.commonwatt(
                ["witness", "key", site.directory + "/witness.key", "--name", "utility.example"]
            )
            let vkey = witnesses + "/utility.vkey"
            try key.output.write(toFile: vkey, atomically: true, encoding: .utf8)
            let place = try await withBroker(of: site) { _ in try await Self.serve(site, 1) }
            let (note, signature) = (site.directory + "/note", site.directory + "/signature")
            let newest = try await site.commonwatt(["ledger", "checkpoint", site.ledger])
            try newest.output.write(toFile: note, atomically: true, encoding: .utf8)
            let file = site.directory + "/proof"
            let roots = ["--roots", site.directory + "/identities/roots", "--witness", vkey, "--quorum", "1"]
            let prove = ["ledger", "prove", site.ledger, place.id, "-o", file]
            let check = ["ledger", "prove", "--check", file] + roots
            #expect(try await site.commonwatt(prove).isSuccess)
            #expect(try await site.commonwatt(check).errorOutput.contains("0 of the witnesses have cosigned"))
            #expect(try await site.commonwatt(Self.cosign(site, note) + ["-o", signature]).isSuccess)
            let lock = try FileHandle(forUpdating: URL(filePath: site.directory + "/state.note.lock"))
            try #require(flock(lock.fileDescriptor, LOCK_EX | LOCK_NB) == 0)
            let second = try await site.commonwatt(Self.cosign(site, note))
            #expect(second.status == 3 && second.errorOutput.contains("another process is cosigning with it"))
            try #require(flock(lock.fileDescriptor, LOCK_UN) == 0)
            let add = ["ledger", "checkpoint", site.ledger, "--add-cosignature"]
            let added = try await site.commonwatt(add + [signature])
            #expect(added.isSuccess, "\(added.errorOutput)")
            #expect(try await site.commonwatt(prove).isSuccess)
            let run = try await site.commonwatt(check)
            #expect(Self.fields(run)["witnesses"] == "1, 1 asked for", "\(run.errorOutput)")
            #expect(try await site.commonwatt(add + [note]).status == 2)
            // A proof to the checkpoint that a reader has already carries that reader's signatures and no others.
            #expect(try await site.commonwatt(prove + ["--checkpoint", note]).isSuccess)
            #expect(try await site.commonwatt(check).status == 1)
            let sign = ["ledger", "checkpoint", site.ledger, "--sign", "--identities", site.directory + "/identities"]
            let signed = try await site.commonwatt(sign)
            #expect(signed.isSuccess && signed.output.contains("\u{2014} utility.example "), "\(signed.errorOutput)")
        }
    }
}

extension TestSite {
    /// Changes a byte in the middle of a file's hashes.
    fileprivate func flip(_ file: String) throws {
        var bytes = try Array(Data(contentsOf: URL(filePath: file)))
        let index = try #require(bytes.firstRange(of: Array("\nindex ".utf8))).upperBound + 20
        bytes[index] = bytes[index] == 65 ? 66 : 65
        try Data(bytes).write(to: URL(filePath: file))
    }
}
