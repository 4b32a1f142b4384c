import Allocation
import Foundation
import Gateway
import MQTTClient
import Testing

@Suite("What Home Assistant is told")
struct HomeAssistantDeviceTests {
    private let devices: HomeAssistantDevices
    private let building: BuildingID

    init() throws {
        devices = HomeAssistantDevices(topics: try #require(Topics(site: "riverside")), version: "0.1.0")
        building = try #require(BuildingID("b01"))
    }

    private func object(_ message: GatewayMessage) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(message.payload)) as? [String: Any])
    }

    /// DEVICE_DISCOVERY_SCHEMA, the sensor's schema and the classes' units of Home Assistant's own integration.
    @Test("Home Assistant's rules for a device and its sensors hold", arguments: [true, false])
    func rules(isCluster: Bool) throws {
        let message = isCluster ? devices.cluster : devices.building(building, name: "Town \"hall\"")
        #expect(message.isRetained && message.properties.expirySeconds == nil)
        #expect(message.payload.count <= BrokerConfiguration.payloadLimit)
        let object = try object(message)
        let known: Set = ["dev", "o", "cmps", "availability", "state_topic", "qos"]
        #expect(Set(object.keys).isSubset(of: known) && object["o"] != nil)
        let device = try #require(object["dev"] as? [String: Any])
        #expect((device["ids"] as? [String])?.isEmpty == false)
        let sensors = try #require(object["cmps"] as? [String: [String: Any]])
        #expect(sensors.count == (isCluster ? 4 : 5))
        var identifiers: Set<String> = []
        for (key, sensor) in sensors {
            #expect(key.wholeMatch(of: /[a-z_]+/) != nil && sensor["p"] as? String == "sensor")
            identifiers.insert(try #require(sensor["unique_id"] as? String))
            #expect((sensor["expire_after"] as? Int ?? 0) > 0 && sensor["value_template"] is String)
            let unit = sensor["unit_of_measurement"] as? String
            switch sensor["device_class"] as? String {
            case "power": #expect(unit == "W" && sensor["state_class"] as? String == "measurement")
            case "energy_storage": #expect(unit == "Wh" && sensor["state_class"] as? String == "measurement")
            case "enum":
                #expect(sensor["options"] as? [String] == ["strict", "no-bounds", "fail-safe"])
                #expect(unit == nil && sensor["state_class"] == nil)
            default: Issue.record("\(key) has no class")
            }
        }
        #expect(identifiers.count == sensors.count)
        let availability = try #require(object["availability"] as? [[String: Any]])
        #expect(availability.first?["topic"] as? String == "commonwatt/v1/riverside/ctl/status")
    }

    @Test("A device is this site's or another's, whatever the names")
    func own() throws {
        let other = HomeAssistantDevices(topics: try #require(Topics(site: "river")), version: "0.1.0")
        #expect(devices.isOwn(devices.clusterTopic) && devices.isOwn(devices.topic(of: building)))
        #expect(!devices.isOwn(other.clusterTopic) && !devices.isOwn(other.topic(of: building)))
        #expect(!other.isOwn(devices.clusterTopic) && !other.isOwn(devices.topic(of: building)))
        let prefixed = HomeAssistantDevices(topics: devices.topics, prefix: "home/two", version: "0.1.0")
        #expect(prefixed.clusterTopic.text == "home/two/device/commonwatt_riverside/config")
        #expect(prefixed.isOwn(prefixed.clusterTopic) && !prefixed.isOwn(devices.clusterTopic))
        #expect(GatewayMessage.noDevice(devices.clusterTopic).payload.isEmpty)
    }
}
