/// A message as the broker delivered it.
public struct MQTTMessage: Hashable, Sendable {
    /// The topic it was published to.
    public var topic: Topic

    /// The payload's bytes.
    public var payload: [UInt8]

    /// Whether its publisher asked the broker to retain it (subscriptions are made with retain-as-published, MQTT 5,
    /// section 3.8.3.1), whether or not it comes out of the broker's store.
    public var isRetained: Bool

    /// What the publisher said about the message.
    public var properties: MessageProperties

    /// How many messages of the topic came after this one and were dropped before it was taken, because too many waited
    /// (``Buffering/fair(perTopic:topics:)``).
    public var shed = 0

    /// Creates a message.
    public init(
        topic: Topic,
        payload: [UInt8],
        isRetained: Bool = false,
        properties: MessageProperties = MessageProperties()
    ) {
        self.topic = topic
        self.payload = payload
        self.isRetained = isRetained
        self.properties = properties
    }
}

/// What a publisher says about a message beside its payload (MQTT 5, section 3.3.2.3).
public struct MessageProperties: Hashable, Sendable {
    /// Where the publisher wants an answer (section 4.10.1). A responder must check it: whoever may publish a request
    /// can name any topic here.
    public var responseTopic: String?

    /// What an answer repeats so that the requester knows it.
    public var correlationData: [UInt8]?

    /// How many seconds the broker keeps the message for a subscriber that is away; of a delivered message, what is
    /// left of them.
    public var expirySeconds: UInt32?

    /// The payload's media type.
    public var contentType: String?

    /// Name and value pairs, in the publisher's order; a name may come twice.
    public var userProperties: [UserProperty]

    /// Creates properties; none unless named.
    public init(
        responseTopic: String? = nil,
        correlationData: [UInt8]? = nil,
        expirySeconds: UInt32? = nil,
        contentType: String? = nil,
        userProperties: [UserProperty] = []
    ) {
        self.responseTopic = responseTopic
        self.correlationData = correlationData
        self.expirySeconds = expirySeconds
        self.contentType = contentType
        self.userProperties = userProperties
    }
}

/// A user property of a message: a name and a value.
public struct UserProperty: Hashable, Sendable {
    /// The property's name.
    public var name: String

    /// The property's value.
    public var value: String

    /// Creates a property.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// What a broker's acknowledgement of a published message says (MQTT 5, section 3.4.2.1).
public enum PublishOutcome: Hashable, Sendable {
    /// The broker has taken the message over.
    case accepted

    /// The broker has taken the message, and no subscription matches its topic at present.
    case noMatchingSubscribers
}
