import ChildProcesses
import Foundation
import Gateway
import MQTTClient
import Synchronization
import TestKit
import Testing
import Units

@Suite("A site in Home Assistant", .timeLimit(.minutes(8)))
struct HomeAssistantTests {
    /// Reads a topic with Home Assistant's own certificate, the broker's store first, for as long as it is wanted.
    private func read(
        _ filter: TopicFilter,
        of site: TestSite,
        while isWanted: @escaping @Sendable (MQTTMessage) -> Bool
    ) async throws -> MQTTMessage? {
        try await withClient(site.client(BrokerConfiguration.homeAssistantIdentity)) { client in
            try await client.withSubscription(to: filter, buffering: .bounded(1_000), retained: .delivered) {
                messages in
                try await messages.first { !isWanted($0) }
            }
        }
    }

    /// Waits until these devices are there and no other.
    private func expect(_ expected: Set<String>, of site: TestSite) async throws {
        let present = Present()
        let filter = try #require(TopicFilter("homeassistant/device/+/config"))
        _ = try await read(filter, of: site) { message in present.take(message) != expected }
    }

    @Test("A device for the cluster and for each building, gone when the building is, or when nobody wants them")
    func devices() async throws {
        try await withServedSite { site in
            try site.edit("home_assistant: false", to: "home_assistant: true")
        } _: { site, servers in
            let both: Set = ["commonwatt_riverside", "commonwatt_riverside_b01"]
            try await expect(both.union(["commonwatt_riverside_b02"]), of: site)
            try await expectState(of: site)

            // A device of another site's is not ours to take back.
            let other = try #require(Topic("homeassistant/device/commonwatt_lakeside/config"))
            await servers.controller.stop()
            try await withClient(site.client(BrokerConfiguration.controllerIdentity)) { client in
                _ = try await client.publish(Array("{}".utf8), to: other, retain: true)
            }
            let lines = try String(contentsOfFile: site.clusterFile, encoding: .utf8).split(separator: "\n")
            let member = lines.first { $0.contains("id: b02") }
            try site.edit("\n" + (try #require(member)), to: "")
            try await site.reconfigure(["--terms", site.clusterFile])
            try await servers.controller.start()
            try await expect(both.union(["commonwatt_lakeside"]), of: site)

            await servers.controller.stop()
            try site.edit("home_assistant: true", to: "home_assistant: false")
            try await servers.controller.start()
            try await expect(["commonwatt_lakeside"], of: site)
        }
    }

    /// What is described is there: the description names a topic that Home Assistant may read, and it has the state.
    private func expectState(of site: TestSite) async throws {
        let topic = try #require(TopicFilter("homeassistant/device/commonwatt_riverside_b01/config"))
        let described = try await read(topic, of: site) { _ in false }
        let description = try JSONSerialization.jsonObject(with: Data(described?.payload ?? []))
        let state = (description as? [String: Any])?["state_topic"] as? String
        let filter = try #require(TopicFilter(state ?? ""))
        let answer = try await withBuilding(0, of: site) { try await $0.ask(demand(1, watts: 2_000)) }
        let current = try await read(filter, of: site) { message in
            (try? AllocationPayload(message.payload))?.transaction != answer.reply.transaction
        }
        #expect(current?.isRetained == true)
    }
}

/// The devices that a reader of the discovery topics knows.
private final class Present: Sendable {
    private let ids = Mutex<Set<String>>([])

    /// Takes a message; the devices that there are then.
    func take(_ message: MQTTMessage) -> Set<String> {
        let id = String(message.topic.text.split(separator: "/")[2])
        return ids.withLock { ids in
            if message.payload.isEmpty { ids.remove(id) } else { ids.insert(id) }
            return ids
        }
    }
}
