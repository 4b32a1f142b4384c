import Allocation
import Gateway
import MQTTClient
import TestKit
import Testing

@Suite("What a site's broker lets each identity do", .timeLimit(.minutes(8)))
struct AccessTests {
    private let topics: Topics
    private let own: BuildingID
    private let other: BuildingID

    init() throws {
        topics = try #require(Topics(site: "riverside"))
        own = try #require(BuildingID("b01"))
        other = try #require(BuildingID("b02"))
    }

    @Test("A building's demand reaches the controller; one in another building's name is refused in a sentence")
    func demands() async throws {
        let (topics, own, other) = (topics, own, other)
        try await withBroker(access: .site(topics, [own, other])) { broker in
            let building = try await broker.client("b01")
            let message = try await withClient(broker.client("controller")) { controller in
                try await controller.withSubscription(to: topics.allDemands, buffering: .bounded(10)) { messages in
                    let refusal = try await withClient(building) { client in
                        let error = await #expect(throws: MQTTError.self) {
                            try await client.publish([2], to: topics.demand(other))
                        }
                        try await client.publish([1], to: topics.demand(own))
                        return error
                    }
                    #expect(refusal?.code == .notAuthorised)
                    #expect(refusal?.sentence.contains("publish to commonwatt/v1/riverside/bld/b02/demand") == true)
                    return try await messages.first { _ in true }
                }
            }
            #expect(message?.payload == [1])
            #expect(message.flatMap { topics.building(of: $0.topic)?.building } == own)
        }
    }

    @Test("A building reads its own replies and not its neighbour's, and nobody but the controller writes them")
    func replies() async throws {
        let (topics, own, other) = (topics, own, other)
        try await withBroker(access: .site(topics, [own, other])) { broker in
            let building = try await broker.client("b01")
            try await withClient(broker.client("controller")) { controller in
                let seen = try await withClient(building) { client in
                    let wanted = try #require(TopicFilter("commonwatt/v1/riverside/bld/+/alloc"))
                    // The broker grants the subscription and holds the messages back.
                    return try await client.withSubscription(to: wanted, buffering: .bounded(10)) { messages in
                        try await controller.publish([2], to: topics.allocation(other))
                        try await controller.publish([1], to: topics.allocation(own))
                        let error = await #expect(throws: MQTTError.self) {
                            try await client.publish([3], to: topics.allocation(own))
                        }
                        #expect(error?.code == .notAuthorised)
                        return try await messages.first { _ in true }
                    }
                }
                #expect(seen?.payload == [1])
            }
        }
    }

    @Test("The auditor reads everything and writes nothing; who is no member has no topics")
    func outsiders() async throws {
        let (topics, own) = (topics, own)
        try await withBroker(access: .site(topics, [own])) { broker in
            let controller = try await broker.client("controller")
            let seen = try await withClient(broker.client("auditor")) { auditor in
                try await auditor.withSubscription(to: topics.everything, buffering: .bounded(10)) { messages in
                    await #expect(throws: MQTTError.self) { try await auditor.publish([1], to: topics.demand(own)) }
                    _ = try await withClient(controller) { try await $0.publish([2], to: topics.allocation(own)) }
                    return try await messages.first { _ in true }
                }
            }
            #expect(seen?.payload == [2])
            let error = try await withClient(broker.client("b99")) { stranger in
                let topic = try #require(Topic("commonwatt/v1/riverside/bld/b99/demand"))
                return await #expect(throws: MQTTError.self) { try await stranger.publish([1], to: topic) }
            }
            #expect(error?.code == .notAuthorised)
        }
    }

    @Test("A member that borrows the controller's client identifier does not throw it out")
    func borrowedIdentifier() async throws {
        let (topics, own) = (topics, own)
        try await withBroker(access: .site(topics, [own])) { broker in
            let thief = broker.client("controller", tls: try await broker.authority.issue("b01"))
            try await withClient(broker.client("controller")) { controller in
                try await controller.publish([1], to: topics.controllerStatus)
                _ = try await withClient(thief) { try await $0.publish([1], to: topics.demand(own)) }
                try await controller.publish([2], to: topics.controllerStatus)
                for await state in controller.linkStates {
                    #expect(state == .connected(connection: 1, sessionPresent: false))
                    return
                }
            }
        }
    }
}
