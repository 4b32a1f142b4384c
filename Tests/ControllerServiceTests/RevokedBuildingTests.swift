import Allocation
import ChildProcesses
import Foundation
import Gateway
import MQTTClient
import TestKit
import Testing

@Suite("A revoked building and the site's broker", .timeLimit(.minutes(8)))
struct RevokedBuildingTests {
    @Test("Its certificate is refused once the broker has read the list again, and nobody else's")
    func refused() async throws {
        try await withSite { site in
            try await withBroker(of: site) { broker in
                for building in site.buildings { #expect(try await connects(building.text, to: site)) }
                let identities = site.directory + "/identities"
                let revoke = ["identity", "revoke", identities, site.directory + "/mqtt/b01.pem"]
                let revoked = try await site.commonwatt(revoke)
                try #require(revoked.isSuccess, "\(revoked.errorOutput)")
                #expect(revoked.output.contains("SIGHUP"))
                broker.reload()
                // The signal is taken up in the broker's next round.
                var rounds = 0
                while try await connects("b01", to: site), rounds < 100 {
                    rounds += 1
                    try await Task.sleep(for: .milliseconds(50))
                }
                #expect(rounds < 100, "\(broker.log.suffix(10))")
                #expect(try await connects("b02", to: site))
                // A list that follows it still has the first one revoked.
                let second = ["identity", "revoke", identities, site.directory + "/mqtt/b02.pem"]
                #expect(try await site.commonwatt(second).isSuccess)
                await broker.stop()
                try await broker.start()
                for building in site.buildings { #expect(try await !connects(building.text, to: site)) }
                #expect(try await connects(BrokerConfiguration.auditorIdentity, to: site))
            }
        }
    }

    /// Whether the broker takes a certificate, by mosquitto's own client.
    private func connects(_ name: String, to site: TestSite) async throws -> Bool {
        let mqtt = site.directory + "/mqtt"
        let run = try await ChildCommand(
            "mosquitto_pub",
            [
                "-h", "127.0.0.1", "-p", "\(site.port)", "-V", "5", "-q", "1", "-i", name, "--cafile", mqtt + "/ca.pem",
                "--cert", "\(mqtt)/\(name).pem", "--key", "\(mqtt)/\(name).key",
                "-t", "nothing", "-m", "",
            ]
        ).run()
        // A publish that the access control list forbids is answered, so the connection stood.
        return run.status == 0 || run.errorOutput.contains("ot authorized")
    }
}
