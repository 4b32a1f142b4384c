import ChildProcesses
import Foundation
import Gateway
import MQTTClient
import Synchronization
import TestKit
import Testing

@Suite("What was acknowledged is on the ledger once, whatever becomes of a certificate", .timeLimit(.minutes(8)))
struct CertificateFaultTests {
    private static let perBuilding: Int64 = 40

    @Test("A building's certificate revoked midway: what it was answered stays, and the others do not notice")
    func revoked() async throws {
        try await withServedSite(["b01", "b02", "b03"]) { site, servers in
            let load = PersistentLoad(site: site.with(buildings: 2), count: Self.perBuilding)
            let answered = Mutex<[KilledLoad.Request: [UInt8]]>([:])
            try await survive(
                "certificate revoked",
                load,
                others: { answered.withLock(\.self) },
                stop: { await servers.controller.stop() }
            ) {
                for (request, reply) in try await Self.ask(20, of: site) { answered.withLock { $0[request] = reply } }
                let certificate = site.directory + "/mqtt/b03.pem"
                let revoked = try await site.commonwatt(
                    ["identity", "revoke", site.directory + "/identities", certificate]
                )
                #expect(revoked.isSuccess, "\(revoked.errorOutput)")
                // A connection that stands ends with the broker.
                await servers.broker.kill()
                try await servers.broker.start()
                await #expect(throws: (any Error).self) {
                    try await withClient(site.client("b03")) { client in
                        try await client.publish([], to: site.topics.demand(site.buildings[2]))
                    }
                }
            }
        }
    }

    /// Demands of the third building, all answered.
    private static func ask(_ count: Int64, of site: TestSite) async throws -> [KilledLoad.Request: [UInt8]] {
        try await withBuilding(2, of: site) { building in
            var answers: [KilledLoad.Request: [UInt8]] = [:]
            for number in 1...count {
                let demand = demand(number, watts: 2_000 * number)
                let answer = try await building.ask(demand)
                #expect(answer.reply.status == .ok)
                answers[KilledLoad.Request(building: building.id, id: demand.requestID)] = answer.message.payload
            }
            return answers
        }
    }

    @Test("A start after the operator's certificates have expired is refused; what was answered stays, and goes on")
    func expired() async throws {
        try await withServedSite(["b01", "b02"]) { site, servers in
            let load = PersistentLoad(site: site, count: Self.perBuilding)
            try await survive("certificates expired", load, stop: { await servers.controller.stop() }) {
                await servers.controller.kill()
                let offset = site.directory + "/clock"
                // Certificates hold for two years.
                try "\(3 * 365 * 86_400)".write(toFile: offset, atomically: true, encoding: .utf8)
                let library = try await ClockLibrary.build(in: site.directory)
                let late = try await ChildCommand(
                    "env",
                    [
                        "LD_PRELOAD=\(library)", "TEST_CLOCK=\(offset)", try Products.executable("commonwatt"), "serve",
                        "--config", site.clusterFile,
                    ]
                ).run()
                let isSaid = late.errorOutput.contains("certificate") && late.errorOutput.contains("expired")
                #expect(late.status == 3 && isSaid, "\(late.errorOutput)")
                try await servers.controller.start()
            }
        }
    }
}
