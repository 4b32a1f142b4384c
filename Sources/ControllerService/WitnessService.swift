import Ledger
public import Logging
import ServiceLifecycle
import ServiceManager
public import Transparency
public import UnixSignals
public import WebService
import Witness

/// A witness of ledgers, as it runs in a process of its own.
public struct WitnessService: Sendable {
    private let page: WitnessPage
    private let logger: Logger

    /// Opens the witness's memory.
    ///
    /// - Parameters:
    ///   - settings: Where it listens.
    ///   - logs: The verifier keys of the logs that it follows.
    ///   - signer: Its key.
    ///   - state: The directory of its memory.
    ///   - diesAt: The number of the checkpoint after which the process is to die, between keeping it and answering,
    ///     for whoever tries out what a crash does.
    ///   - logger: Where the service says what happens.
    /// - Throws: ``ServiceError``.
    public init(
        _ settings: WebSettings,
        logs: [VerifierKey],
        signer: NoteSigner,
        state: String,
        diesAt: Int? = nil,
        logger: Logger
    ) throws(ServiceError) {
        let clock = SystemClock()
        let rehearsal = diesAt.flatMap { CrashRehearsal("acknowledged:\($0)") }
        do {
            let desk = try WitnessDesk(
                logs: logs,
                signer: signer,
                state: WitnessState(state),
                clock: { clock.now() },
                persisted: { rehearsal?.peerHook(.acknowledged) },
                logger: logger
            )
            page = WitnessPage(
                settings,
                key: desk.verifierKey.text,
                logger: logger,
                listening: { _ in ServiceManager.current?.notify(.ready) },
                desk: { await desk.answer($0) }
            )
        } catch {
            throw ServiceError(.input, "\(error)")
        }
        do throws(WebTLSError) {
            try settings.tls?.check()
        } catch {
            throw ServiceError(.input, "\(error)")
        }
        self.logger = logger
    }

    /// Cosigns until one of the signals asks it to stop, or the task's own graceful shutdown does.
    ///
    /// - Throws: ``ServiceError``, if it cannot listen.
    public func run(untilSignalled signals: [UnixSignal] = []) async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: Listening(page: page, logger: logger))],
                gracefulShutdownSignals: signals,
                logger: logger
            )
        )
        try await group.run()
    }

    private struct Listening: Service {
        let page: WitnessPage
        let logger: Logger

        func run() async throws {
            do {
                try await withGracefulShutdownHandler {
                    try await page.run()
                } onGracefulShutdown: {
                    ServiceManager.current?.notify(.stopping)
                }
            } catch {
                throw ServiceError(.environment, "the witness cannot listen: \(error)")
            }
            logger.notice("the witness has stopped")
        }
    }
}
