import Allocation
import ChildProcesses
import Gateway
import MQTTClient
import TestKit
import Testing
import Units

@Suite("Messages, with what their topics demand", .timeLimit(.minutes(5)))
struct GatewayMessageTests {
    private let topics: Topics
    private let building: BuildingID

    init() throws {
        topics = try #require(Topics(site: "riverside"))
        building = try #require(BuildingID("b01"))
    }

    @Test("Retained and expiring as the interface says")
    func table() throws {
        let reply = try AllocationSamples.served()
        let now = try #require(reply.allocation?.validUntil) + .milliseconds(-59_001)
        let status = BuildingStatusPayload(isOnline: false, epoch: 1, writtenAt: .zero)
        let controller = ControllerStatusPayload(isOnline: true, instance: "i", epoch: 1, version: "1", height: 1)
        let policy = PolicyPayload(
            policy: .strict,
            mode: .strict,
            reason: "policy",
            cap: .zero,
            load: .zero,
            headroom: .zero,
            charge: .zero
        )
        let rows: [(message: GatewayMessage, topic: Topic, isRetained: Bool, expiry: UInt32?)] = [
            (.demand(DemandSamples.demand, from: building, topics: topics), topics.demand(building), false, 10),
            (.allocation(reply.json, to: building, topics: topics), topics.allocation(building), false, 10),
            (.currentAllocation(reply, at: now, topics: topics), topics.currentAllocation(building), true, 60),
            (.status(status, of: building, topics: topics), topics.status(building), true, nil),
            (.status(controller, topics: topics), topics.controllerStatus, true, nil),
            (.head(LedgerHeadPayload(height: 1, checkpoint: "c"), topics: topics), topics.ledgerHead, true, nil),
            (.policy(policy, topics: topics), topics.policy, true, 60),
        ]
        for (message, topic, isRetained, expiry) in rows {
            #expect(message.topic == topic)
            #expect(message.isRetained == isRetained, "\(topic)")
            #expect(message.properties.expirySeconds == expiry, "\(topic)")
            #expect(message.properties.contentType == "application/json")
        }
        #expect(rows[3].message.asLastWill.payload == status.json)
    }

    @Test("An allocation in force without a lease does not expire, and one whose lease is over goes at once")
    func leases() throws {
        var reply = try AllocationSamples.served()
        let end = try #require(reply.allocation?.validUntil)
        let over = GatewayMessage.currentAllocation(reply, at: end + .seconds(5), topics: topics)
        #expect(over.properties.expirySeconds == 1)
        reply.allocation?.validUntil = nil
        let endless = GatewayMessage.currentAllocation(reply, at: end, topics: topics)
        #expect(endless.properties.expirySeconds == nil)
    }

    @Test("The detail of a refusal fits into its property")
    func details() {
        let detail = "a\0b" + String(repeating: "é", count: 400)
        let message = GatewayMessage.allocation([], to: building, correlationData: [1], detail: detail, topics: topics)
        let value = message.properties.userProperties.first?.value
        #expect(value == "ab" + String(repeating: "é", count: 255))
        #expect(message.properties.correlationData == [1])
    }

    @Test("An independent client asks and is answered: mosquitto_rr")
    func independentClient() async throws {
        let (topics, building) = (topics, building)
        try await withBroker(access: .site(topics, [building])) { broker in
            let files = try await broker.authority.issue("b01")
            let request = ChildCommand(
                "mosquitto_rr",
                [
                    "-V", "5", "-h", "127.0.0.1", "-p", "\(broker.port)", "--cafile", files.authorities,
                    "--cert", files.certificate, "--key", files.key, "-q", "1", "-W", "20",
                    "-t", topics.demand(building).text, "-e", topics.allocation(building).text, "-m",
                    DemandSamples.json,
                ]
            )
            let (answer, seen) = try await withClient(broker.client("controller")) { controller in
                try await controller.withSubscription(to: topics.allDemands, buffering: .bounded(10)) { messages in
                    async let answer = request.run()
                    let message = try #require(try await messages.first { _ in true })
                    let demand = try DemandMessage(message, topics: topics)
                    var reply = try AllocationSamples.served()
                    reply.requestID = demand.demand.requestID
                    try await controller.publish(
                        .allocation(
                            reply.json,
                            to: demand.building,
                            correlationData: demand.correlationData,
                            topics: topics
                        )
                    )
                    return (try await answer, demand)
                }
            }
            #expect(seen.demand == DemandSamples.demand)
            #expect(answer.isSuccess, "\(answer.errorOutput)")
            #expect(answer.output == String(decoding: try AllocationSamples.served().json, as: UTF8.self) + "\n")
        }
    }
}
