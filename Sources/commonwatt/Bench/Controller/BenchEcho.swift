import Allocation
import ArgumentParser
import ConfigurationFiles
import Foundation
import Gateway
import MQTTClient
import Units
import UnixSignals

/// `commonwatt bench echo`: what `bench controller` holds the controller against, a client that answers each demand at
/// once, with bytes of a reply's size.
struct BenchEcho: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "echo",
        abstract: "Answer every demand at once, and decide nothing.",
        discussion: """
            `bench controller` starts it by itself.

            EXAMPLE:
              commonwatt bench echo --config site/cluster.yaml
            """,
        shouldDisplay: false
    )

    @Option(help: ArgumentHelp("The cluster file.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var config: String

    /// What is written when demands are heard.
    static let ready = "the echo listens"

    func run() async throws {
        let cluster = try ClusterFile.read(config)
        guard let mqtt = cluster.mqtt, let port = UInt16(exactly: mqtt.port), let topics = Topics(site: cluster.site)
        else { throw CommandFailure.badInput("\(config): mqtt: an echo needs this section") }
        let files = TLSFiles(authorities: mqtt.tls.authority, certificate: mqtt.tls.certificate, key: mqtt.tls.key)
        let identity = BrokerConfiguration.controllerIdentity
        let client = try MQTTClient(
            configuration: MQTTConfiguration(host: mqtt.host, port: port, clientID: identity, tls: files),
            logger: BenchLog.none
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await client.run() }
            group.addTask { try await Self.answer(client, topics) }
            try await group.next()
            group.cancelAll()
        }
    }

    private static func answer(_ client: MQTTClient, _ topics: Topics) async throws {
        // As the controller takes them.
        let fair = Buffering.fair(perTopic: 512, topics: 100_000)
        try await client.withSubscription(to: topics.allDemands, buffering: fair) { demands in
            FileHandle.standardError.write(Data("\(ready)\n".utf8))
            try await withThrowingDiscardingTaskGroup { group in
                for try await demand in demands {
                    guard let (building, _) = topics.building(of: demand.topic) else { continue }
                    let reply = GatewayMessage.allocation(
                        bytes(to: building),
                        to: building,
                        correlationData: demand.properties.correlationData,
                        topics: topics
                    )
                    group.addTask { _ = try? await client.publish(reply) }
                }
            }
        }
    }

    /// A reply as the controller writes them.
    private static func bytes(to building: BuildingID) -> [UInt8] {
        AllocationPayload(
            requestID: "3f0c2d1e-0000-4000-8000-000000000000",
            building: building,
            epoch: 1_767_225_600_000,
            sequence: 1_000,
            status: .ok,
            allocation: AllocationInForce(
                bands: [Band(server: .gridContract, power: .watts(123_456), price: Price(micros: 200_000))],
                currency: "EUR",
                policy: .adaptive,
                mode: .noBounds,
                limitedBy: [],
                inputs: .fresh,
                validUntil: Instant(milliseconds: 1_767_225_600_000)
            ),
            transaction: TransactionPlace(id: String(repeating: "0", count: 64), height: 1_000, index: 10)
        ).json
    }
}
