import MQTTClient
import TestKit
import Testing

@Suite("Subscriptions through a real broker", .timeLimit(.minutes(8)))
struct SubscriptionTests {
    @Test("Retained messages come with their flag where they are asked for, and not at all where they are not")
    func retained() async throws {
        let topic = try #require(Topic("test/state"))
        try await withBroker { broker in
            try await withClient(broker.client("meter")) { client in
                try await client.publish([1], to: topic, retain: true)
                let filter = TopicFilter(topic)
                let stored = try await client.withSubscription(
                    to: filter,
                    buffering: .bounded(1),
                    retained: .delivered
                ) { try await $0.first { _ in true } }
                #expect(stored?.isRetained == true)

                let fresh = try await client.withSubscription(to: filter, buffering: .bounded(2)) { messages in
                    try await client.publish([2], to: topic, retain: true)
                    try await client.publish([3], to: topic)
                    return try await messages.prefix(2).reduce(into: []) { $0.append($1) }
                }
                #expect(fresh.map(\.payload) == [[2], [3]])
                #expect(fresh.map(\.isRetained) == [true, false])
            }
        }
    }

    @Test("A bounded buffer that runs over gives what it holds and then ends with an error")
    func overflow() async throws {
        let topic = try #require(Topic("test/command"))
        try await withBroker { broker in
            try await withClient(broker.client("meter")) { client in
                let (taken, error) = try await client.withSubscription(
                    to: TopicFilter(topic),
                    buffering: .bounded(3)
                ) { messages in
                    for number: UInt8 in 1...5 { try await client.publish([number], to: topic) }
                    try await client.settle()
                    return await drain(messages)
                }
                #expect(taken == [1, 2, 3])
                #expect(error?.code == .overflow)
                #expect(error?.sentence.contains("test/command came faster than they were taken") == true)
                try await client.publish([6], to: topic)
            }
        }
    }

    @Test("Of readings the newest of each topic waits")
    func latestPerTopic() async throws {
        let topics = try ["b01", "b02"].map { try #require(Topic("test/\($0)/meter")) }
        try await withBroker { broker in
            let readings = try await withClient(broker.client("meter")) { client in
                let filter = try #require(TopicFilter("test/+/meter"))
                return try await client.withSubscription(to: filter, buffering: .latestPerTopic) { messages in
                    for number: UInt8 in 1...100 {
                        for topic in topics { try await client.publish([number], to: topic) }
                    }
                    try await client.settle()
                    return try await messages.prefix(2).reduce(into: []) { $0.append($1) }
                }
            }
            #expect(readings.map(\.topic) == topics)
            #expect(readings.map(\.payload) == [[100], [100]])
        }
    }

    @Test(
        "A filter that overlaps another subscription of the client is refused, and free again when that one has ended"
    )
    func overlap() async throws {
        let (wide, narrow) = (try #require(TopicFilter("test/#")), try #require(TopicFilter("test/a")))
        try await withBroker { broker in
            try await withClient(broker.client("meter")) { client in
                try await client.withSubscription(to: wide, buffering: .bounded(1)) { _ in
                    let error = await #expect(throws: MQTTError.self) {
                        try await client.withSubscription(to: narrow, buffering: .bounded(1)) { _ in }
                    }
                    #expect(error?.code == .filterInUse)
                }
                try await client.withSubscription(to: narrow, buffering: .bounded(1)) { _ in }
            }
        }
    }

    @Test("A consumer that is cancelled ends without an error")
    func cancelled() async throws {
        let filter = try #require(TopicFilter("test/a"))
        try await withBroker { broker in
            try await withClient(broker.client("meter")) { client in
                try await client.withSubscription(to: filter, buffering: .bounded(1)) { messages in
                    try await withThrowingTaskGroup(of: Int.self) { group in
                        group.addTask { try await messages.reduce(0) { count, _ in count + 1 } }
                        group.cancelAll()
                        let count = try await group.next()
                        #expect(count == 0)
                    }
                }
            }
        }
    }
}

/// Takes messages until there are no more, and says why.
private func drain(_ messages: MQTTMessages) async -> (payloads: [UInt8], error: MQTTError?) {
    var payloads: [UInt8] = []
    do throws(MQTTError) {
        for try await message in messages { payloads += message.payload }
        return (payloads, nil)
    } catch {
        return (payloads, error)
    }
}

extension MQTTClient {
    /// Waits until what has been published to this client's own subscriptions has arrived: the broker answers a
    /// subscription after the messages that it was given before.
    fileprivate func settle() async throws {
        let filter = try #require(TopicFilter("settle"))
        try await withSubscription(to: filter, buffering: .bounded(1)) { _ in }
    }
}
