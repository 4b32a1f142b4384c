import ChildProcesses
import Foundation
import Ledger
import TestKit
import Testing
import Transparency

@Suite("Witnesses of a served site, over HTTP", .timeLimit(.minutes(8)))
struct WitnessServiceTests {
    /// A site whose ledger will name a witness, and the witness's command.
    private struct Witness {
        let site: TestSite
        let port = freePort()

        var address: String { "http://127.0.0.1:\(port)" }
        var state: String { site.directory + "/witness" }
        var logKey: String { site.directory + "/identities/roots/ledger.vkey" }

        init(of site: TestSite) async throws {
            self.site = site
            let directory = site.directory + "/identities/witnesses"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let key = try await site.commonwatt(
                ["witness", "key", site.directory + "/witness.key", "--name", "utility.example"]
            )
            try key.output.write(toFile: directory + "/utility.vkey", atomically: true, encoding: .utf8)
        }

        /// What serves the witness.
        func command(state: String, _ more: [String] = [], environment: [String] = []) throws -> ChildCommand {
            let arguments = [
                "witness", "serve", "--listen", "127.0.0.1:\(port)", "--log", logKey, "--key",
                site.directory + "/witness.key", "--name", "utility.example", "--state", state,
            ]
            return ChildCommand("env", environment + [try Products.executable("commonwatt")] + arguments + more)
        }

        func serve<Value>(
            _ more: [String] = [],
            environment: [String] = [],
            _ body: (Daemon) async throws -> Value
        ) async throws -> Value {
            let command = try command(state: state, more, environment: environment)
            return try await withDaemon(command, isReady: { $0.contains("the witness listens") }, body)
        }

        func ask(after others: [String] = []) async throws -> ToolResult {
            try await site.commonwatt(["ledger", "checkpoint", site.ledger] + others + ["--witness", address])
        }

        /// The file of a type in the witness's memory.
        func file(_ type: String) throws -> String {
            let names = try FileManager.default.contentsOfDirectory(atPath: state)
            return state + "/" + (try #require(names.first { $0.hasSuffix(type) }))
        }
    }

    private static func allocate(_ site: TestSite, _ sequence: Int64) async throws {
        _ = try await withBuilding(0, of: site) { try await $0.ask(demand(sequence, watts: 40_000)) }
    }

    @Test("A witness that died between keeping a checkpoint and answering cosigns the same one when it is asked again")
    func killed() async throws {
        try await withSite { site in
            let witness = try await Witness(of: site)
            try await withBroker(of: site) { _ in
                try await site.withController { _ in try await Self.allocate(site, 1) }
            }
            try await witness.serve(["--die-at", "1"]) { _ in
                let run = try await witness.ask()
                #expect(run.status == 3 && run.errorOutput.contains("does not answer"), "\(run.errorOutput)")
            }
            let kept = try String(contentsOfFile: witness.file(".note"), encoding: .utf8)
            let note = try await site.commonwatt(["ledger", "checkpoint", site.ledger])
            #expect(kept == note.output && !note.output.contains("utility.example"))
            try await witness.serve { _ in
                // One of two does not answer: the other is asked all the same.
                let half = try await witness.ask(after: ["--witness", "http://127.0.0.1:1"])
                #expect(half.status == 3 && half.errorOutput.contains("http://127.0.0.1:1 does not answer"))
                let cosigned = try await site.commonwatt(["ledger", "checkpoint", site.ledger])
                #expect(cosigned.output.contains("\u{2014} utility.example "))
                let run = try await witness.ask()
                #expect(run.isSuccess && run.output.contains("\u{2014} utility.example "), "\(run.errorOutput)")
                #expect(run.output.hasPrefix(kept))
            }
            let gone = try await witness.ask()
            #expect(gone.status == 3 && gone.errorOutput.contains("does not answer"), "\(gone.errorOutput)")
        }
    }

    @Test("A service manager is told that it is ready when it listens, and when it is about to end")
    func notices() async throws {
        try await withSite { site in
            let witness = try await Witness(of: site)
            let path = site.directory + "/notify"
            let stream = try NotificationSocket(at: path).notices
            let environment = ["NOTIFY_SOCKET=\(path)"]
            try await withBroker(of: site) { _ in try await site.withController { _ in } }
            try await witness.serve(environment: environment) { daemon in
                var notices = stream.makeAsyncIterator()
                let first = await notices.next()
                #expect(first == "READY=1")
                // One that finds its port taken has never been ready.
                let second = try await witness.command(state: witness.state + "-2", environment: environment).run()
                #expect(second.status == 3 && second.errorOutput.contains("cannot listen"), "\(second.errorOutput)")
                await daemon.stop()
                let last = await notices.next()
                #expect(last == "STOPPING=1")
            }
        }
    }

    @Test("An operator who serves an older copy is refused by the witness, which keeps evidence that others judge")
    func forked() async throws {
        try await withSite { site in
            let witness = try await Witness(of: site)
            let old = site.directory + "/old"
            try await withBroker(of: site) { _ in
                try await site.withController { _ in try await Self.allocate(site, 1) }
                try FileManager.default.copyItem(atPath: site.ledger, toPath: old)
                // Of a tree that is complete the log's own proof does not say the root, and would convict nobody.
                var sequence: Int64 = 2
                repeat {
                    try await site.withController { _ in try await Self.allocate(site, sequence) }
                    sequence += 1
                } while try await Self.isComplete(site)
                let witnessed = try await witness.serve { _ in try await witness.ask() }
                #expect(witnessed.isSuccess, "\(witnessed.errorOutput)")
                try FileManager.default.removeItem(atPath: site.ledger)
                try FileManager.default.copyItem(atPath: old, toPath: site.ledger)
                let rolledBack = try await witness.serve { _ in try await witness.ask() }
                #expect(rolledBack.status == 1 && rolledBack.errorOutput.contains("an older ledger has been put back"))
                for later in sequence...(sequence + 4) {
                    try await site.withController { _ in try await Self.allocate(site, later) }
                }
            }
            try await witness.serve { daemon in
                let run = try await witness.ask()
                #expect(run.status == 1 && run.errorOutput.contains("does not continue"), "\(run.errorOutput)")
                #expect(daemon.log.contains { $0.contains("the log has forked") })
            }
            let check = ["ledger", "prove", "--check", try witness.file(".fork"), "--key", witness.logKey]
            let judged = try await site.commonwatt(check)
            #expect(judged.status == 1 && judged.errorOutput.contains("fork: the log"), "\(judged.errorOutput)")
        }
    }

    /// Whether the newest checkpoint has a power of two of transactions.
    private static func isComplete(_ site: TestSite) async throws -> Bool {
        let note = try await site.commonwatt(["ledger", "checkpoint", site.ledger]).output
        let size = try #require(Int(note.split(separator: "\n")[1]))
        return size & (size - 1) == 0
    }

    @Test("A served site has its checkpoints cosigned, and goes on while the witness is away")
    func served() async throws {
        try await withSite { site in
            let witness = try await Witness(of: site)
            try site.edit("path: ledger", to: "path: ledger, witnesses: [\"\(witness.address)\"]")
            try await withBroker(of: site) { _ in
                // Nobody listens: the allocation is answered all the same.
                try await site.withController { controller in
                    try await Self.allocate(site, 1)
                    #expect(!controller.log.contains { $0.contains("a checkpoint is witnessed") })
                }
                try await witness.serve { _ in
                    let command = ChildCommand(
                        try Products.executable("commonwatt"),
                        ["serve", "--config", site.clusterFile]
                    )
                    try await withDaemon(command, isReady: { $0.contains("a checkpoint is witnessed") }) { _ in }
                }
            }
            let note = try await site.commonwatt(["ledger", "checkpoint", site.ledger])
            let audit = try await site.audit()
            #expect(audit.isSuccess, "\(audit.output) \(audit.errorOutput)")
            #expect(try FileManager.default.fileExists(atPath: witness.file(".note")), "\(note.output)")
        }
    }

    @Test("A witness with a certificate of its own authority is believed where that is named, and nowhere else")
    func secure() async throws {
        try await withSite { site in
            let witness = try await Witness(of: site)
            let (secure, ca) = ("https://127.0.0.1:\(witness.port)", site.directory + "/mqtt/ca.pem")
            let stranger = site.directory + "-stranger"
            let made = try await site.commonwatt(["identity", "init", stranger, "--organisation", "Stranger"])
            try #require(made.isSuccess, "\(made.errorOutput)")
            let other = stranger + "/authority.pem"
            let files = ["--tls-certificate", "broker.pem", "--tls-key", "broker.key"]
                .map { $0.hasPrefix("--") ? $0 : site.directory + "/mqtt/" + $0 }
            try await withBroker(of: site) { _ in
                try await site.withController { _ in try await Self.allocate(site, 1) }
                try await witness.serve(files) { _ in
                    func ask(_ more: String...) async throws -> ToolResult {
                        let ask = ["ledger", "checkpoint", site.ledger, "--witness", secure]
                        return try await site.commonwatt(ask + more)
                    }
                    let bare = try await ask()
                    #expect(
                        bare.status == 3 && bare.errorOutput.contains("this machine believes"),
                        "\(bare.errorOutput)"
                    )
                    let wrong = try await ask("--witness-ca", other)
                    #expect(wrong.status == 3 && wrong.errorOutput.contains(other), "\(wrong.errorOutput)")
                    let none = try await ask("--witness-ca", "none.pem")
                    #expect(none.status == 2 && none.errorOutput.contains("none.pem: the file cannot be read"))
                    let key = try await ask("--witness-ca", site.directory + "/mqtt/broker.key")
                    #expect(key.status == 2 && key.errorOutput.contains("broker.key: expected certificates in PEM"))
                    let right = try await ask("--witness-ca", ca)
                    #expect(
                        right.isSuccess && right.output.contains("\u{2014} utility.example "),
                        "\(right.errorOutput)"
                    )
                    let plain = ["ledger", "checkpoint", site.ledger, "--witness", witness.address, "--witness-ca", ca]
                    #expect(try await site.commonwatt(plain).status == 2)

                    let entry = "path: ledger, witnesses: [{url: \"\(secure)\", ca: mqtt/broker.key}]"
                    try site.edit("path: ledger", to: entry)
                    let check = try await site.serve(["--check"])
                    #expect(
                        check.status == 2 && check.errorOutput.contains("ledger.witnesses: "),
                        "\(check.errorOutput)"
                    )
                    #expect(check.errorOutput.contains("broker.key: expected certificates in PEM"))
                    try site.edit("ca: mqtt/broker.key", to: "ca: mqtt/ca.pem")
                    #expect(try await site.serve(["--check"]).isSuccess)
                    let command = ChildCommand(
                        try Products.executable("commonwatt"),
                        ["serve", "--config", site.clusterFile]
                    )
                    try await withDaemon(command, isReady: { $0.contains("ctl/status") }) { daemon in
                        try await Self.allocate(site, 2)
                        await daemon.stop()
                    }
                    // What it has signed since is witnessed now or with the next start.
                    try await withDaemon(command, isReady: { $0.contains("a checkpoint is witnessed") }) { _ in }
                }
            }
        }
    }

    @Test("A ledger that names no witness's key is not served with witnesses, and an address that is none is refused")
    func refused() async throws {
        try await withSite { site in
            try site.edit("path: ledger", to: "path: ledger, witnesses: [\"http://127.0.0.1:1\"]")
            let run = try await withBroker(of: site) { _ in try await site.serve() }
            #expect(run.status == 2 && run.errorOutput.contains("identities/witnesses/*.vkey"), "\(run.errorOutput)")
            try site.edit("http://127.0.0.1:1", to: "witness.example")
            let address = try await site.serve(["--check"])
            #expect(address.status == 2 && address.errorOutput.contains("https://witness.example:8444"))
            let ask = ["ledger", "checkpoint", site.ledger, "--witness", "witness.example"]
            #expect(try await site.commonwatt(ask).status == 2)
        }
    }
}
