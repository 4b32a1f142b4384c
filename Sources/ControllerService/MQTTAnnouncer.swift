import Controller
import Gateway
import Logging
import MQTTClient

/// Sends the controller's messages to the broker.
struct MQTTAnnouncer: AllocationAnnouncer {
    let client: MQTTClient
    let topics: Topics
    let clock: any WallClock
    /// Which start of the controller speaks.
    let epoch: Int64
    let logger: Logger

    func announce(_ announcement: Announcement) async {
        do {
            try await client.publish(message(announcement))
        } catch {
            // A building that gets no answer sends its request again and gets the stored one.
            logger.warning("a message was not sent", metadata: ["error": "\(error.sentence)"])
        }
    }

    private func message(_ announcement: Announcement) -> GatewayMessage {
        switch announcement {
        case .reply(let reply):
            .allocation(
                AllocationPayload(reply).json,
                to: reply.building,
                correlationData: reply.correlation,
                detail: reply.detail,
                topics: topics
            )
        case .current(let reply):
            .currentAllocation(AllocationPayload(reply), at: clock.now(), topics: topics)
        case .policy(let policy):
            .policy(PolicyPayload(policy), topics: topics)
        case .event(let event):
            .event(EventPayload(event, epoch: epoch, at: clock.now()), topics: topics)
        }
    }
}
