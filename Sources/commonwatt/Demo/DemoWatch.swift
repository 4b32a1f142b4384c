import Allocation
import Foundation
import Gateway
import Logging
import MQTTClient
import ServiceLifecycle
import Units
import UnixSignals

/// What was seen on the broker.
struct DemoCounts: Sendable {
    /// Requests that were answered with an allocation.
    var allocations = 0
    /// Allocations that changed for another reason.
    var pushes = 0
    /// Requests that were refused.
    var refusals = 0
    /// The rule in force, as it was said last.
    var policy: PolicyPayload?
    /// The allocation of each building, as it was told last.
    var inForce: [BuildingID: AllocationInForce] = [:]
}

/// Listens to everything that is said at the demo's site, with the auditor's certificate, and shows a line a second.
actor DemoWatch {
    private let site: DemoSite
    private var counts = DemoCounts()

    init(site: DemoSite) {
        self.site = site
    }

    /// Watches for a time, or until the process is asked to stop (0 seconds).
    func watch(seconds: Int) async throws -> DemoCounts {
        let logger = Logger(label: "demo") { _ in SwiftLogNoOpLogHandler() }
        let client = try MQTTClient(configuration: configuration, logger: logger)
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: client)],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            group.addTask { try await self.listen(client) }
            group.addTask {
                try await self.show(seconds: seconds)
                await services.triggerGracefulShutdown()
            }
            // The listening ends with the client, the showing with its time or the interruption.
            try await group.next()
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let error) = result, !(error is CancellationError) { throw error }
            }
        }
        return counts
    }

    private var configuration: MQTTConfiguration {
        MQTTConfiguration(
            host: "127.0.0.1",
            port: site.port,
            clientID: BrokerConfiguration.auditorIdentity,
            tls: TLSFiles(
                authorities: site.directory + "/mqtt/ca.pem",
                certificate: site.directory + "/mqtt/auditor.pem",
                key: site.directory + "/mqtt/auditor.key"
            )
        )
    }

    private func listen(_ client: MQTTClient) async throws {
        guard let topics = Topics(site: DemoSite.name) else { return }
        try await client.withSubscription(to: topics.everything, buffering: .bounded(100_000)) { messages in
            for try await message in messages { self.note(message, topics) }
        }
    }

    private func note(_ message: MQTTMessage, _ topics: Topics) {
        if message.topic == topics.policy {
            counts.policy = try? PolicyPayload(message.payload)
        } else if let building = site.buildings.first(where: { topics.allocation($0) == message.topic }),
            let reply = try? AllocationPayload(message.payload)
        {
            if let allocation = reply.allocation { counts.inForce[building] = allocation }
            switch (reply.status, reply.requestID) {
            case (.ok, nil): counts.pushes += 1
            case (.ok, _): counts.allocations += 1
            default: counts.refusals += 1
            }
        }
    }

    /// Shows how things stand, a line every five seconds; on a terminal one line that is written over each second.
    private func show(seconds: Int) async throws {
        var second = 0
        while seconds == 0 || second < seconds {
            try await Task.sleep(for: .seconds(1))
            second += 1
            let line = line(second)
            if Terminal.errors.isInteractive {
                write("\r\(line)\u{1B}[K")
            } else if second % 5 == 0 {
                write(line + "\n")
            }
        }
        if Terminal.errors.isInteractive { write("\n") }
    }

    private func line(_ second: Int) -> String {
        var sums: [Server: Int64] = [:]
        for band in counts.inForce.values.flatMap(\.bands) { sums[band.server, default: 0] += band.power.watts }
        let bands = Server.allCases.map { "\($0.name) \((sums[$0] ?? 0) / 1_000) kW" }.joined(separator: ", ")
        let charge = (counts.policy?.charge.millijoules ?? 0) / 3_600_000
        let mode = counts.policy?.mode.rawValue ?? "-"
        return "\(second) s  \(counts.allocations) allocations  \(bands)  charge \(charge) Wh  mode \(mode)"
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
