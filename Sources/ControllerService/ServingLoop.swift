import Controller
import Gateway
import Logging
import MQTTClient
import ServiceLifecycle
import ServiceManager
import UnixSignals
import WebService

/// What runs while a site is served.
///
/// On a graceful shutdown messages are no longer read; what was read is finished and answered, the period is closed if
/// that was asked for, the status says so, and only then is the broker taken leave of.
struct ServingLoop: Sendable {
    let client: MQTTClient
    let controller: ClusterController
    let topics: Topics
    let closesPeriod: Bool
    let inbox: InboxKeeper
    let verifier: DemandVerifier
    let homeAssistant: HomeAssistantAnnouncer
    let page: WebService?
    let witnesses: (any Service)?
    let recorder: SiteRecorder
    let clock: any WallClock
    /// Which start of the controller this is.
    let epoch: Int64
    let status: StatusBoard
    let heads: LedgerHeads
    let flushCheckpoint: @Sendable () async -> Void
    let logger: Logger

    /// Who started the process and wants to know how it gets on.
    private let manager = ServiceManager.current

    /// `ctl/policy` expires after a minute; it is said again twice as often.
    private static let repetition = Duration.seconds(30)

    /// How often `ctl/heartbeat` is said.
    private static let heartbeat = Duration.seconds(5)

    /// For how long a controller that is asked to stop tries to reach the broker.
    private static let patience = Duration.seconds(2)

    func run(untilSignalled signals: [UnixSignal]) async throws {
        // Services stop in the reverse order: the page first, then reading, the connection last.
        var services: [any Service] = [client, Serving(loop: self)]
        if let witnesses { services.append(witnesses) }
        if let page { services.append(page) }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0, failureTerminationBehavior: .gracefullyShutdownGroup) },
                gracefulShutdownSignals: signals,
                logger: logger
            )
        )
        try await group.run()
    }

    private struct Serving: Service {
        let loop: ServingLoop

        func run() async throws { try await loop.serve() }
    }

    private func serve() async throws {
        let (works, continuation) = AsyncStream.makeStream(of: ClusterController.Work.self)
        let intake = MessageIntake(
            client: client,
            topics: topics,
            controller: controller,
            works: continuation,
            verifier: verifier,
            logger: logger
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                try await read(intake)
                manager?.notify(.stopping)
            }
            group.addTask { await controller.finish(works) }
            try await group.waitForAll()
        }
        if closesPeriod { await controller.finish(await controller.closePeriod()) }
        await takeLeave()
    }

    /// Sends what is still to be sent, and that the controller is gone; gives up if the broker is away.
    private func takeLeave() async {
        let leave = Task {
            await controller.sent()
            await flushCheckpoint()
            await sayNewestHead()
            await publish(status.message(isOnline: false))
        }
        let patience = Task {
            try await Task.sleep(for: Self.patience)
            leave.cancel()
        }
        await leave.value
        patience.cancel()
    }

    /// Reads messages, and lets happen what falls due, until the shutdown.
    private func read(_ intake: MessageIntake) async throws {
        do {
            try await cancelWhenGracefulShutdown {
                try await intake.read {
                    await withDiscardingTaskGroup { group in
                        group.addTask { await controller.run(intake.works) }
                        group.addTask { await sayEverything(intake.works) }
                        group.addTask { await sayPolicy(intake.works) }
                        group.addTask { for await head in heads.stream { await say(head) } }
                        group.addTask { await homeAssistant.takeBack() }
                        group.addTask { await inbox.run() }
                        group.addTask { await sayAlive(intake.works) }
                        group.addTask { await beat(intake.works) }
                    }
                }
            }
        } catch is CancellationError {
            // The shutdown.
        } catch let error as MQTTError where error.code == .cancelled {
            // The shutdown, before the broker had granted the subscriptions.
        }
    }

    /// Says what the broker should hold each time that a connection is made: a broker that was started anew has kept
    /// nothing, and one that had lost the controller has published its last will.
    private func sayEverything(_ works: AsyncStream<ClusterController.Work>.Continuation) async {
        for await state in client.linkStates {
            guard case .connected = state else {
                recorder.note(isConnected: false)
                continue
            }
            recorder.note(isConnected: true)
            works.yield(await controller.everythingAgain())
            works.yield(await controller.resync())
            await publish(status.message(isOnline: true))
            // The subscriptions stand, and buildings know it: whoever waits for this service need not wait any longer.
            manager?.notify(.ready)
            await sayNewestHead()
            await homeAssistant.describe()
        }
    }

    /// Tells the service manager that the controller gets on, as long as it does: what is said goes the way of all
    /// works, behind those that wait for the ledger.
    private func sayAlive(_ works: AsyncStream<ClusterController.Work>.Continuation) async {
        guard let manager, let watchdog = manager.watchdog else { return }
        while !Task.isCancelled {
            works.yield(await controller.beat { manager.notify(.alive) })
            try? await Task.sleep(for: watchdog / 3)
        }
    }

    private func sayNewestHead() async {
        if let head = heads.newest { await say(head) }
    }

    private func say(_ head: LedgerHeadPayload) async {
        do {
            try await client.publish(.head(head, topics: topics))
        } catch {
            // The next one says all that this one said.
            logger.warning("a checkpoint was not sent", metadata: ["error": "\(error.sentence)"])
        }
    }

    private func sayPolicy(_ works: AsyncStream<ClusterController.Work>.Continuation) async {
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.repetition)
            if Task.isCancelled { return }
            works.yield(await controller.policyAgain())
        }
    }

    /// Says every five seconds that the controller decides, having asked it. A building that hears nothing for 15 s
    /// falls back to its own band.
    private func beat(_ works: AsyncStream<ClusterController.Work>.Continuation) async {
        var sequence: Int64 = 0
        while !Task.isCancelled {
            works.yield(await controller.tick())
            sequence += 1
            let heartbeat = HeartbeatPayload(epoch: epoch, sequence: sequence, sentAt: clock.now())
            do {
                try await client.publish(.heartbeat(heartbeat, topics: topics))
            } catch {
                logger.debug("a heartbeat was not sent", metadata: ["error": "\(error.sentence)"])
            }
            try? await Task.sleep(for: Self.heartbeat)
        }
    }

    private func publish(_ message: GatewayMessage) async {
        do {
            try await client.publish(message)
            logger.notice("the site's status is said", metadata: ["topic": "\(message.topic)"])
        } catch {
            logger.warning("the controller's status was not sent", metadata: ["error": "\(error.sentence)"])
        }
    }
}
