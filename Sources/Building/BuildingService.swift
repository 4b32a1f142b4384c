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
    let building: BuildingID
    let topics: Topics
    let client: MQTTClient
    private let steps: any Sequence<LevelStep> & Sendable
    let logger: Logger
    private let startedAt: Instant
    private let signer: DemandSigner?
    var verifier: ProofVerifier?
    /// The newest allocation of which nobody has shown yet that it is on the ledger.
    var unproven: TransactionPlace?
    var proofCounts = ProofCounts()
    /// The building's time runs as a monotonic clock does: a lease is a length of time.
    private let start: ContinuousClock.Instant
    var machine: BuildingMachine
    private var wakeAt: Instant?
    var meter: SimulatedMeter
    let meterInterval: Duration
    var level = Power.zero
    var isFallenBack = false

    /// The longest time that the leave may take.
    private static let leave = Duration.seconds(10)

    /// The longest time between two looks at the clock.
    private static let tick = Duration.milliseconds(100)

    /// Creates the service.
    ///
    /// - Parameters:
    ///   - building: Whose load it is.
    ///   - topics: The site's topics.
    ///   - mqtt: The connection to the broker.
    ///   - steps: The load over time, ascending.
    ///   - lease: For how long each level is asked for.
    ///   - signer: Signs the demands; `nil` leaves them unsigned.
    ///   - verifier: Checks that the ledger has what the controller says; `nil` takes its word.
    ///   - band: The building's strict band, to which it falls back.
    ///   - meterInterval: How often the meter is read.
    ///   - logger: Where it says what it asks and is told.
    /// - Throws: `MQTTError`.
    public init(
        building: BuildingID,
        topics: Topics,
        mqtt: MQTTConfiguration,
        steps: any Sequence<LevelStep> & Sendable,
        lease: Interval,
        signer: DemandSigner? = nil,
        verifier: ProofVerifier? = nil,
        band: Power,
        meterInterval: Duration = .seconds(10),
        logger: Logger
    ) throws(MQTTError) {
        let now = Self.timeOfDay()
        self.start = ContinuousClock.now
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
        self.verifier = verifier
        self.machine = BuildingMachine(epoch: now.milliseconds, lease: lease, band: band)
        self.meter = SimulatedMeter(at: now)
        self.meterInterval = meterInterval
    }

    /// What became of the requests so far.
    public var counts: BuildingMachine.Counts { machine.counts }

    /// What became of the proofs so far.
    public var proofs: ProofCounts { proofCounts }

    /// Runs until one of the signals comes: asks for every level in its time, then releases the load and takes its
    /// leave.
    public func run(untilSignalled signals: [UnixSignal]) async throws {
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: client, failureTerminationBehavior: .gracefullyShutdownGroup),
                .init(service: Conversation(service: self), failureTerminationBehavior: .gracefullyShutdownGroup),
            ],
            gracefulShutdownSignals: signals,
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = Self.leave
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch is CancellationError {
            // The last will, which the broker publishes, says the same.
            logger.warning("the broker was away; nobody was told that the building leaves")
        }
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
                group.addTask { try await self.listenToController() }
                if verifier != nil { group.addTask { try await self.followLedger() } }
                group.addTask { await self.readMeter() }
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
                let reply = try AllocationPayload(message.payload)
                machine.received(reply, now: now())
                if reply.requestID != nil, reply.status == .ok { unproven = reply.transaction }
                if let period = reply.period { sayHeld(period) }
                followFooting()
            } catch {
                logger.warning("a reply could not be read", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Asks for the levels in their time, and looks after renewals in between.
    ///
    /// The first is that nothing is drawn: of whom the controller has heard nothing it keeps the strict band reserved.
    private func followLoad() async {
        await perform(machine.changed(to: level, requestID: Self.newRequestID(), now: now()))
        for step in steps {
            while now() < step.instant {
                if Task.isCancelled { return }
                await pass(until: step.instant)
            }
            level = step.level
            followFooting()
            await perform(machine.changed(to: step.level, requestID: Self.newRequestID(), now: now()))
        }
        while !Task.isCancelled { await pass(until: now() + .hours(1)) }
    }

    private func pass(until instant: Instant) async {
        let wait = min(Duration.milliseconds((instant - now()).milliseconds), Self.tick)
        try? await Task.sleep(for: wait)
        followFooting()
        let look = now()
        guard let wakeAt, wakeAt <= look || machine.isSetBack(at: look) else { return }
        await perform(machine.timePassed(requestID: Self.newRequestID(), now: look))
    }

    /// Releases the load, and waits a few seconds for the last answers.
    private func release() async {
        level = .zero
        followFooting()
        await perform(machine.changed(to: .zero, requestID: Self.newRequestID(), now: now()))
        let deadline = ContinuousClock.now + .seconds(5)
        while !machine.isAnswered, ContinuousClock.now < deadline { try? await Task.sleep(for: .milliseconds(20)) }
    }

    func perform(_ actions: [BuildingMachine.Action]) async {
        for action in actions {
            switch action {
            case .send(var demand):
                // What is said to be the time is the time of day, whatever the leases are measured by.
                demand.sentAt = Self.timeOfDay()
                await send(demand)
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
            writtenAt: Self.timeOfDay()
        )
        await publish(.status(status, of: building, topics: topics))
    }

    func publish(_ message: GatewayMessage) async {
        do {
            try await client.publish(message)
        } catch {
            // It is sent again if no answer comes.
            logger.warning("a message was not sent", metadata: ["error": "\(error.sentence)"])
        }
    }

    func now() -> Instant {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return startedAt + Interval(milliseconds: seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
    }

    static func timeOfDay() -> Instant {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    }

    static func newRequestID() -> String { UUID().uuidString.lowercased() }
}
