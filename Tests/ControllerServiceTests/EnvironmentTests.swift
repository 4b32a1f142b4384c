import AllocationContract
import ChildProcesses
import Foundation
import Gateway
import MQTTClient
import TestKit
import Testing
import Units

@Suite("A controller that cannot serve", .timeLimit(.minutes(8)))
struct EnvironmentTests {
    /// The sentence on standard error, below what is logged.
    private func sentence(_ run: ToolResult) -> String? {
        let lines = run.errorOutput.split(separator: "\n").filter { $0.hasPrefix("commonwatt: ") }
        #expect(lines.count == 1, "\(run.errorOutput)")
        return lines.first.map(String.init)
    }

    @Test("Without a broker it says where it looked for one")
    func noBroker() async throws {
        try await withSite { site in
            let run = try await site.serve()
            #expect(run.status == 3)
            #expect(sentence(run)?.contains("127.0.0.1:\(site.port)") == true, "\(run.errorOutput)")
        }
    }

    @Test("A port at which something else listens is told from a broker")
    func otherServer() async throws {
        try await withSite { site in
            // A broker that speaks plain MQTT: not the one that the site has.
            let command = ChildCommand("mosquitto", ["-p", "\(site.port)", "-v"])
            try await withDaemon(command) {
                $0.contains("running")
            } _: { _ in
                let run = try await site.serve()
                #expect(run.status == 3)
                #expect(sentence(run)?.contains("127.0.0.1:\(site.port)") == true, "\(run.errorOutput)")
            }
        }
    }

    @Test(
        "With a certificate that has expired, or that another authority issued, it is not let in",
        arguments: [true, false]
    )
    func certificate(isExpired: Bool) async throws {
        try await withSite { site in
            try await withBroker(access: .site(site.topics, site.buildings)) { broker in
                try await withTemporaryDirectory { directory in
                    let foreign = try await TestAuthority(in: directory, name: "Another authority")
                    let files =
                        isExpired
                        ? try await broker.authority.issue("controller", validity: .past)
                        : try await foreign.issue("controller")
                    try site.edit("port: \(site.port)", to: "port: \(broker.port)")
                    try site.edit("ca: mqtt/ca.pem", to: "ca: \(broker.authority.certificate)")
                    try site.edit("certificate: identities/controller.pem", to: "certificate: \(files.certificate)")
                    try site.edit("key: identities/controller.key", to: "key: \(files.key)")
                    let run = try await site.serve()
                    #expect(run.status == 3)
                    #expect(sentence(run)?.contains("certificate") == true, "\(run.errorOutput)")
                }
            }
        }
    }

    @Test("A second controller on the same ledger names the process that has it, and the first goes on")
    func secondController() async throws {
        try await withServedSite { site, _ in
            let run = try await site.serve()
            #expect(run.status == 3)
            let line = sentence(run)
            let sentence = try #require(line)
            let pid = try #require(sentence.firstMatch(of: /process (\d+)/)?.1)
            let holder = try String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8)
            #expect(holder.contains("serve") && holder.contains(site.clusterFile))
            let answer = try await withBuilding(0, of: site) { try await $0.ask(demand(1, watts: 80_000)) }
            #expect(answer.reply.status == .ok)
        }
    }

    @Test("A key that nobody knows is named with its file, its line and the key that was meant")
    func unknownKey() async throws {
        try await withSite { site in
            try site.edit("capacity_wh:", to: "capacity_w:")
            let run = try await site.serve()
            #expect(run.status == 2)
            let text = try String(contentsOfFile: site.clusterFile, encoding: .utf8)
            let index = try #require(text.split(separator: "\n").firstIndex { $0.contains("capacity_w:") })
            let line = sentence(run)
            let sentence = try #require(line)
            #expect(sentence.contains("cluster.yaml:\(index + 1)"), "\(sentence)")
            #expect(sentence.contains("capacity_w") && sentence.contains("capacity_wh"), "\(sentence)")
        }
    }

    @Test("An identity that is missing is named", arguments: ["orderer.key", "peer.pem", "roots"])
    func missingIdentity(name: String) async throws {
        try await withSite { site in
            try FileManager.default.removeItem(atPath: "\(site.directory)/identities/\(name)")
            for arguments in [[], ["--check"]] {
                let run = try await site.serve(arguments)
                #expect(run.status == 2)
                #expect(sentence(run)?.contains("identities/\(name)") == true, "\(run.errorOutput)")
            }
            #expect(!FileManager.default.fileExists(atPath: site.ledger))
        }
    }

    @Test("--check is content with a site as it is written, and touches nothing")
    func check() async throws {
        try await withSite { site in
            let run = try await site.serve(["--check"])
            #expect(run.status == 0 && run.errorOutput.isEmpty)
            #expect(run.output == "\(site.clusterFile): OK\n")
            #expect(!FileManager.default.fileExists(atPath: site.ledger))
        }
    }

    @Test("Terms that nobody signed are refused by name; signed ones close the period and open another")
    func changedTerms() async throws {
        try await withServedSite { site, servers in
            let first = try await withBuilding(0, of: site) { try await $0.ask(demand(1, watts: 80_000)) }
            await servers.controller.stop()
            try await servers.controller.start()
            await servers.controller.stop()
            try site.edit("grid_contract: \"0.20\"", to: "grid_contract: \"0.25\"")
            for check in [[], ["--check"]] {
                let refused = try await site.serve(check)
                let line = try #require(sentence(refused))
                #expect(refused.status == 2)
                let keys = "contract.prices.grid_contract: 0.2 → 0.25. "
                #expect(line.contains(keys) && line.contains("commonwatt channel draft"), "\(line)")
            }
            try await site.reconfigure(["--terms", site.clusterFile])
            try await servers.controller.start()
            let second = try await withBuilding(0, of: site) { try await $0.ask(demand(2, watts: 80_000)) }
            #expect(first.reply.allocation?.bands.first?.price == Price(micros: 200_000))
            #expect(second.reply.allocation?.bands.first?.price == Price(micros: 250_000))
            let again = try await withBuilding(0, of: site) { try await $0.ask(demand(1, watts: 80_000)) }
            #expect(again.message.payload == AllocationPayload.replay(of: first.message.payload))
            await servers.controller.stop()
            let functions = try RecordedCall.read(from: site.ledger).map(\.call.function)
            #expect(
                functions == [
                    "openPeriod", "failSafe", "request", "failSafe", "closePeriod", "openPeriod", "failSafe", "request",
                ]
            )
            #expect(try await site.audit().output.contains("audit: OK"))
        }
    }

    @Test("Asked to stop while the broker is away it does so, and gives the ledger up")
    func stopsWithoutBroker() async throws {
        try await withServedSite { site, servers in
            let answer = try await withBuilding(0, of: site) { try await $0.ask(demand(1, watts: 80_000, lease: 1)) }
            #expect(answer.reply.status == .ok)
            await servers.broker.kill()
            await servers.controller.stop()
            #expect(servers.controller.log.contains { $0.contains("the ledger is closed") })
            #expect(try await site.audit().output.contains("audit: OK"))
        }
    }
}
