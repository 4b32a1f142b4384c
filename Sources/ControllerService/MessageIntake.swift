import Allocation
import AllocationContract
import Controller
import Gateway
import Logging
import MQTTClient
import Units

/// Reads the buildings' messages and gives them to the controller in the order in which they came.
///
/// What remains to be done of a message, waiting for its block and answering, goes into `works`, off the path of the
/// next message.
struct MessageIntake: Sendable {
    let client: MQTTClient
    let topics: Topics
    let controller: ClusterController
    let works: AsyncStream<ClusterController.Work>.Continuation
    let verifier: DemandVerifier
    let logger: Logger

    /// How many messages may wait to be read; beyond it the subscription ends, and the service with it, rather than
    /// lose one silently.
    private static let buffer = 10_000

    /// Reads demands, and the buildings' statuses with their last wills, until the client stops or the task is
    /// cancelled.
    ///
    /// - Parameter subscribed: What is done meanwhile, from when the broker passes on every message: whoever says that
    ///   the controller is there says it here.
    func read(_ subscribed: @escaping @Sendable () async -> Void) async throws {
        try await client.withSubscription(to: topics.allDemands, buffering: .bounded(Self.buffer)) { demands in
            try await client.withSubscription(to: topics.allStatuses, buffering: .bounded(Self.buffer)) { statuses in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { for try await message in demands { works.yield(await take(message)) } }
                    group.addTask { for try await message in statuses { await readStatus(message) } }
                    group.addTask { await subscribed() }
                    // Any of them ends only when it fails or all are to stop.
                    let first = await group.nextResult()
                    if case .success? = first { try await group.waitForAll() }
                    group.cancelAll()
                    try first?.get()
                }
            }
        }
    }

    private func take(_ message: MQTTMessage) async -> ClusterController.Work {
        do {
            let demand = try DemandMessage(message, topics: topics)
            return await controller.take(try Demand(demand, keeping: try verifier.evidence(of: demand)))
        } catch let refusal as DemandRefusal {
            return await controller.take(MalformedDemand(refusal))
        } catch let refusal as UnauthorisedDemand {
            return await controller.take(MalformedDemand(refusal))
        } catch {
            logger.error("a demand could not be read", metadata: ["error": "\(error)"])
            return await controller.policyAgain()
        }
    }

    private func readStatus(_ message: MQTTMessage) async {
        guard let (building, _) = topics.building(of: message.topic) else { return }
        do {
            let status = try BuildingStatusPayload(message.payload)
            guard !status.isOnline else { return }
            works.yield(await controller.take(goneOffline: building, epoch: status.epoch))
        } catch {
            logger.warning(
                "a status could not be read",
                metadata: ["building": "\(building)", "error": "\(error)"]
            )
        }
    }
}

extension Demand {
    /// A demand from the wire; its values were checked there, so nothing is left to refuse.
    ///
    /// - Parameter evidence: what the ledger keeps of the message.
    fileprivate init(_ message: DemandMessage, keeping evidence: [UInt8]) throws {
        let demand = message.demand
        guard let id = RequestID(demand.requestID), let load = LoadID(demand.loadID) else {
            throw ServiceError(.input, "the gateway let through what it should have refused")
        }
        self.init(
            building: message.building,
            requestID: id,
            order: MessageOrder(epoch: demand.epoch, sequence: demand.sequence),
            sentAt: demand.sentAt,
            load: load,
            power: demand.power,
            lease: demand.lease,
            message: evidence,
            correlation: message.correlationData
        )
    }
}

extension MalformedDemand {
    fileprivate init(_ refusal: DemandRefusal) {
        var order: MessageOrder?
        if let epoch = refusal.epoch, let sequence = refusal.sequence {
            order = MessageOrder(epoch: epoch, sequence: sequence)
        }
        self.init(
            building: refusal.building,
            requestID: refusal.requestID.flatMap(RequestID.init),
            order: order,
            correlation: refusal.correlationData,
            status: ReplyStatus(rawValue: refusal.status.rawValue) ?? .invalidMessage,
            detail: refusal.detail
        )
    }
}

extension MalformedDemand {
    fileprivate init(_ refusal: UnauthorisedDemand) {
        let demand = refusal.message.demand
        self.init(
            building: refusal.message.building,
            requestID: RequestID(demand.requestID),
            order: MessageOrder(epoch: demand.epoch, sequence: demand.sequence),
            correlation: refusal.message.correlationData,
            status: .unauthorised,
            detail: "\(refusal.reason)"
        )
    }
}
