import MQTTClient
import TestKit
import Testing

@Suite("Messages through a real broker", .timeLimit(.minutes(8)))
struct PublishingTests {
    @Test("A message arrives with its payload, its retain flag and all its properties")
    func roundTrip() async throws {
        let topic = try #require(Topic("test/a"))
        let sent = MessageProperties(
            responseTopic: "test/reply",
            correlationData: [0, 1, 255],
            expirySeconds: 60,
            contentType: "application/json",
            userProperties: [
                UserProperty(name: "schema", value: "demand.1"), UserProperty(name: "schema", value: "größer"),
                UserProperty(name: "", value: ""),
            ]
        )
        try await withBroker { broker in
            let message = try await withClient(broker.client("meter")) { client in
                try await client.withSubscription(to: TopicFilter(topic), buffering: .bounded(10)) { messages in
                    let outcome = try await client.publish([1, 2, 0, 3], to: topic, retain: true, properties: sent)
                    #expect(outcome == .accepted)
                    return try await messages.first { _ in true }
                }
            }
            var received = try #require(message)
            // The broker counts the expiry down while it holds the message.
            #expect((58...60).contains(try #require(received.properties.expirySeconds)))
            received.properties.expirySeconds = 60
            #expect(received == MQTTMessage(topic: topic, payload: [1, 2, 0, 3], isRetained: true, properties: sent))
        }
    }

    @Test("An empty payload without properties arrives as such")
    func emptyMessage() async throws {
        let topic = try #require(Topic("test/empty"))
        try await withBroker { broker in
            let message = try await withClient(broker.client("meter")) { client in
                try await client.withSubscription(to: TopicFilter(topic), buffering: .bounded(1)) { messages in
                    try await client.publish([], to: topic)
                    return try await messages.first { _ in true }
                }
            }
            #expect(message == MQTTMessage(topic: topic, payload: []))
        }
    }

    @Test("Two thousand awaited messages are acknowledged one by one and arrive in order")
    func sequence() async throws {
        try await order { client, topic in
            for number in 0..<2_000 { try await client.publish(Array("\(number)".utf8), to: topic) }
        }
    }

    @Test("Two thousand messages at once are all acknowledged and none is lost")
    func concurrency() async throws {
        let topic = try #require(Topic("test/many"))
        try await withBroker { broker in
            let numbers = try await withClient(broker.client("meter")) { client in
                try await client.withSubscription(to: TopicFilter(topic), buffering: .bounded(4_000)) { messages in
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for number in 0..<2_000 {
                            group.addTask { try await client.publish(Array("\(number)".utf8), to: topic) }
                        }
                        try await group.waitForAll()
                    }
                    return try await readNumbers(of: messages, count: 2_000)
                }
            }
            #expect(Set(numbers) == Set(0..<2_000))
        }
    }

    @Test("The broker says when nobody subscribes")
    func nobody() async throws {
        let topic = try #require(Topic("test/nobody"))
        try await withBroker { broker in
            let outcome = try await withClient(broker.client("meter")) { try await $0.publish([1], to: topic) }
            #expect(outcome == .noMatchingSubscribers)
        }
    }

    @Test("A message larger than the broker accepts is refused in a sentence, and the connection stays")
    func tooLarge() async throws {
        let topic = try #require(Topic("test/large"))
        try await withBroker { broker in
            let error = try await withClient(broker.client("meter")) { client in
                let error = await #expect(throws: MQTTError.self) {
                    try await client.publish([UInt8](repeating: 32, count: 4_097), to: topic)
                }
                try await client.publish([UInt8](repeating: 32, count: 4_096), to: topic)
                return error
            }
            #expect(error?.code == .tooLarge)
            #expect(error?.sentence == "A message of 4097 bytes to test/large is larger than the MQTT broker accepts.")
        }
    }

    @Test("What waits for the broker is bounded, and ends with the client")
    func withoutBroker() async throws {
        let topic = try #require(Topic("test/a"))
        var configuration = MQTTConfiguration(host: "127.0.0.1", port: freePort(), clientID: "meter")
        configuration.firstConnection = .retried
        configuration.outgoingLimit = 1
        let codes = try await withClient(configuration) { client in
            try await withThrowingTaskGroup(of: MQTTError.Code?.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        do throws(MQTTError) {
                            try await client.publish([1], to: topic)
                            return nil
                        } catch { return error.code }
                    }
                }
                let first = try await group.next()
                group.cancelAll()
                return [first, try await group.next()]
            }
        }
        #expect(codes == [.queueFull, .cancelled])
    }

    private func order(
        _ publishing: @escaping @Sendable (MQTTClient, Topic) async throws -> Void
    ) async throws {
        let topic = try #require(Topic("test/order"))
        try await withBroker { broker in
            let numbers = try await withClient(broker.client("meter")) { client in
                try await client.withSubscription(to: TopicFilter(topic), buffering: .bounded(4_000)) { messages in
                    try await publishing(client, topic)
                    return try await readNumbers(of: messages, count: 2_000)
                }
            }
            #expect(numbers == Array(0..<2_000))
        }
    }
}

/// The numbers that the next messages carry as text.
private func readNumbers(of messages: MQTTMessages, count: Int) async throws -> [Int] {
    var numbers: [Int] = []
    for try await message in messages {
        numbers.append(try #require(Int(String(decoding: message.payload, as: UTF8.self))))
        if numbers.count == count { break }
    }
    return numbers
}
