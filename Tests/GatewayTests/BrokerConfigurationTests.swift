import Allocation
import Gateway
import Testing

@Suite("The broker of a site")
struct BrokerConfigurationTests {
    private func configuration(revocations: String? = nil) throws -> BrokerConfiguration {
        BrokerConfiguration(
            topics: try #require(Topics(site: "riverside")),
            buildings: try ["b01", "b02"].map { try #require(BuildingID($0)) },
            address: "127.0.0.1",
            port: 8_883,
            files: .init(
                authorities: "ca.pem",
                certificate: "broker.pem",
                key: "broker.key",
                accessControl: "acl",
                revocations: revocations
            )
        )
    }

    @Test("Takes the identity from the certificate and nowhere else, and bounds what it passes on")
    func text() throws {
        let lines = try configuration().configuration().split(separator: "\n")
        for line in [
            "listener 8883 127.0.0.1", "cafile ca.pem", "certfile broker.pem", "keyfile broker.key", "acl_file acl",
            "require_certificate true", "use_identity_as_username true", "use_username_as_clientid true",
            "allow_anonymous false", "message_size_limit 4096", "user mosquitto",
        ] {
            #expect(lines.contains { $0 == line }, "\(line)")
        }
        #expect(!lines.contains { $0.hasPrefix("crlfile") })
        #expect(try configuration(revocations: "crl.pem").configuration().contains("\ncrlfile crl.pem\nrequire_"))
    }

    @Test("Gives each identity its own topics")
    func accessControl() throws {
        let expected = """
            # Site riverside: written from the list of members; what is not listed is refused.

            user controller
            topic read commonwatt/v1/riverside/bld/+/demand
            topic read commonwatt/v1/riverside/bld/+/meter
            topic read commonwatt/v1/riverside/bld/+/status
            topic write commonwatt/v1/riverside/bld/+/alloc
            topic write commonwatt/v1/riverside/bld/+/alloc/current
            topic read commonwatt/v1/riverside/bat/soc
            topic write commonwatt/v1/riverside/ctl/#
            topic readwrite homeassistant/device/+/config

            user auditor
            topic read commonwatt/v1/riverside/#

            user battery
            topic write commonwatt/v1/riverside/bat/soc
            topic read commonwatt/v1/riverside/ctl/#

            user home-assistant
            topic read homeassistant/#
            topic write homeassistant/status
            topic read commonwatt/v1/riverside/ctl/#
            topic read commonwatt/v1/riverside/bld/+/alloc/current

            user b01
            topic write commonwatt/v1/riverside/bld/b01/demand
            topic write commonwatt/v1/riverside/bld/b01/meter
            topic write commonwatt/v1/riverside/bld/b01/status
            topic read commonwatt/v1/riverside/bld/b01/alloc
            topic read commonwatt/v1/riverside/bld/b01/alloc/current
            topic read commonwatt/v1/riverside/ctl/#

            user b02
            topic write commonwatt/v1/riverside/bld/b02/demand
            topic write commonwatt/v1/riverside/bld/b02/meter
            topic write commonwatt/v1/riverside/bld/b02/status
            topic read commonwatt/v1/riverside/bld/b02/alloc
            topic read commonwatt/v1/riverside/bld/b02/alloc/current
            topic read commonwatt/v1/riverside/ctl/#

            """
        #expect(try configuration().accessControl == expected)
    }
}
