extension MQTTError {
    static let closed = MQTTError(.closed, "The MQTT client has stopped.")

    static let cancelled = MQTTError(.cancelled, "The task was cancelled before the MQTT broker had answered.")

    static let alreadyRunning = MQTTError(
        .invalidArgument,
        "The MQTT client has been run before: make a new one for each run."
    )

    static func queueFull(_ limit: Int) -> MQTTError {
        MQTTError(
            .queueFull,
            "\(limit) messages already wait for the MQTT broker's acknowledgement: publish fewer at a time, "
                + "or raise the client's outgoing limit."
        )
    }

    static func expired(_ topic: Topic) -> MQTTError {
        MQTTError(
            .expired,
            "A message to \(topic) was not sent: its expiry ended before there was a connection to the MQTT broker."
        )
    }

    static func overflow(_ filter: TopicFilter) -> MQTTError {
        MQTTError(
            .overflow,
            "Messages of \(filter) came faster than they were taken, and the subscription's buffer ran over."
        )
    }

    static func filterInUse(_ filter: TopicFilter, _ other: TopicFilter) -> MQTTError {
        MQTTError(
            .filterInUse,
            "\(filter) overlaps \(other), to which this MQTT client is already subscribed: end that one first, "
                + "or use a second client."
        )
    }

    static func publishRefused(_ reason: ReasonCode, _ message: OutgoingMessage) -> MQTTError {
        switch reason {
        case .notAuthorised:
            MQTTError(
                .notAuthorised,
                "The MQTT broker does not let this client publish to \(message.topic): its access control list "
                    + "gives each identity its own topics."
            )
        case .packetTooLarge:
            MQTTError(
                .tooLarge,
                "A message of \(message.payload.count) bytes to \(message.topic) is larger than the MQTT broker "
                    + "accepts."
            )
        default:
            MQTTError(.refused, "The MQTT broker refused a message to \(message.topic): \(reason).")
        }
    }

    static func subscribeRefused(_ reason: ReasonCode, _ filter: TopicFilter) -> MQTTError {
        if reason == .notAuthorised {
            return MQTTError(.notAuthorised, "The MQTT broker does not let this client subscribe to \(filter).")
        }
        return MQTTError(.refused, "The MQTT broker refused a subscription to \(filter): \(reason).")
    }

    static func noConnack(_ configuration: MQTTConfiguration) -> MQTTError {
        MQTTError(
            .timeout,
            "\(configuration.address) accepted a connection and did not answer as an MQTT broker within "
                + "\(configuration.connectTimeout): check that host and port are the broker's, and whether it "
                + (configuration.tls == nil ? "expects TLS." : "speaks TLS.")
        )
    }
}

extension MQTTConfiguration {
    /// Host and port as people write them.
    var address: String {
        host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
