import AllocationContract
import ChildProcesses
import Gateway
import MQTTClient
import TestKit
import Testing
import Units

@Suite("A building between two periods", .timeLimit(.minutes(8)))
struct WaitingBuildingTests {
    @Test("The reference client waits for the period that it was told of, and asks at once when one is open earlier")
    func waits() async throws {
        let (away, here) = (DailyPeriod(hoursFromNow: 12).text, DailyPeriod(hoursFromNow: -1).text)
        let edit: (TestSite) throws -> Void = { try $0.edit("{duration: 6h}", to: away) }
        try await withServedSite(edit: edit) { site, servers in
            let opensAt = try await openingTime(of: site)
            let arguments = ["building", "--config", site.clusterFile, "--id", "b01", "--speed", "60"]
            let building = ChildCommand(try Products.executable("commonwatt"), arguments)
            let isWaiting: @Sendable (String) -> Bool = { $0.contains("no period is open") }
            let daemon = try await withDaemon(building, isReady: isWaiting) { daemon in
                #expect(daemon.log.contains { $0.contains("opens_at") && $0.contains(Timestamp.text(opensAt)) })
                await servers.controller.stop()
                try site.edit(away, to: here)
                try await servers.controller.start()
                _ = try await latest(site.topics.currentAllocation(site.buildings[0]), of: site) { message in
                    (try? AllocationPayload(message.payload))?.allocation.map { $0.mode != .failSafe } ?? false
                }
                return daemon
            }
            #expect(daemon.log.contains { $0.contains("the controller decides") }, "\(daemon.log)")
            await servers.controller.stop()
            let calls = try RecordedCall.read(from: site.ledger).map(\.call.function)
            #expect(calls.contains { $0 == "request" || $0 == "release" }, "\(calls)")
            #expect(try await site.audit().output.contains("audit: OK"))
        }
    }

    /// When the controller says that the next period begins.
    private func openingTime(of site: TestSite) async throws -> Instant {
        let message = try await latest(site.topics.controllerStatus, of: site) { message in
            (try? ControllerStatusPayload(message.payload))?.period?.opensAt != nil
        }
        return try #require(try ControllerStatusPayload(message.payload).period?.opensAt)
    }
}
