/// A reason code of MQTT 5 (section 2.4): from 128 on it is a refusal.
struct ReasonCode: Hashable, Sendable {
    let number: Int

    init(_ number: Int32) {
        self.number = Int(number)
    }

    var isRefusal: Bool { number >= 128 }

    static let noMatchingSubscribers = ReasonCode(16)
    static let clientIdentifierNotValid = ReasonCode(133)
    static let badUserNameOrPassword = ReasonCode(134)
    static let notAuthorised = ReasonCode(135)
    static let serverShuttingDown = ReasonCode(139)
    static let sessionTakenOver = ReasonCode(142)
    static let packetTooLarge = ReasonCode(149)
    static let quotaExceeded = ReasonCode(151)
}

extension ReasonCode: CustomStringConvertible {
    /// The standard's name of the code, with its number.
    var description: String {
        "\(Self.names[number] ?? "unknown reason") (MQTT reason code \(number))"
    }

    private static let names: [Int: String] = [
        0: "normal disconnection", 4: "disconnect with will message", 16: "no matching subscribers",
        128: "unspecified error", 129: "malformed packet", 130: "protocol error", 131: "implementation specific error",
        132: "unsupported protocol version", 133: "client identifier not valid", 134: "bad user name or password",
        135: "not authorised", 136: "server unavailable", 137: "server busy", 138: "banned",
        139: "server shutting down", 140: "bad authentication method", 141: "keep alive timeout",
        142: "session taken over", 143: "topic filter invalid", 144: "topic name invalid",
        147: "receive maximum exceeded", 148: "topic alias invalid", 149: "packet too large",
        150: "message rate too high", 151: "quota exceeded", 152: "administrative action",
        153: "payload format invalid", 154: "retain not supported", 155: "QoS not supported",
        156: "use another server", 157: "server moved", 158: "shared subscriptions not supported",
        159: "connection rate exceeded", 160: "maximum connect time", 161: "subscription identifiers not supported",
        162: "wildcard subscriptions not supported",
    ]
}
