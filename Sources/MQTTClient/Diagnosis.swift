/// What was seen of a connection that could not be made or was lost: the raw material of a sentence.
struct Diagnosis: Hashable {
    /// libmosquitto's error number (`MOSQ_ERR_…`).
    var code: Int32

    /// `errno` when the call returned; for a failed look-up of the host, the resolver's number.
    var errorNumber: Int32 = 0

    /// The broker's refusal in its CONNACK.
    var connack: ReasonCode?

    /// The broker's reason for a DISCONNECT of its own.
    var disconnect: ReasonCode?

    /// OpenSSL's reason to refuse the broker's certificate (`X509_V_ERR_…`), 0 if it did not.
    var verifyResult: Int = 0

    /// What libmosquitto logged as errors, oldest first.
    var log: [String] = []

    /// Whether somebody had answered at the port.
    var wasOpened = false

    /// Whether the broker had accepted the connection.
    var wasAccepted = false
}

extension Diagnosis {
    /// The error that a person reads.
    func error(_ configuration: MQTTConfiguration) -> MQTTError {
        if let connack, connack.isRefusal { return refusal(connack, configuration) }
        if let disconnect { return leaveTaking(disconnect, configuration) }
        if let tls = configuration.tls, let error = tlsFile(tls) ?? tlsHandshake(tls, configuration) { return error }
        if wasAccepted { return lost(configuration) }
        return unreachable(configuration)
    }

    private func refusal(_ reason: ReasonCode, _ configuration: MQTTConfiguration) -> MQTTError {
        let advice =
            switch reason {
            case .notAuthorised, .badUserNameOrPassword:
                "the broker does not know this client's identity, or requires a client certificate"
            case .clientIdentifierNotValid: "the broker does not accept the client identifier \(configuration.clientID)"
            default: "\(reason)"
            }
        return MQTTError(
            .connectionRefused,
            "The MQTT broker at \(configuration.address) refused the connection: \(advice)."
        )
    }

    private func leaveTaking(_ reason: ReasonCode, _ configuration: MQTTConfiguration) -> MQTTError {
        if reason == .sessionTakenOver {
            return MQTTError(
                .sessionTakenOver,
                "Another MQTT client connected to \(configuration.address) as \(configuration.clientID): "
                    + "run one at a time, or give each its own identifier."
            )
        }
        return MQTTError(
            .connectionLost,
            "The MQTT broker at \(configuration.address) ended the connection: \(reason)."
        )
    }

    private func lost(_ configuration: MQTTConfiguration) -> MQTTError {
        let reason =
            code == LibraryCode.keepAlive
            ? "it has been silent for too long" : SystemError.text(errorNumber, or: "closed")
        return MQTTError(
            .connectionLost,
            "The connection to the MQTT broker at \(configuration.address) was lost: \(reason)."
        )
    }

    private func unreachable(_ configuration: MQTTConfiguration) -> MQTTError {
        switch code {
        case LibraryCode.lookup:
            return MQTTError(
                .hostUnknown,
                "The MQTT broker's host \(configuration.host) cannot be found: correct the host's name, or add it to "
                    + "the name service."
            )
        case LibraryCode.systemError where errorNumber != 0 && !wasOpened:
            return MQTTError(
                .brokerUnreachable,
                "No MQTT broker answers at \(configuration.address) (\(SystemError.text(errorNumber, or: "closed"))): "
                    + "start the broker, or correct host and port."
            )
        case LibraryCode.invalid:
            return MQTTError(
                .invalidArgument,
                "The MQTT client's configuration cannot be used: host \(configuration.host), client identifier "
                    + "\(configuration.clientID), keep-alive \(configuration.keepAliveSeconds) s."
            )
        default:
            let advice = configuration.tls == nil ? "it may expect TLS" : "it may expect another client certificate"
            return MQTTError(
                .connectionLost,
                "\(configuration.address) closed the connection before it had answered as an MQTT broker: \(advice); "
                    + "the broker's log says why."
            )
        }
    }
}

/// The error numbers of libmosquitto that say something of their own.
enum LibraryCode {
    static let success: Int32 = 0
    static let invalid: Int32 = 3
    static let noConnection: Int32 = 4
    static let connectionLost: Int32 = 7
    static let tls: Int32 = 8
    static let systemError: Int32 = 14
    static let lookup: Int32 = 15
    static let payloadSize: Int32 = 9
    static let keepAlive: Int32 = 19
    static let oversizePacket: Int32 = 25
}
