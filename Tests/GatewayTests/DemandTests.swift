import Allocation
import Gateway
import MQTTClient
import Testing
import Units

@Suite("Demands, as they come")
struct DemandTests {
    private let topics: Topics
    private let building: BuildingID

    init() throws {
        topics = try #require(Topics(site: "riverside"))
        building = try #require(BuildingID("b01"))
    }

    private func message(_ text: String, properties: MessageProperties = .init()) -> MQTTMessage {
        MQTTMessage(topic: topics.demand(building), payload: Array(text.utf8), properties: properties)
    }

    @Test("A demand is read, with what its reply repeats")
    func accepted() throws {
        let properties = MessageProperties(responseTopic: topics.allocation(building).text, correlationData: [1, 2])
        let read = try DemandMessage(message(DemandSamples.json, properties: properties), topics: topics)
        #expect(read.demand == DemandSamples.demand)
        #expect(read.building == building)
        #expect(read.correlationData == [1, 2])
        #expect(read.payload == Array(DemandSamples.json.utf8))
        #expect(DemandSamples.demand.json == read.payload)
    }

    @Test(
        "What may differ from the sample",
        arguments: [
            DemandSamples.with("demand_w", "0"), DemandSamples.with("demand_w", "1000000000"),
            DemandSamples.with("lease_s", "1"),
            DemandSamples.with("lease_s", "86400"), DemandSamples.with("epoch", "0"),
            DemandSamples.with("seq", "9223372036854775807"),
            DemandSamples.with("load_id", #""a-0-z""#),
            DemandSamples.with("load_id", "\"" + String(repeating: "x", count: 32) + "\""),
            DemandSamples.with("request_id", #""0198F2C4-7C1E-7B7E-9A55-2F0D6A1C9E10""#),
            DemandSamples.adding(#""sig":{"alg":"ecdsa-p256-sha256","cert":"MA","value":"MAA"}"#),
            DemandSamples.adding(#""sig":{"value":"-_8","cert":"MA","alg":"ecdsa-p256-sha256"}"#),
            DemandSamples.adding(#""bld":"b01""#),
            DemandSamples.with("load_id", #""\u0074otal""#), " \n" + DemandSamples.json + "\t\r\n",
        ]
    )
    func alsoAccepted(_ text: String) {
        #expect(throws: Never.self) { try DemandMessage(message(text), topics: topics) }
    }

    @Test("What is refused, as what, and why", arguments: MalformedDemand.all)
    func refused(_ malformed: MalformedDemand) throws {
        var message = message(malformed.text, properties: .init(correlationData: [7]))
        malformed.envelope(&message)
        let refusal = #expect(throws: DemandRefusal.self) { try DemandMessage(message, topics: topics) }
        #expect(refusal?.status == malformed.status)
        #expect(refusal?.detail.contains(malformed.detail) == true, "\(refusal?.detail ?? "")")
        #expect(refusal?.building == building)
        #expect(refusal?.correlationData == [7])
    }

    @Test("A refusal names the request as far as it could be read")
    func readableParts() throws {
        let cases: [(text: String, id: String?, epoch: Int64?, sequence: Int64?)] = [
            (DemandSamples.with("demand_w", "-1"), DemandSamples.id, 42, 1_871),
            (DemandSamples.with("request_id", "7"), nil, 42, 1_871),
            (DemandSamples.with("epoch", "-1"), DemandSamples.id, nil, 1_871),
            (DemandSamples.without("seq"), DemandSamples.id, 42, nil),
            (DemandSamples.adding("\"x\":1"), DemandSamples.id, 42, 1_871),
            (String(DemandSamples.json.dropLast()), nil, nil, nil),
        ]
        for (text, id, epoch, sequence) in cases {
            let refusal = #expect(throws: DemandRefusal.self) { try DemandMessage(message(text), topics: topics) }
            let reply = try #require(refusal).reply(allocation: nil, transaction: nil)
            #expect(reply.requestID == id && reply.epoch == epoch && reply.sequence == sequence, "\(text)")
            #expect(try AllocationPayload(reply.json) == reply)
        }
    }
}
