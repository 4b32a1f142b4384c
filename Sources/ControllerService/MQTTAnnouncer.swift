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
    let status: StatusBoard
    let logger: Logger

    func announce(_ announcement: Announcement) async {
        do {
            try await client.publish(message(announcement))
            switch announcement {
            case .reply(let reply): log(reply)
            case .event(let event) where event.kind == .inputShed || event.kind == .inputRefused: log(event)
            default: break
            }
        } catch {
            // A building that gets no answer sends its request again and gets the stored one.
            var metadata: Logger.Metadata = ["error": "\(error.sentence)"]
            if case .reply(let reply) = announcement { metadata.merge(self.metadata(reply)) { $1 } }
            logger.warning("a message was not sent", metadata: metadata)
        }
    }

    /// What was answered. Whoever asks too fast is told so as often, and does not fill the log with it.
    private func log(_ reply: AllocationReply) {
        switch reply.status {
        case .ok, .rateLimited: logger.debug("a building was answered", metadata: metadata(reply))
        case .unauthorised: logger.warning("a demand was refused", metadata: metadata(reply))
        default: logger.info("a demand was refused", metadata: metadata(reply))
        }
    }

    /// What a building sent and the controller did not carry out, as often as it is said: once a minute.
    private func log(_ event: ControllerEvent) {
        var metadata: Logger.Metadata = ["event": "\(event.kind.rawValue)", "detail": "\(event.detail)"]
        if let building = event.building { metadata["building"] = "\(building)" }
        for value in event.values { metadata["\(value.name)"] = "\(value.number)" }
        logger.warning("a building sends more than is read, or what is refused", metadata: metadata)
    }

    private func metadata(_ reply: AllocationReply) -> Logger.Metadata {
        var metadata: Logger.Metadata = ["building": "\(reply.building)", "status": "\(reply.status.rawValue)"]
        if let id = reply.requestID { metadata["request"] = "\(id)" }
        if let detail = reply.detail { metadata["detail"] = "\(detail)" }
        if reply.status == .ok, let transaction = reply.allocation?.transaction {
            metadata["txid"] = "\(transaction.id)"
            metadata["height"] = "\(transaction.height)"
        }
        return metadata
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
        case .period(let outlook):
            periodStatus(outlook)
        case .event(let event):
            .event(EventPayload(event, epoch: epoch, at: clock.now()), topics: topics)
        }
    }

    private func periodStatus(_ outlook: PeriodOutlook) -> GatewayMessage {
        status.note(outlook)
        return status.message(isOnline: true)
    }
}
