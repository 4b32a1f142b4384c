public import Allocation
import Foundation
public import Gateway
public import Logging
public import MQTTClient
import ServiceLifecycle
public import Units
public import UnixSignals

/// A change of a building's load at an instant.
public struct LevelStep: Hashable, Sendable {
    /// When.
    public let instant: Instant
    /// The load from then on.
    public let level: Power

    /// Creates a step.
    public init(instant: Instant, level: Power) {
        self.instant = instant
        self.level = level
    }
}

/// A building's gateway to the controller: a reference client that asks for the levels of a load as it changes.
public actor BuildingService {
    private let building: BuildingID
    private let topics: Topics
    private let client: MQTTClient
    private let steps: any Sequence<LevelStep> & Sendable
    private let logger: Logger
    private let startedAt: Instant
    private let signer: DemandSigner?
    private var machine: BuildingMachine
    private var wakeAt: Instant?

    /// The longest time between two looks at the clock.
    private static let tick = Duration.milliseconds(100)

    /// Creates the service.
    ///
    /// - Parameters:
    ///   - steps: The load over time, ascending.
    ///   - lease: For how long each level is asked for.
    ///   - signer: Signs the demands; `nil` leaves them unsigned.
    /// - Throws: `MQTTError`.
    public init(
        building: BuildingID,
        topics: Topics,
        mqtt: MQTTConfiguration,
        steps: any Sequence<LevelStep> & Sendable,
        lease: Interval,
        signer: DemandSigner? = nil,
        logger: Logger
    ) throws(MQTTError) {
        let now = Self.now()
        var mqtt = mqtt
        let gone = BuildingStatusPayload(isOnline: false, epoch: now.milliseconds, writtenAt: now)
        mqtt.will = GatewayMessage.status(gone, of: building, topics: topics).asLastWill
        self.building = building
        self.topics = topics
        self.client = try MQTTClient(configuration: mqtt, logger: logger)
        self.steps = steps
        self.logger = logger
        self.startedAt = now
        self.signer = signer
        self.machine = BuildingMachine(epoch: now.milliseconds, lease: lease)
    }

    /// What became of the requests so far.
    public var counts: BuildingMachine.Counts { machine.counts }

    /// Runs until one of the signals comes: asks for every level in its time, then releases the load and takes its
    /// leave.
    public func run(untilSignalled signals: [UnixSignal]) async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: client, failureTerminationBehavior: .gracefullyShutdownGroup),
                    .init(service: Conversation(service: self), failureTerminationBehavior: .gracefullyShutdownGroup),
                ],
                gracefulShutdownSignals: signals,
                logger: logger
            )
        )
        try await group.run()
    }

    private struct Conversation: Service {
        let service: BuildingService

        func run() async throws { try await service.converse() }
    }

    private func converse() async throws {
        let filter = TopicFilter(topics.allocation(building))
        // Nothing is asked before the answer can be heard.
        try await client.withSubscription(to: filter, buffering: .bounded(1_000)) { messages in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.listen(messages) }
                group.addTask { await self.sayOnline() }
                group.addTask {
                    await cancelWhenGracefulShutdown { await self.followLoad() }
                    await self.release()
                }
                // The talking ends with the shutdown; the listening goes on until the last answer has come.
                try await group.next()
                group.cancelAll()
            }
        }
        await publishStatus(isOnline: false)
    }

    /// Says that the building is there each time that a connection is made: after a loss the broker has published the
    /// last will, and one that was started anew has kept nothing.
    private func sayOnline() async {
        for await state in client.linkStates {
            if case .connected = state { await publishStatus(isOnline: true) }
        }
    }

    private func listen(_ messages: MQTTMessages) async throws {
        for try await message in messages {
            do {
                machine.received(try AllocationPayload(message.payload))
            } catch {
                logger.warning("a reply could not be read", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Asks for the levels in their time, and looks after renewals in between.
    private func followLoad() async {
        for step in steps {
            while Self.now() < step.instant {
                if Task.isCancelled { return }
                await pass(until: step.instant)
            }
            await perform(machine.changed(to: step.level, requestID: Self.newRequestID(), now: Self.now()))
        }
        while !Task.isCancelled { await pass(until: Self.now() + .hours(1)) }
    }

    private func pass(until instant: Instant) async {
        let now = Self.now()
        let wait = min(Duration.milliseconds((instant - now).milliseconds), Self.tick)
        try? await Task.sleep(for: wait)
        guard let wakeAt, wakeAt <= Self.now() else { return }
        await perform(machine.timePassed(requestID: Self.newRequestID(), now: Self.now()))
    }

    /// Releases the load, and waits a few seconds for the last answers.
    private func release() async {
        await perform(machine.changed(to: .zero, requestID: Self.newRequestID(), now: Self.now()))
        let deadline = ContinuousClock.now + .seconds(5)
        while !machine.isAnswered, ContinuousClock.now < deadline { try? await Task.sleep(for: .milliseconds(20)) }
    }

    private func perform(_ actions: [BuildingMachine.Action]) async {
        for action in actions {
            switch action {
            case .send(let demand): await send(demand)
            case .wake(let instant): wakeAt = instant
            }
        }
    }

    private func send(_ demand: DemandPayload) async {
        do {
            let signed = try signer?.signed(demand, site: topics.site, building: building) ?? demand
            await publish(.demand(signed, from: building, topics: topics))
        } catch {
            logger.error("a demand could not be signed", metadata: ["error": "\(error)"])
        }
    }

    private func publishStatus(isOnline: Bool) async {
        let status = BuildingStatusPayload(
            isOnline: isOnline,
            epoch: startedAt.milliseconds,
            writtenAt: Self.now()
        )
        await publish(.status(status, of: building, topics: topics))
    }

    private func publish(_ message: GatewayMessage) async {
        do {
            try await client.publish(message)
        } catch {
            // It is sent again if no answer comes.
            logger.warning("a message was not sent", metadata: ["error": "\(error.sentence)"])
        }
    }

    private static func now() -> Instant {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    }

    private static func newRequestID() -> String { UUID().uuidString.lowercased() }
}
