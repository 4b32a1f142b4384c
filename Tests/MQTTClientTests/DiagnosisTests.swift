import Testing

@testable import MQTTClient

@Suite("What was seen of a connection becomes a sentence")
struct DiagnosisTests {
    private var configuration: MQTTConfiguration {
        let tls = TLSFiles(authorities: "ca.pem", certificate: "meter.pem", key: "meter.key")
        return MQTTConfiguration(host: "::1", port: 8_883, clientID: "meter", tls: tls)
    }

    @Test(
        "A broker that refuses in its CONNACK",
        arguments: [
            (135, "the broker does not know this client's identity, or requires a client certificate"),
            (133, "the broker does not accept the client identifier meter"),
            (136, "server unavailable (MQTT reason code 136)"), (250, "unknown reason (MQTT reason code 250)"),
        ]
    )
    func refusals(reason: Int32, words: String) {
        let error = Diagnosis(code: 2, connack: ReasonCode(reason)).error(configuration)
        #expect(error.code == .connectionRefused)
        #expect(error.sentence == "The MQTT broker at [::1]:8883 refused the connection: \(words).")
    }

    @Test("A broker that shuts down says so")
    func shutDown() {
        let error = Diagnosis(code: 4, disconnect: .serverShuttingDown, wasAccepted: true).error(configuration)
        let words = "ended the connection: server shutting down (MQTT reason code 139)."
        #expect(error == MQTTError(.connectionLost, "The MQTT broker at [::1]:8883 \(words)"))
    }

    @Test(
        "A certificate of the broker that OpenSSL refuses",
        arguments: [
            (9, "not valid yet"), (10, "has expired"), (20, "not issued by an authority in ca.pem"), (23, "revoked"),
            (99, "result 99"),
        ]
    )
    func verification(result: Int, words: String) {
        let line = "OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed"
        let error = Diagnosis(code: 8, verifyResult: result, log: [line]).error(configuration)
        #expect(error.code == .brokerCertificate)
        #expect(error.sentence.contains(words))
    }

    @Test(
        "An alert of the broker about the client's certificate",
        arguments: [
            ("sslv3 alert certificate expired", "it has expired"),
            ("sslv3 alert certificate revoked", "has been revoked"),
            ("tlsv1 alert unknown ca", "does not trust the authority"),
            ("tlsv13 alert certificate required", "requires one"),
        ]
    )
    func alerts(words: String, meaning: String) {
        let line = "OpenSSL Error[0]: error:0A000415:SSL routines::\(words)"
        let error = Diagnosis(code: 14, errorNumber: 71, log: [line], wasOpened: true).error(configuration)
        #expect(error.code == .clientCertificate)
        #expect(error.sentence.contains("meter.pem") && error.sentence.contains(meaning))
    }

    @Test("Another fault of TLS keeps OpenSSL's words")
    func otherFault() {
        let line = "OpenSSL Error[0]: error:0A000102:SSL routines::unsupported protocol"
        let error = Diagnosis(code: 8, log: [line]).error(configuration)
        #expect(error == MQTTError(.tls, "TLS with the MQTT broker at [::1]:8883 failed: unsupported protocol."))
    }

    @Test("Silence and an end of the stream lose the connection")
    func losses() {
        let silent = Diagnosis(code: LibraryCode.keepAlive, wasOpened: true, wasAccepted: true).error(configuration)
        #expect(
            silent.sentence
                == "The connection to the MQTT broker at [::1]:8883 was lost: it has been silent for too long."
        )
        let closed = Diagnosis(code: LibraryCode.connectionLost, wasOpened: true, wasAccepted: true).error(
            configuration
        )
        #expect(closed.sentence == "The connection to the MQTT broker at [::1]:8883 was lost: closed.")
    }
}
