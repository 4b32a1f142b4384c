import Controller
import Gateway
import Logging
import MQTTClient
import ServiceLifecycle
import UnixSignals

/// What runs while a site is served.
///
/// On a graceful shutdown messages are no longer read; what was read is finished and answered, the period is closed if
/// that was asked for, the status says so, and only then is the broker taken leave of.
struct ServingLoop: Sendable {
    let client: MQTTClient
    let controller: ClusterController
    let topics: Topics
    let closesPeriod: Bool
    let status: @Sendable (_ isOnline: Bool) -> GatewayMessage
    let logger: Logger

    /// `ctl/policy` expires after a minute; it is said again twice as often.
    private static let repetition = Duration.seconds(30)

    func run(untilSignalled signals: [UnixSignal]) async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    // Services stop in the reverse order: reading first, the connection last.
                    .init(service: client, failureTerminationBehavior: .gracefullyShutdownGroup),
                    .init(service: Serving(loop: self), failureTerminationBehavior: .gracefullyShutdownGroup),
                ],
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
            logger: logger
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                try await read(intake)
            }
            group.addTask { await finish(works) }
            try await group.waitForAll()
        }
        if closesPeriod { await controller.finish(await controller.closePeriod()) }
        await publish(status(false))
    }

    /// Reads messages, and lets happen what falls due, until the shutdown.
    private func read(_ intake: MessageIntake) async throws {
        let outcome: Result<Void, any Error>? = try await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await intake.readDemands() }
                group.addTask { try await intake.readStatuses() }
                group.addTask { await controller.run() }
                group.addTask { await sayAgain() }
                group.addTask { await publish(status(true)) }
                // Any of the readers ends only when it fails or all are to stop.
                let first = await group.nextResult()
                if case .success? = first { try await group.waitForAll() }
                group.cancelAll()
                return first
            }
        }
        if case .failure(let error)? = outcome, !(error is CancellationError) { throw error }
    }

    private func finish(_ works: AsyncStream<ClusterController.Work>) async {
        await withDiscardingTaskGroup { group in
            for await work in works {
                group.addTask { await controller.finish(work) }
            }
        }
    }

    private func sayAgain() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.repetition)
            if Task.isCancelled { return }
            await controller.finish(await controller.policyAgain())
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
