import Building
import ChildProcesses
import Cryptography
import Foundation
import Gateway
import MQTTClient
import TestKit
import Testing

@Suite("The description of the wire", .timeLimit(.minutes(8)))
struct WireTests {
    /// Runs the checker, which is written in another language with other libraries.
    private func check(_ arguments: [String]) async throws -> ToolResult {
        let script = Repository.path("Tests/Wire/check_wire.py")
        return try await ChildCommand(Repository.path(".venv/bin/python"), [script] + arguments).run()
    }

    @Test("It keeps AsyncAPI's and JSON Schema's own rules, and has the topics that the code has, and no other")
    func document() async throws {
        let run = try await check(["document"])
        #expect(run.isSuccess, "\(run.errorOutput)")
        let described = try JSONDecoder().decode([String].self, from: Data(run.output.utf8))
        let directory = Repository.path("Sources/Gateway")
        var topics: Set<String> = []
        for name in try FileManager.default.contentsOfDirectory(atPath: directory) where name.hasPrefix("Topics") {
            let text = try String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)
            for match in text.matches(of: /Topic \{ topic\("([^"]+)"\) \}/) {
                let rest = match.1.replacing(#"\(building)"#, with: "{building}")
                topics.insert("commonwatt/v1/{site}/\(rest)")
            }
        }
        #expect(topics.count >= 11)
        let site = described.filter { $0.hasPrefix("commonwatt/") }
        #expect(topics == Set(site), "\(topics.symmetricDifference(site))")
    }

    @Test("What a site says keeps to it, and it refuses what is broken")
    func messages() async throws {
        let lines = try await withServedSite { site in
            try site.edit("home_assistant: false", to: "home_assistant: true")
        } _: { site, servers in
            try await heard(at: site) {
                try await converse(at: site)
                await servers.controller.stop()
            }
        }
        try await withTemporaryDirectory { directory in
            let file = directory + "/messages.jsonl"
            try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
            let run = try await check(["messages", file])
            #expect(run.isSuccess, "\(run.errorOutput)")
            let result = try JSONDecoder().decode(Result.self, from: Data(run.output.utf8))
            for channel in [
                "demand", "buildingStatus", "allocation", "currentAllocation", "controllerStatus", "policy",
                "homeAssistantDevice",
            ] {
                #expect(result.counts[channel, default: 0] > 0, "\(channel)")
            }
            #expect(result.broken > 200)
        }
    }

    @Test("So does what it says while no period is open, and when a person opens one")
    func betweenPeriods() async throws {
        let lines = try await withServedSite { site in
            try site.edit("home_assistant: false", to: "home_assistant: true")
            try site.edit("{duration: 6h}", to: "{duration: 6h, start: manual}")
        } _: { site, servers in
            try await heard(at: site) {
                try await withBuilding(0, of: site) { building in
                    #expect(try await building.ask(demand(1, watts: 1_000)).reply.status == .temporaryError)
                    let open = try await site.commonwatt(["period", "open", "--config", site.clusterFile])
                    #expect(open.isSuccess, "\(open.errorOutput)")
                    #expect(try await building.ask(demand(1, watts: 1_000)).reply.status == .ok)
                }
                await servers.controller.stop()
            }
        }
        // The status at first, the refusal, and the status once a period is open.
        #expect(lines.count { $0.contains(#"\"by_hand\":true"#) } == 3)
        try await withTemporaryDirectory { directory in
            let file = directory + "/messages.jsonl"
            try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
            let run = try await check(["messages", file])
            #expect(run.isSuccess, "\(run.errorOutput)")
        }
    }

    /// What an auditor hears until the controller says that it is gone, as JSON.
    private func heard(
        at site: TestSite,
        during conversation: @escaping @Sendable () async throws -> Void
    ) async throws -> [String] {
        try await withAuditor(of: site) { messages in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await conversation() }
                var lines = try await discovery(of: site)
                for try await message in messages {
                    lines.append(try line(message))
                    guard message.topic == site.topics.controllerStatus else { continue }
                    guard try ControllerStatusPayload(message.payload).isOnline else { break }
                }
                try await group.waitForAll()
                return lines
            }
        }
    }

    private func signed(_ demand: DemandPayload, of site: TestSite) throws -> DemandPayload {
        let path = "\(site.directory)/mqtt/b01"
        let signer = DemandSigner(
            certificate: try Certificate(pem: String(contentsOfFile: path + ".pem", encoding: .utf8)),
            key: try SigningKey(pem: String(contentsOfFile: path + ".key", encoding: .utf8))
        )
        return try signer.signed(demand, site: site.topics.site, building: site.buildings[0])
    }

    /// What Home Assistant finds: the cluster and both buildings.
    private func discovery(of site: TestSite) async throws -> [String] {
        let filter = try #require(TopicFilter("homeassistant/device/+/config"))
        return try await withClient(site.client(BrokerConfiguration.homeAssistantIdentity)) { client in
            try await client.withSubscription(to: filter, buffering: .bounded(10), retained: .delivered) { messages in
                var lines: [String] = []
                for try await message in messages {
                    lines.append(try line(message))
                    if lines.count == 3 { break }
                }
                return lines
            }
        }
    }

    private func line(_ message: MQTTMessage) throws -> String {
        let properties = message.properties
        let object: [String: Any] = [
            "topic": message.topic.text, "payload": String(decoding: message.payload, as: UTF8.self),
            "retain": message.isRetained, "expiry": properties.expirySeconds.map { Int($0) } as Any? ?? NSNull(),
            "content_type": properties.contentType as Any? ?? NSNull(),
        ]
        return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    }

    private struct Result: Decodable {
        let counts: [String: Int]
        let broken: Int
    }

    /// Demands of every outcome that can be had at once.
    private func converse(at site: TestSite) async throws {
        try await withBuilding(0, of: site) { building in
            let first = demand(1, watts: 700_000)
            let answers = [
                try await building.ask(first), try await building.ask(first),
                try await building.ask(demand(1, watts: 1, epoch: 0)),
                try await building.ask(demand(3, watts: 0)),
                try await building.ask(try signed(demand(4, watts: 80_000, lease: 2), of: site)),
            ]
            #expect(answers.map(\.reply.status) == [.ok, .ok, .staleSequence, .ok, .ok])
            _ = try await building.push { $0.mode == .failSafe }
        }
        // A connection that is cut: the last will.
        try await withBuilding(1, of: site, ending: .cut) { building in
            let status = BuildingStatusPayload(isOnline: true, epoch: 1, writtenAt: now())
            try await building.client.publish(.status(status, of: building.id, topics: building.topics))
            _ = try await building.ask(demand(1, watts: 10_000))
        }
        _ = try await latest(site.topics.status(site.buildings[1]), of: site) { message in
            (try? BuildingStatusPayload(message.payload))?.isOnline == false
        }
    }
}
