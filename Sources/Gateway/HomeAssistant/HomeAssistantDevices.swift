public import Allocation
public import MQTTClient

/// What Home Assistant is told of a site, so that its dashboards have it without being told by hand: device-based
/// discovery (https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload), retained, a device for the
/// cluster and one for each building.
public struct HomeAssistantDevices: Hashable, Sendable {
    /// The site's topics.
    public let topics: Topics

    /// The prefix of the discovery topics, `homeassistant` unless Home Assistant was set up otherwise.
    public let prefix: String

    /// The program's version.
    public let version: String

    /// The prefix that Home Assistant has unless it is told otherwise.
    public static let standardPrefix = "homeassistant"

    /// Creates the devices of a site.
    ///
    /// - Precondition: the prefix has no wildcards.
    public init(topics: Topics, prefix: String = Self.standardPrefix, version: String) {
        self.topics = topics
        self.prefix = prefix
        self.version = version
    }

    /// Where every site's devices are described, as Home Assistant hears it.
    public var filter: TopicFilter {
        guard let filter = TopicFilter("\(prefix)/device/+/config") else {
            preconditionFailure("\(prefix) makes no filter")
        }
        return filter
    }

    /// Where the cluster is described.
    public var clusterTopic: Topic { topic(siteID) }

    /// Where a building is described.
    public func topic(of building: BuildingID) -> Topic { topic(id(building)) }

    /// Whether a device of this site is described at a topic; no other site's ids can begin as this one's do, because
    /// the names of sites have no underscore.
    public func isOwn(_ topic: Topic) -> Bool {
        guard topic.text.hasPrefix("\(prefix)/device/"), topic.text.hasSuffix("/config") else { return false }
        let id = topic.text.dropFirst("\(prefix)/device/".count).dropLast("/config".count)
        return id == siteID || id.hasPrefix(siteID + "_")
    }

    var siteID: String { "commonwatt_\(topics.site)" }

    func id(_ building: BuildingID) -> String { "\(siteID)_\(building)" }

    private func topic(_ id: String) -> Topic {
        guard let topic = Topic("\(prefix)/device/\(id)/config") else { preconditionFailure("\(id) makes no topic") }
        return topic
    }
}

// MARK: Messages

extension HomeAssistantDevices {
    /// The cluster: the rule in force, the load, the headroom, and the battery's charge.
    public var cluster: GatewayMessage {
        // Said twice a minute, so that silence means something.
        let expiry: Int64 = 90
        let sensors = [
            HomeAssistantSensor("mode", "Mode", .mode, "{{ value_json.mode }}", expiry),
            HomeAssistantSensor("load", "Load", .power, "{{ value_json.load_w }}", expiry),
            HomeAssistantSensor("headroom", "Headroom", .power, "{{ value_json.headroom_w }}", expiry),
            HomeAssistantSensor("charge", "Battery charge", .storedEnergy, "{{ value_json.charge_wh }}", expiry),
        ]
        let device = HomeAssistantDevice(id: siteID, name: topics.site, model: "Cluster", parent: nil)
        return .device(clusterTopic, payload(device, state: topics.policy, sensors))
    }

    /// A building: what it is allocated, in all and from each server, and the rule that it is served by.
    ///
    /// - Parameters:
    ///   - building: the building.
    ///   - name: its name for people.
    public func building(_ building: BuildingID, name: String) -> GatewayMessage {
        // An allocation is said when it changes and when its lease is renewed, and no lease is longer than a day.
        let expiry = DemandPayload.leases.upperBound + 60
        let servers = Server.allCases.map { server in
            HomeAssistantSensor(
                server.name.replacing("-", with: "_"),
                server.name.replacing("-", with: " "),
                .power,
                "{{ value_json.bands | selectattr('band', 'eq', '\(server.name)') | map(attribute='w') | sum }}",
                expiry
            )
        }
        let whole = HomeAssistantSensor("allocated", "Allocated power", .power, "{{ value_json.allocated_w }}", expiry)
        let mode = HomeAssistantSensor("mode", "Mode", .mode, "{{ value_json.mode }}", expiry)
        let device = HomeAssistantDevice(id: id(building), name: name, model: "Building", parent: siteID)
        return .device(
            topic(of: building),
            payload(device, state: topics.currentAllocation(building), [whole] + servers + [mode])
        )
    }

    private func payload(
        _ device: HomeAssistantDevice,
        state: Topic,
        _ sensors: [HomeAssistantSensor]
    ) -> [UInt8] {
        JSONWriter.object { writer in
            writer.member("dev", device) { $1.write(to: &$0, version: version) }
            writer.member("o", version) { writer, version in
                writer.member("name", "Commonwatt")
                writer.member("sw", version)
            }
            writer.member("availability", each: [topics.controllerStatus]) { writer, topic in
                writer.member("topic", topic.text)
                writer.member("value_template", "{{ 'online' if value_json.online else 'offline' }}")
            }
            writer.member("state_topic", state.text)
            writer.member("qos", Int64(1))
            writer.member("cmps", sensors) { writer, sensors in
                for sensor in sensors {
                    writer.member(sensor.key, sensor) { $1.write(to: &$0, device: device.id) }
                }
            }
        }
    }
}
