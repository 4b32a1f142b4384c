import Allocation
import ChildProcesses
import Gateway
import MQTTClient
import TestKit
import Testing

@Suite("What cannot be reached says so in a sentence", .timeLimit(.minutes(8)))
struct SentenceTests {
    @Test("Nothing listens at the port")
    func closedPort() async throws {
        let port = freePort()
        let error = await failure(MQTTConfiguration(host: "127.0.0.1", port: port, clientID: "meter"))
        #expect(error?.code == .brokerUnreachable)
        let advice = "start the broker, or correct host and port."
        #expect(error?.sentence == "No MQTT broker answers at 127.0.0.1:\(port) (connection refused): \(advice)")
    }

    @Test("The host has no address")
    func unknownHost() async throws {
        let error = await failure(MQTTConfiguration(host: "broker.invalid", port: 8_883, clientID: "meter"))
        #expect(error?.code == .hostUnknown)
        #expect(error?.sentence.hasPrefix("The MQTT broker's host broker.invalid cannot be found") == true)
    }

    @Test("The broker's certificate was issued by another authority")
    func wrongAuthority() async throws {
        try await withBroker { broker in
            try await withTemporaryDirectory { directory in
                let other = try await TestAuthority(in: directory, name: "Another authority")
                var tls = try await broker.authority.issue("meter")
                tls.authorities = other.certificate
                let error = await failure(broker.client("meter", tls: tls))
                #expect(error?.code == .brokerCertificate)
                #expect(
                    error?.sentence.contains("was not issued by an authority in \(other.certificate)") == true,
                    "\(error?.sentence ?? "")"
                )
            }
        }
    }

    @Test("The broker's certificate has expired")
    func expiredBroker() async throws {
        try await withBroker(certificate: .past) { broker in
            let error = try await failure(broker.client("meter"))
            #expect(error?.code == .brokerCertificate)
            #expect(
                error?.sentence.hasSuffix("has expired: issue the broker a new one, or set this machine's clock.")
                    == true
            )
        }
    }

    @Test("The broker's certificate is for another host")
    func otherHost() async throws {
        try await withBroker(namesHost: false) { broker in
            let error = try await failure(broker.client("meter"))
            #expect(error?.code == .brokerCertificate)
            #expect(error?.sentence.contains("is not for the host 127.0.0.1") == true)
        }
    }

    @Test("The client's certificate has expired")
    func expiredClient() async throws {
        try await withBroker { broker in
            let tls = try await broker.authority.issue("meter", validity: .past)
            let error = await failure(broker.client("meter", tls: tls))
            #expect(error?.code == .clientCertificate)
            #expect(
                error?.sentence.contains("\(tls.certificate): it has expired; issue a new one") == true,
                "\(error?.sentence ?? "")"
            )
        }
    }

    @Test("The client's certificate was issued by an authority that the broker does not know")
    func untrustedClient() async throws {
        try await withBroker { broker in
            try await withTemporaryDirectory { directory in
                var tls = try await TestAuthority(in: directory, name: "Another authority").issue("meter")
                tls.authorities = broker.authority.certificate
                let error = await failure(broker.client("meter", tls: tls))
                #expect(error?.code == .clientCertificate)
                #expect(error?.sentence.contains("does not trust the authority that issued it") == true)
            }
        }
    }

    @Test(
        "The files are not what they should be",
        arguments: ["missing", "no certificate", "encrypted key", "other key"]
    )
    func files(_ fault: String) async throws {
        try await withBroker { broker in
            var tls = try await broker.authority.issue("meter")
            let words: String
            switch fault {
            case "missing":
                tls.key += ".gone"
                words = "\(tls.key) cannot be read (no such file or directory)."
            case "no certificate":
                tls.certificate = tls.key
                words = "\(tls.certificate) holds no certificate in PEM form."
            case "encrypted key":
                let encrypted = tls.key + ".aes"
                let arguments = ["ec", "-in", tls.key, "-aes256", "-passout", "pass:secret", "-out", encrypted]
                #expect(try await ChildCommand("openssl", arguments).run().isSuccess)
                tls.key = encrypted
                words = "\(tls.key) holds no private key in PEM form without a passphrase."
            default:
                tls.key = try await broker.authority.issue("other").key
                words = "The key in \(tls.key) is not the one of the certificate in \(tls.certificate)"
            }
            let error = await failure(broker.client("meter", tls: tls))
            #expect(error?.code == .tlsFile)
            #expect(error?.sentence.hasPrefix(words) == true)
        }
    }

    @Test("TLS meets a broker without, and the other way round")
    func mixedUp() async throws {
        try await withBroker(isTLS: false) { broker in
            let error = try await failure(broker.client("meter"))
            #expect(error?.code == .connectionLost || error?.code == .tls)
        }
        try await withBroker { broker in
            let error = await failure(MQTTConfiguration(host: "127.0.0.1", port: broker.port, clientID: "meter"))
            #expect(error?.code == .connectionLost)
            #expect(error?.sentence.contains("it may expect TLS") == true)
        }
    }

    private func failure(_ configuration: MQTTConfiguration) async -> MQTTError? {
        await #expect(throws: MQTTError.self) {
            try await withClient(configuration) { client in
                for await _ in client.linkStates {}
            }
        }
    }
}
