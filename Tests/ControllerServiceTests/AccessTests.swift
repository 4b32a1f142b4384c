import Allocation
import Gateway
import MQTTClient
import TestKit
import Testing
import Units

@Suite("What the broker of a site lets through", .timeLimit(.minutes(8)))
struct AccessTests {
    @Test("Nobody publishes in another's name: not a demand, not a reply, not the battery's charge")
    func publishing() async throws {
        try await withSite { site in
            try await withBroker(of: site) { _ in try await publish(at: site) }
        }
    }

    private func publish(at site: TestSite) async throws {
        let (topics, own, other) = (site.topics, site.buildings[0], site.buildings[1])
        let lakeside = try #require(Topics(site: "lakeside"))
        let device = try #require(Topic("homeassistant/device/commonwatt_riverside/config"))
        let refused: [(identity: String, topics: [Topic])] = [
            (
                own.text,
                [
                    topics.demand(other), topics.meter(other), topics.status(other), topics.allocation(own),
                    topics.currentAllocation(own), topics.allocation(other), topics.controllerStatus,
                    topics.policy, topics.ledgerHead, topics.battery, lakeside.demand(own), device,
                ]
            ),
            (BrokerConfiguration.auditorIdentity, [topics.demand(own), topics.controllerStatus, device]),
            (BrokerConfiguration.homeAssistantIdentity, [topics.demand(own), topics.battery, device]),
            (BrokerConfiguration.batteryIdentity, [topics.demand(own), topics.allocation(own), device]),
            (BrokerConfiguration.controllerIdentity, [topics.demand(own), topics.battery]),
        ]
        for (identity, topics) in refused {
            try await withClient(site.client(identity)) { client in
                for topic in topics {
                    let payload = demand(1, watts: 1).json
                    let error = await #expect(throws: MQTTError.self) {
                        try await client.publish(payload, to: topic)
                    }
                    #expect(error?.code == .notAuthorised, "\(identity) \(topic)")
                }
            }
        }
        let battery = BrokerConfiguration.batteryIdentity
        try await withClient(site.client(battery)) {
            _ = try await $0.publish([0x7B, 0x7D], to: topics.battery)
        }
    }

    @Test("A building that listens to everything hears what is its own, and the controller, and no neighbour")
    func listening() async throws {
        try await withServedSite { site, _ in
            let (topics, own) = (site.topics, site.buildings[1])
            let heard = try await withClient(site.client(own.text)) { client in
                try await client.withSubscription(
                    to: topics.everything,
                    buffering: .bounded(1_000),
                    retained: .delivered
                ) { messages in
                    let neighbour = try await withBuilding(0, of: site) { try await $0.ask(demand(1, watts: 9_000)) }
                    #expect(neighbour.reply.status == .ok)
                    // What comes after it has come through the same broker in order.
                    let ask = demand(1, watts: 1_000)
                    _ = try await client.publish(.demand(ask, from: own, topics: topics))
                    var heard: Set<Topic> = []
                    for try await message in messages {
                        heard.insert(message.topic)
                        if message.properties.correlationData == Array(ask.requestID.utf8) { break }
                    }
                    return heard
                }
            }
            let allowed = [
                topics.allocation(own), topics.currentAllocation(own), topics.controllerStatus, topics.policy,
            ]
            #expect(heard.isSuperset(of: [topics.allocation(own), topics.controllerStatus, topics.policy]))
            #expect(heard.isSubset(of: allowed + [topics.heartbeat, topics.event, topics.ledgerHead]), "\(heard)")
        }
    }
}
