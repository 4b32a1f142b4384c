import Allocation
import Gateway
import MQTTClient
import Testing
import Units

@Suite("Readings, heartbeats and events on the wire")
struct ReadingTests {
    private static let meter = MeterPayload(
        sequence: 7,
        readAt: .milliseconds(1_780_000_000_123),
        power: .watts(17_320),
        register: .wattHours(123_456)
    )

    @Test("A reading is what its bytes say, with the keys of the interface")
    func roundTrip() throws {
        let text = String(decoding: Self.meter.json, as: UTF8.self)
        #expect(
            text == #"{"v":1,"seq":7,"ts":"2026-05-28T20:26:40.123Z","power_w":17320,"energy_wh":123456}"#,
            "\(text)"
        )
        #expect(try MeterPayload(Self.meter.json) == Self.meter)
        let battery = BatteryPayload(charge: .wattHours(900), power: .watts(-5_000))
        #expect(String(decoding: battery.json, as: UTF8.self) == #"{"v":1,"soc_wh":900,"power_w":-5000}"#)
        #expect(try BatteryPayload(battery.json) == battery)
        let heartbeat = HeartbeatPayload(epoch: 42, sequence: 3, sentAt: Self.meter.readAt)
        #expect(try HeartbeatPayload(heartbeat.json) == heartbeat)
    }

    @Test("An event is what its bytes say", arguments: [true, false])
    func event(isOfABuilding: Bool) throws {
        let event = EventPayload(
            epoch: 42,
            sequence: 9,
            sentAt: Self.meter.readAt,
            event: "breach",
            building: isOfABuilding ? .init("b01") : nil,
            transaction: isOfABuilding ? TransactionPlace(id: "00ff", height: 3, index: 1) : nil,
            values: [.init("energy_wh", 12), .init("length_s", -1)],
            detail: "a \"quoted\" sentence"
        )
        #expect(try EventPayload(event.json) == event)
        #expect(event.value("energy_wh") == 12 && event.value("other") == nil)
    }

    static let wrong: [(passage: String, replacement: String, ReplyCode)] = [
        ("{\"v\"", "\"v\"", .invalidData), ("17320", "\"17320\"", .invalidData), ("17320", "1.5", .invalidData),
        ("123456", "null", .invalidData), ("\"v\":1", "\"v\":2", .invalidMessage),
        ("energy_wh", "energy_kwh", .invalidMessage), (",\"power_w\":17320", "", .invalidMessage),
        ("17320", "-1", .invalidContent), ("17320", "1000000001", .invalidContent),
        ("123456", "-1", .invalidContent), ("123456", "2500000000001", .invalidContent),
        ("\"seq\":7", "\"seq\":-7", .invalidContent), ("2026-05-28T", "2026-05-28 ", .invalidContent),
    ]

    @Test("A reading that is wrong is refused with its status", arguments: wrong)
    func refusals(passage: String, replacement: String, status: ReplyCode) throws {
        let text = String(decoding: Self.meter.json, as: UTF8.self)
        try #require(text.contains(passage))
        let error = #expect(throws: PayloadError.self) {
            try MeterPayload(Array(text.replacing(passage, with: replacement).utf8))
        }
        #expect(error?.status == status, "\(error.map { "\($0)" } ?? "")")
    }

    static let wrongBattery: [(String, ReplyCode)] = [
        (#"{"v":1,"soc_wh":-1,"power_w":0}"#, .invalidContent), (#"{"v":1,"soc_wh":1}"#, .invalidMessage),
        (#"{"v":1,"soc_wh":"1","power_w":0}"#, .invalidData), (#"{"v":3,"soc_wh":1,"power_w":0}"#, .invalidMessage),
        ("full", .invalidData), (#"{"v":1,"soc_wh":1,"power_w":0,"soc_pct":3}"#, .invalidMessage),
    ]

    @Test("So is the battery's", arguments: wrongBattery)
    func batteryRefusals(text: String, status: ReplyCode) {
        let error = #expect(throws: PayloadError.self) { try BatteryPayload(Array(text.utf8)) }
        #expect(error?.status == status)
    }

    @Test("A retained reading is refused, and readings are sent with the expiry of their topic")
    func properties() throws {
        let (topics, building) = (try #require(Topics(site: "riverside")), try #require(Topics.example))
        let message = GatewayMessage.meter(Self.meter, of: building, topics: topics)
        #expect(message.topic.text == "commonwatt/v1/riverside/bld/b01/meter")
        #expect(!message.isRetained && message.properties.expirySeconds == 30)
        let retained = MQTTMessage(topic: message.topic, payload: message.payload, isRetained: true)
        let error = #expect(throws: PayloadError.self) { try retained.checkIsNotRetained() }
        #expect(error?.status == .invalidMessage)
        let heartbeat = HeartbeatPayload(epoch: 1, sequence: 1, sentAt: .zero)
        let beat = GatewayMessage.heartbeat(heartbeat, topics: topics)
        #expect(beat.topic.text == "commonwatt/v1/riverside/ctl/heartbeat")
        #expect(!beat.isRetained && beat.properties.expirySeconds == 5)
    }
}

extension Topics {
    fileprivate static var example: BuildingID? { BuildingID("b01") }
}
