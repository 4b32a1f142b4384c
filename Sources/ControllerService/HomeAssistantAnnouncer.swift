import Allocation
import Gateway
import Logging
import MQTTClient

/// Keeps what Home Assistant is told of the site: the devices that there are, and none that there were.
struct HomeAssistantAnnouncer: Sendable {
    let client: MQTTClient
    let devices: HomeAssistantDevices
    /// Whether the site is to appear; if not, what it said before is taken back.
    let isWanted: Bool
    let buildings: [(id: BuildingID, name: String)]
    let logger: Logger

    /// What is described, and where.
    private var messages: [GatewayMessage] {
        isWanted ? [devices.cluster] + buildings.map { devices.building($0.id, name: $0.name) } : []
    }

    /// Describes the devices on each connection, since a broker that was started anew may have kept nothing.
    func describe() async {
        for message in messages { await publish(message) }
    }

    /// Takes back, until the task is cancelled, what the broker holds of devices of this site that are none any more.
    func takeBack() async {
        let present = Set(messages.map(\.topic))
        do {
            try await client.withSubscription(to: devices.filter, buffering: .bounded(10_000), retained: .delivered) {
                for try await message in $0 where devices.isOwn(message.topic) {
                    guard !present.contains(message.topic), !message.payload.isEmpty else { continue }
                    logger.notice(
                        "Home Assistant is told that a device is gone",
                        metadata: ["topic": "\(message.topic)"]
                    )
                    await publish(.noDevice(message.topic))
                }
            }
        } catch {
            // Nobody's allocation depends on it: another broker may not let the controller read these topics.
            logger.warning("devices that are gone stay in Home Assistant", metadata: ["error": "\(error)"])
        }
    }

    private func publish(_ message: GatewayMessage) async {
        do {
            try await client.publish(message)
        } catch {
            logger.warning("Home Assistant was not told of a device", metadata: ["error": "\(error.sentence)"])
        }
    }
}
