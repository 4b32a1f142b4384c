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

    /// How many demands of a building may wait to be read. What comes beyond is not read and answered `RATE_LIMITED`;
    /// buildings take turns, so that one that talks without end keeps no other waiting.
    private static let demandsPerBuilding = 512

    /// How many buildings' demands may wait; topics are bound to certificates, so there are hardly more than members.
    private static let buildings = 100_000

    /// Reads demands, meters, the battery's readings, and the buildings' statuses with their last wills, until the
    /// client stops or the task is cancelled.
    ///
    /// Of statuses and readings only the newest of each sender waits. Statuses that the broker holds are read at the
    /// start.
    ///
    /// - Parameter subscribed: What is done meanwhile, from when the broker passes on every message: whoever says that
    ///   the controller is there says it here.
    func read(_ subscribed: @escaping @Sendable () async -> Void) async throws {
        let fair = Buffering.fair(perTopic: Self.demandsPerBuilding, topics: Self.buildings)
        try await client.withSubscription(to: topics.allDemands, buffering: fair) { demands in
            try await withReadings { statuses, meters, battery in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { for try await message in demands { await read(message) } }
                    group.addTask { for try await message in statuses { await readStatus(message) } }
                    group.addTask { for try await message in meters { await readMeter(message) } }
                    group.addTask { for try await message in battery { await readBattery(message) } }
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

    private func withReadings(
        _ body: (_ statuses: MQTTMessages, _ meters: MQTTMessages, _ battery: MQTTMessages) async throws -> Void
    ) async throws {
        try await client.withSubscription(
            to: topics.allStatuses,
            buffering: .latestPerTopic,
            retained: .delivered
        ) { statuses in
            try await client.withSubscription(to: topics.allMeters, buffering: .latestPerTopic) { meters in
                let battery = TopicFilter(topics.battery)
                try await client.withSubscription(to: battery, buffering: .latestPerTopic) { battery in
                    try await body(statuses, meters, battery)
                }
            }
        }
    }

    /// Hands on what remains to be done of a message: what there is nothing to wait for is said at once, so that no
    /// refusals pile up behind the ledger.
    private func perform(_ work: ClusterController.Work) async {
        if work.isImmediate { await controller.finish(work) } else { works.yield(work) }
    }

    private func read(_ message: MQTTMessage) async {
        if message.shed > 0, let (building, _) = topics.building(of: message.topic) {
            await perform(await controller.take(shed: message.shed, of: building))
            logger.debug("demands were not read", metadata: ["building": "\(building)", "count": "\(message.shed)"])
        }
        await perform(await take(message))
    }

    private func readMeter(_ message: MQTTMessage) async {
        guard let (building, _) = topics.building(of: message.topic) else { return }
        do throws(PayloadError) {
            try message.checkIsNotRetained()
            let meter = try MeterPayload(message.payload)
            let report = MeterReport(
                building: building,
                register: meter.register,
                power: meter.power,
                message: message.payload
            )
            let reading = MeterMessage(report: report, sequence: meter.sequence, readAt: meter.readAt)
            await perform(await controller.take(reading))
        } catch {
            let status = ReplyStatus(rawValue: error.status.rawValue) ?? .invalidMessage
            await perform(await controller.take(malformedReadingOf: building, status, error.detail))
        }
    }

    private func readBattery(_ message: MQTTMessage) async {
        do throws(PayloadError) {
            try message.checkIsNotRetained()
            let battery = try BatteryPayload(message.payload)
            let report = BatteryReport(charge: battery.charge, power: battery.power, message: message.payload)
            await perform(await controller.take(report))
        } catch {
            logger.warning(
                "a reading of the battery is refused",
                metadata: ["status": "\(error.status.rawValue)", "error": "\(error)"]
            )
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
            await perform(await controller.take(goneOffline: building, epoch: status.epoch))
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
    init(_ message: DemandMessage, keeping evidence: [UInt8]) throws {
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
    init(_ refusal: DemandRefusal) {
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
