import Allocation
import Foundation
import Gateway
import MQTTClient
import TestKit
import Testing
import Units

/// A building's client as the tests play it: says what it is told to, right or wrong, and waits for the answer.
struct TestBuilding {
    let id: BuildingID
    let topics: Topics
    let client: MQTTClient
    /// What comes on the building's `alloc` topic.
    let messages: MQTTMessages

    /// Sends a demand as a building should.
    func send(_ demand: DemandPayload) async throws {
        try await client.publish(.demand(demand, from: id, topics: topics))
    }

    /// Sends anything.
    func send(
        _ payload: [UInt8],
        correlation: String,
        respondingTo response: Topic? = nil,
        isRetained: Bool = false
    ) async throws {
        let properties = MessageProperties(
            responseTopic: response?.text,
            correlationData: Array(correlation.utf8),
            expirySeconds: 10
        )
        try await client.publish(payload, to: topics.demand(id), retain: isRetained, properties: properties)
    }

    /// The next message on the building's topic.
    func next() async throws -> Answer {
        try await answer { _ in true }
    }

    /// The answer to what was sent with these correlation data.
    func answer(to correlation: String) async throws -> Answer {
        try await answer { $0.properties.correlationData == Array(correlation.utf8) }
    }

    /// The next allocation that nobody asked for and that the condition holds for.
    func push(where condition: (AllocationInForce) -> Bool) async throws -> Answer {
        while true {
            let answer = try await next()
            if answer.reply.requestID == nil, let allocation = answer.reply.allocation, condition(allocation) {
                return answer
            }
        }
    }

    /// Sends a demand and waits for its answer.
    func ask(_ demand: DemandPayload) async throws -> Answer {
        try await send(demand)
        return try await answer(to: demand.requestID)
    }

    private func answer(where condition: (MQTTMessage) -> Bool) async throws -> Answer {
        for try await message in messages where condition(message) { return try Answer(message) }
        throw MQTTError(.closed, "The broker has no more messages for \(id).")
    }
}

/// A message on a building's `alloc` topic.
struct Answer {
    let message: MQTTMessage
    let reply: AllocationPayload

    init(_ message: MQTTMessage) throws {
        self.message = message
        reply = try AllocationPayload(message.payload)
    }

    /// The reply's keys and values as any JSON reader sees them.
    func object() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(message.payload)) as? [String: Any])
    }
}

/// Runs a building's client for the length of a closure; the broker publishes its last will if it is cut.
func withBuilding<Value: Sendable>(
    _ index: Int,
    of site: TestSite,
    ending: ClientEnding = .graceful,
    _ body: @escaping @Sendable (TestBuilding) async throws -> Value
) async throws -> Value {
    let id = site.buildings[index]
    var configuration = site.client(id.text)
    let gone = BuildingStatusPayload(isOnline: false, epoch: 1, writtenAt: now())
    configuration.will = GatewayMessage.status(gone, of: id, topics: site.topics).asLastWill
    return try await withClient(configuration, ending: ending) { client in
        let filter = TopicFilter(site.topics.allocation(id))
        return try await client.withSubscription(to: filter, buffering: .bounded(5_000)) { messages in
            try await body(TestBuilding(id: id, topics: site.topics, client: client, messages: messages))
        }
    }
}

/// Listens to everything that is said at a site, with what the broker holds already.
func withAuditor<Value: Sendable>(
    of site: TestSite,
    _ body: @escaping @Sendable (MQTTMessages) async throws -> Value
) async throws -> Value {
    try await withClient(site.client(BrokerConfiguration.auditorIdentity)) { client in
        try await client.withSubscription(
            to: site.topics.everything,
            buffering: .bounded(50_000),
            retained: .delivered,
            body
        )
    }
}

/// What the broker holds on a topic, or the next message there.
func latest(
    _ topic: Topic,
    of site: TestSite,
    where condition: @escaping @Sendable (MQTTMessage) -> Bool = { _ in true }
)
    async throws -> MQTTMessage
{
    try await withAuditor(of: site) { messages in
        let message = try await messages.first { $0.topic == topic && condition($0) }
        return try #require(message)
    }
}

/// The time of day, as the controller reads it.
func now() -> Instant {
    Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
}

/// A demand whose identifier follows from its epoch and number.
func demand(
    _ sequence: Int64,
    watts: Int64,
    epoch: Int64 = 1,
    lease: Int64 = 3_600,
    sentAt: Instant = now()
) -> DemandPayload {
    let digits = String(epoch * 1_000_000 + sequence)
    let tail = String(repeating: "0", count: 12 - digits.count) + digits
    return DemandPayload(
        requestID: "3f0c2d1e-0000-4000-8000-\(tail)",
        epoch: epoch,
        sequence: sequence,
        sentAt: sentAt,
        loadID: "total",
        power: .watts(watts),
        lease: .seconds(lease)
    )
}
