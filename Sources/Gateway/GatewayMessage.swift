public import Allocation
public import MQTTClient
public import Units

/// A message as this interface sends it: with the retain flag and the properties that its topic demands.
public struct GatewayMessage: Hashable, Sendable {
    /// The topic.
    public let topic: Topic

    /// The payload's bytes.
    public let payload: [UInt8]

    /// Whether the broker retains it.
    public let isRetained: Bool

    /// Its properties.
    public let properties: MessageProperties

    private init(
        _ topic: Topic,
        _ payload: [UInt8],
        retained: Bool,
        expirySeconds: UInt32? = nil,
        responseTopic: Topic? = nil,
        correlationData: [UInt8]? = nil,
        detail: String? = nil
    ) {
        self.topic = topic
        self.payload = payload
        self.isRetained = retained
        self.properties = MessageProperties(
            responseTopic: responseTopic?.text,
            correlationData: correlationData,
            expirySeconds: expirySeconds,
            contentType: Self.contentType,
            userProperties: detail.map { [UserProperty(name: "detail", value: $0)] } ?? []
        )
    }

    /// The media type of every payload.
    public static let contentType = "application/json"
}

// MARK: What a building sends

extension GatewayMessage {
    /// A demand; it is of no use after ten seconds. The reply repeats the request's id as correlation data.
    public static func demand(_ demand: DemandPayload, from building: BuildingID, topics: Topics) -> GatewayMessage {
        GatewayMessage(
            topics.demand(building),
            demand.json,
            retained: false,
            expirySeconds: 10,
            responseTopic: topics.allocation(building),
            correlationData: Array(demand.requestID.utf8)
        )
    }

    /// A building's status.
    public static func status(
        _ status: BuildingStatusPayload,
        of building: BuildingID,
        topics: Topics
    ) -> GatewayMessage {
        GatewayMessage(topics.status(building), status.json, retained: true)
    }
}

extension GatewayMessage {
    /// What a building's meter shows; of no use after half a minute.
    public static func meter(_ meter: MeterPayload, of building: BuildingID, topics: Topics) -> GatewayMessage {
        GatewayMessage(topics.meter(building), meter.json, retained: false, expirySeconds: 30)
    }

    /// What the battery says of itself; of no use after half a minute.
    public static func battery(_ battery: BatteryPayload, topics: Topics) -> GatewayMessage {
        GatewayMessage(topics.battery, battery.json, retained: false, expirySeconds: 30)
    }
}

// MARK: What the controller sends

extension GatewayMessage {
    /// That the controller decides; a late one would lie.
    public static func heartbeat(_ heartbeat: HeartbeatPayload, topics: Topics) -> GatewayMessage {
        GatewayMessage(topics.heartbeat, heartbeat.json, retained: false, expirySeconds: 5)
    }

    /// What has happened.
    public static func event(_ event: EventPayload, topics: Topics) -> GatewayMessage {
        GatewayMessage(topics.event, event.json, retained: false)
    }
}

extension GatewayMessage {
    /// A reply, or an allocation that changed for another reason.
    ///
    /// - Parameters:
    ///   - reply: its bytes: ``AllocationPayload/json``, or those stored for a request that was answered before.
    ///   - building: whom it is for.
    ///   - correlationData: that of the demand.
    ///   - detail: what was wrong with the demand, for people: the user property `detail`, at most 512 bytes of it.
    ///   - topics: the site's topics.
    public static func allocation(
        _ reply: [UInt8],
        to building: BuildingID,
        correlationData: [UInt8]? = nil,
        detail: String? = nil,
        topics: Topics
    ) -> GatewayMessage {
        GatewayMessage(
            topics.allocation(building),
            reply,
            retained: false,
            expirySeconds: 10,
            correlationData: correlationData,
            detail: detail.map { shortened($0, to: 512) }
        )
    }

    /// The allocation in force, which the broker keeps for as long as the lease runs.
    ///
    /// - Parameters:
    ///   - allocation: what the building is allocated now.
    ///   - now: the present instant, from which the expiry counts; at least one second.
    ///   - topics: the site's topics.
    public static func currentAllocation(
        _ allocation: AllocationPayload,
        at now: Instant,
        topics: Topics
    ) -> GatewayMessage {
        let lease = allocation.allocation?.validUntil.map { max(($0 - now).milliseconds, 1_000) }
        return GatewayMessage(
            topics.currentAllocation(allocation.building),
            allocation.json,
            retained: true,
            expirySeconds: lease.map { UInt32(clamping: ($0 + 999) / 1_000) }
        )
    }

    /// The controller's status.
    public static func status(_ status: ControllerStatusPayload, topics: Topics) -> GatewayMessage {
        GatewayMessage(topics.controllerStatus, status.json, retained: true)
    }

    /// The rule in force; said again before a minute is over, or it is not known any more.
    public static func policy(_ policy: PolicyPayload, topics: Topics) -> GatewayMessage {
        GatewayMessage(topics.policy, policy.json, retained: true, expirySeconds: 60)
    }

    /// The newest checkpoint of the ledger, which the broker keeps.
    public static func head(_ head: LedgerHeadPayload, topics: Topics) -> GatewayMessage {
        GatewayMessage(topics.ledgerHead, head.json, retained: true)
    }

    /// A device, described for Home Assistant.
    static func device(_ topic: Topic, _ description: [UInt8]) -> GatewayMessage {
        GatewayMessage(topic, description, retained: true)
    }

    /// That there is no device at a topic of Home Assistant's any more.
    public static func noDevice(_ topic: Topic) -> GatewayMessage {
        GatewayMessage(topic, [], retained: true)
    }

    /// The longest beginning of a text that has at most so many bytes, without a NUL, which MQTT does not carry.
    private static func shortened(_ text: String, to limit: Int) -> String {
        var short = ""
        for character in text where !character.unicodeScalars.contains("\0") {
            guard short.utf8.count + character.utf8.count <= limit else { break }
            short.append(character)
        }
        return short
    }
}

extension GatewayMessage {
    /// The message as a client's last will.
    public var asLastWill: LastWill {
        LastWill(topic: topic, payload: payload, isRetained: isRetained, contentType: properties.contentType)
    }
}

extension MQTTClient {
    /// Publishes a message of this interface and waits until the broker has acknowledged it.
    ///
    /// - Throws: `MQTTError` as `MQTTClient.publish(_:to:retain:properties:)` does.
    @discardableResult
    public func publish(_ message: GatewayMessage) async throws(MQTTError) -> PublishOutcome {
        try await publish(
            message.payload,
            to: message.topic,
            retain: message.isRetained,
            properties: message.properties
        )
    }
}
