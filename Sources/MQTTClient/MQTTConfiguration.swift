/// How a client reaches its broker and what it leaves there.
public struct MQTTConfiguration: Hashable, Sendable {
    /// The broker's host name or address; the broker's certificate must name it.
    public var host: String

    /// The broker's port.
    public var port: UInt16

    /// The client's identifier: the broker keeps one session under it, and a second client with the same identifier
    /// throws the first one out.
    public var clientID: String

    /// The TLS files; `nil` speaks plain MQTT, for a broker on loopback only.
    public var tls: TLSFiles?

    /// What the broker publishes for this client once the client is gone without having said so.
    public var will: LastWill?

    /// What the broker keeps while the client is away.
    public var session: SessionKeeping = .untilDisconnected

    /// What ``MQTTClient/run()`` does if the first connection fails.
    public var firstConnection: FirstConnection = .required

    /// The longest silence on the connection, in seconds; at least 5 (libmosquitto's own bound).
    public var keepAliveSeconds: UInt16 = 15

    /// The time a connection may take from the first packet to the broker's CONNACK.
    public var connectTimeout: Duration = .seconds(10)

    /// The pauses between attempts to connect.
    public var backoff = Backoff()

    /// The number of messages that may wait to be acknowledged; one more is refused with
    /// ``MQTTError/Code/queueFull``.
    public var outgoingLimit = 4_096

    /// How long a graceful shutdown waits for messages to be acknowledged.
    public var shutdownGrace: Duration = .seconds(5)

    /// Creates a configuration for a broker; every other value has the default given at its declaration.
    public init(host: String, port: UInt16, clientID: String, tls: TLSFiles? = nil, will: LastWill? = nil) {
        self.host = host
        self.port = port
        self.clientID = clientID
        self.tls = tls
        self.will = will
    }
}

/// The PEM files of a TLS connection. They are read anew at each attempt to connect, so that a renewed certificate is
/// taken up without a restart.
public struct TLSFiles: Hashable, Sendable {
    /// The path of the certificates of the authorities that may have issued the broker's certificate.
    public var authorities: String

    /// The path of the client's certificate, followed by its intermediates.
    public var certificate: String

    /// The path of the certificate's private key, not encrypted.
    public var key: String

    /// Creates a set of paths.
    public init(authorities: String, certificate: String, key: String) {
        self.authorities = authorities
        self.certificate = certificate
        self.key = key
    }
}

/// A client's last will (MQTT 5, section 3.1.2.5); published with QoS 1.
public struct LastWill: Hashable, Sendable {
    /// The topic it is published to.
    public var topic: Topic

    /// The payload's bytes.
    public var payload: [UInt8]

    /// Whether the broker retains it.
    public var isRetained: Bool

    /// The payload's media type.
    public var contentType: String?

    /// Creates a last will.
    public init(topic: Topic, payload: [UInt8], isRetained: Bool, contentType: String? = nil) {
        self.topic = topic
        self.payload = payload
        self.isRetained = isRetained
        self.contentType = contentType
    }
}

/// What the broker keeps of a client that is away: its subscriptions and the messages that wait for it.
public enum SessionKeeping: Hashable, Sendable {
    /// Nothing: each connection starts clean.
    case untilDisconnected

    /// Everything, for so many seconds after the connection ended; `UInt32.max` is for ever (MQTT 5, section
    /// 3.1.2.11.2).
    case seconds(UInt32)
}

/// What a failure of the first attempt to connect means. A connection that is lost later is always tried again.
public enum FirstConnection: Hashable, Sendable {
    /// ``MQTTClient/run()`` throws: the configuration is probably wrong, and a person is probably looking.
    case required

    /// Tried again like a lost one: for a service that may start before its broker.
    case retried
}

/// The pauses between attempts to connect: doubled from the first to the longest, and shortened at random by up to a
/// half so that the clients of a restarted broker do not all come back at once.
public struct Backoff: Hashable, Sendable {
    /// The first pause.
    public var first: Duration = .milliseconds(250)

    /// The longest pause.
    public var longest: Duration = .seconds(10)

    /// Creates the default pauses.
    public init() {}

    /// Creates pauses that grow from the first to the longest.
    public init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    /// The pause after so many failures in a row.
    ///
    /// - Parameter chance: a number drawn uniformly from 0 to 999.
    func pause(afterFailures failures: Int, chance: Int) -> Duration {
        var pause = first
        for _ in 1..<max(failures, 1) where pause < longest { pause = pause * 2 }
        return min(pause, longest) * (1_000 - chance / 2) / 1_000
    }
}
