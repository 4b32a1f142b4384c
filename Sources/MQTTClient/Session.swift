import Logging
import Synchronization

/// The place where the tasks that use a client and its network thread meet: the machine under a lock, and who waits for
/// its answers. What the machine wants done is done after the lock has been let go.
final class Session: Sendable {
    typealias Ticket = SessionState.Ticket
    typealias Outcome = Result<SessionState.Answer, MQTTError>

    private struct Guarded {
        var state: SessionState
        var waiting: [Ticket: CheckedContinuation<Outcome, Never>] = [:]
        var observers: [Int: AsyncStream<LinkState>.Continuation] = [:]
        var link = LinkState.idle
        var lastNumber = 0
    }

    let configuration: MQTTConfiguration
    let logger: Logger
    let wakeup: Wakeup

    private let guarded: Mutex<Guarded>
    private let created = ContinuousClock.now

    init(configuration: MQTTConfiguration, logger: Logger) throws(MQTTError) {
        self.configuration = configuration
        self.logger = logger
        self.wakeup = try Wakeup()
        self.guarded = Mutex(Guarded(state: SessionState(configuration: configuration)))
    }

    /// The time since the client was created.
    var now: Duration { ContinuousClock.now - created }

    /// Puts a request to the machine and waits for its answer; cancelling the task withdraws the request.
    ///
    /// - Parameter wakes: Whether the network thread has something to do for it.
    func ask(
        wakes: Bool = true,
        _ request: (inout SessionState, Ticket) -> [SessionState.Effect]
    ) async -> Outcome {
        let ticket = Ticket(number: newNumber())
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                handle(wakes: wakes) { guarded in
                    guarded.waiting[ticket] = continuation
                    // If the task was cancelled before, the handler below may have run already and found no ticket.
                    return Task.isCancelled
                        ? [.answer(ticket, .failure(.cancelled))] : request(&guarded.state, ticket)
                }
            }
        } onCancel: {
            tell { $0.cancelled(ticket) }
        }
    }

    /// Starts the network thread, once.
    func startThread() throws(MQTTError) {
        guard guarded.withLock({ $0.state.claimRun() }) else { throw .alreadyRunning }
        do throws(MQTTError) {
            try NetworkThread.start(self)
        } catch {
            tell { $0.stop(gracefully: false, at: now) }
            throw error
        }
    }

    /// Tells the machine of an event in a task, and wakes the network thread for what follows from it.
    func tell(_ event: (inout SessionState) -> [SessionState.Effect]) {
        handle { event(&$0.state) }
    }

    /// Tells the machine of an event on the network thread, which is awake.
    func report(_ event: (inout SessionState) -> [SessionState.Effect]) {
        perform { event(&$0.state) }
    }

    /// The network thread's next step.
    func nextStep() -> SessionState.Step {
        var next = SessionState.Step.finish
        perform { guarded in
            let (step, effects) = guarded.state.nextStep(at: now)
            next = step
            return effects
        }
        return next
    }

    func newNumber() -> Int {
        guarded.withLock { guarded in
            guarded.lastNumber += 1
            return guarded.lastNumber
        }
    }

    /// A stream that begins with the present state of the link; a reader that is slow sees the newest states.
    func observeLink() -> AsyncStream<LinkState> {
        let (stream, continuation) = AsyncStream.makeStream(of: LinkState.self, bufferingPolicy: .bufferingNewest(32))
        let number = newNumber()
        continuation.onTermination = { [weak self] _ in
            self?.guarded.withLock { _ = $0.observers.removeValue(forKey: number) }
        }
        guarded.withLock { guarded in
            continuation.yield(guarded.link)
            if case .closed = guarded.link { continuation.finish() } else { guarded.observers[number] = continuation }
        }
        return stream
    }

    private func handle(wakes: Bool = true, _ event: (inout Guarded) -> [SessionState.Effect]) {
        perform(event)
        if wakes { wakeup.signal() }
    }

    private func perform(_ event: (inout Guarded) -> [SessionState.Effect]) {
        let (effects, answered, ended) = guarded.withLock { guarded in
            let effects = event(&guarded)
            var answered: [CheckedContinuation<Outcome, Never>?] = []
            var ended: [AsyncStream<LinkState>.Continuation] = []
            for effect in effects {
                switch effect {
                case .answer(let ticket, _): answered.append(guarded.waiting.removeValue(forKey: ticket))
                case .link(let state):
                    guarded.link = state
                    // Under the lock, so that states are seen in their order; to yield never waits.
                    for observer in guarded.observers.values { observer.yield(state) }
                    if case .closed = state { ended = Array(guarded.observers.values) }
                case .unasked, .overflow: break
                }
            }
            return (effects, answered, ended)
        }
        var waiting = answered.makeIterator()
        for effect in effects {
            if case .answer(_, let outcome) = effect {
                waiting.next()??.resume(returning: outcome)
            } else {
                log(effect)
            }
        }
        for observer in ended { observer.finish() }
    }

    private func log(_ effect: SessionState.Effect) {
        switch effect {
        case .unasked(let topic):
            logger.debug("MQTT message dropped: nobody subscribes", metadata: ["topic": "\(topic)"])
        case .overflow(let filter):
            logger.warning("MQTT subscription ran over", metadata: ["filter": "\(filter)"])
        case .link(.connected(let connection, let sessionPresent)):
            logger.info(
                "MQTT connected",
                metadata: [
                    "broker": "\(configuration.address)", "client": "\(configuration.clientID)",
                    "connection": "\(connection)", "session": "\(sessionPresent ? "present" : "new")",
                ]
            )
        case .link(.waiting(let error, let pause)):
            logger.info("MQTT link down", metadata: ["reason": "\(error)", "retry": "\(pause)"])
        case .link(.closed(let error)):
            logger.info("MQTT client stopped", metadata: ["reason": "\(error?.sentence ?? "asked to")"])
        case .link(.idle), .link(.connecting), .answer: break
        }
    }
}
