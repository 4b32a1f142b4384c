import ChildProcesses
import MQTTClient
import TestKit
import Testing

@Suite("A link that breaks", .timeLimit(.minutes(8)))
struct LinkTests {
    @Test("The last will comes when a client is cut off, and not when it takes its leave")
    func lastWill() async throws {
        let topic = try #require(Topic("test/status"))
        let filter = TopicFilter(topic)
        try await withBroker { broker in
            let witness = try await broker.client("witness")
            let (cut, graceful) = (
                try await broker.client("cut", will: topic), try await broker.client("graceful", will: topic)
            )
            let wills = try await withClient(witness) { client in
                try await client.withSubscription(to: filter, buffering: .bounded(10)) { messages in
                    for (configuration, ending) in [(graceful, ClientEnding.graceful), (cut, .cut)] {
                        try await withClient(configuration, ending: ending) { _ = try await $0.publish([0], to: topic) }
                    }
                    return try await messages.prefix(3).reduce(into: []) { $0.append($1) }
                }
            }
            #expect(wills.map(\.payload) == [[0], [0], Array("cut is gone".utf8)])
            #expect(wills.last?.isRetained == true)
            #expect(wills.last?.properties.contentType == "text/plain")
        }
    }

    @Test(
        "After the broker is killed and started again the client is back with its subscription",
        arguments: [true, false]
    )
    func reconnection(killed: Bool) async throws {
        let topic = try #require(Topic("test/a"))
        try await withBroker { broker in
            let payloads = try await withClient(broker.client("meter")) { client in
                try await client.withSubscription(to: TopicFilter(topic), buffering: .bounded(10)) { messages in
                    var payloads = messages.makeAsyncIterator()
                    try await client.publish([1], to: topic)
                    let before = try await payloads.next()?.payload
                    if killed { await broker.process.kill() } else { await broker.process.stop() }
                    try await broker.process.start()
                    await client.reaches(.connected(connection: 2, sessionPresent: false))
                    try await client.publish([2], to: topic)
                    return [before, try await payloads.next()?.payload]
                }
            }
            #expect(payloads == [[1], [2]])
        }
    }

    @Test("A client that runs cannot be run again")
    func runTwice() async throws {
        try await withBroker { broker in
            let error = try await withClient(broker.client("meter")) { client in
                await client.reaches(.connected(connection: 1, sessionPresent: false))
                return await #expect(throws: MQTTError.self) { try await client.run() }
            }
            #expect(error?.sentence == "The MQTT client has been run before: make a new one for each run.")
        }
    }

    @Test("A message published while the broker is away is sent when it is back")
    func publishedMeanwhile() async throws {
        let topic = try #require(Topic("test/a"))
        try await withBroker { broker in
            let message = try await withClient(broker.client("meter")) { client in
                try await client.withSubscription(to: TopicFilter(topic), buffering: .bounded(10)) { messages in
                    await broker.process.kill()
                    async let outcome = client.publish([7], to: topic)
                    try await broker.process.start()
                    let accepted = try await outcome
                    #expect(accepted == .accepted)
                    return try await messages.first { _ in true }
                }
            }
            #expect(message?.payload == [7])
        }
    }

    @Test("Messages wait for a client whose session is kept, and come before it subscribes anew")
    func keptSession() async throws {
        let topic = try #require(Topic("test/a"))
        try await withBroker { broker in
            var configuration = try await broker.client("controller")
            configuration.session = .seconds(60)
            try await withClient(configuration, ending: .cut) { client in
                try await client.withSubscription(
                    to: TopicFilter(topic),
                    buffering: .bounded(10),
                    keepsSession: true
                ) { _ in }
            }
            try await withClient(broker.client("meter")) { client in
                for number: UInt8 in 1...3 { try await client.publish([number], to: topic) }
            }
            let payloads = try await withClient(configuration) { client in
                for await state in client.linkStates where state == .connected(connection: 1, sessionPresent: true) {
                    break
                }
                return try await client.withSubscription(to: TopicFilter(topic), buffering: .bounded(10)) { messages in
                    try await messages.prefix(3).reduce(into: []) { $0 += $1.payload }
                }
            }
            #expect(payloads == [1, 2, 3])
        }
    }
}

extension Broker {
    /// A client whose last will says that it is gone.
    func client(_ identity: String, will topic: Topic) async throws -> MQTTConfiguration {
        var configuration = try await client(identity)
        let payload = Array("\(identity) is gone".utf8)
        configuration.will = LastWill(topic: topic, payload: payload, isRetained: true, contentType: "text/plain")
        return configuration
    }
}

extension MQTTClient {
    /// Waits until the link is in a state.
    fileprivate func reaches(_ wanted: LinkState) async {
        for await state in linkStates where state == wanted { return }
    }
}
