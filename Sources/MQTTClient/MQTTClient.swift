public import Logging
public import ServiceLifecycle

/// A client of an MQTT 5 broker.
///
/// ``run()`` owns the connection: nothing happens before it is called, and it reconnects and subscribes anew until it
/// is told to stop. Meanwhile any task may publish and subscribe. Everything is sent and asked for with QoS 1 (at least
/// once): after a reconnection messages may come twice, and the broker's acknowledgement of a message says that the
/// broker has it, not that anybody has acted on it.
public final class MQTTClient: Service, Sendable {
    let session: Session

    /// Creates a client; it does not connect.
    ///
    /// - Throws: ``MQTTError`` if the system has no file descriptor left for it.
    public init(configuration: MQTTConfiguration, logger: Logger) throws(MQTTError) {
        session = try Session(configuration: configuration, logger: logger)
    }

    /// Connects, and keeps the connection until the client is to stop.
    ///
    /// On a graceful shutdown what was accepted for publishing is sent, for up to
    /// ``MQTTConfiguration/shutdownGrace``, and the broker is taken leave of, which discards the last will. If the task
    /// is cancelled the connection is cut at once, and the broker publishes the last will.
    ///
    /// To be called once.
    ///
    /// - Throws: ``MQTTError`` if the first connection fails and the configuration requires it
    ///   (``FirstConnection/required``), or if another client has taken the session over; `CancellationError` if the
    ///   task was cancelled.
    public func run() async throws {
        try session.startThread()
        let outcome = await withGracefulShutdownHandler {
            await session.ask { $0.start($1) }
        } onGracefulShutdown: { [session] in
            session.tell { $0.stop(gracefully: true, at: session.now) }
        }
        if Task.isCancelled { throw CancellationError() }
        _ = try outcome.get()
    }

    /// How the link stands, from now on: the present state first, then each change. A reader that falls behind sees
    /// the newest states. Ends when the client stops.
    public var linkStates: AsyncStream<LinkState> {
        session.observeLink()
    }
}

extension MQTTClient {
    /// Publishes a message with QoS 1 and waits until the broker has acknowledged it.
    ///
    /// While there is no connection the message waits, for at most its expiry. Messages of one task that awaits each
    /// are delivered in that order. If the task is cancelled, the message may or may not have been sent.
    ///
    /// - Throws: ``MQTTError``: `notAuthorised`, `tooLarge`, `refused` by the broker; `queueFull`, `expired`,
    ///   `invalidArgument`; `closed` if the client stops first; `cancelled`.
    @discardableResult
    public func publish(
        _ payload: [UInt8],
        to topic: Topic,
        retain: Bool = false,
        properties: MessageProperties = MessageProperties()
    ) async throws(MQTTError) -> PublishOutcome {
        let message = OutgoingMessage(topic: topic, payload: payload, isRetained: retain, properties: properties)
        try message.check()
        let answer = try await session.ask { state, ticket in
            state.publish(message, ticket, at: session.now)
        }.get()
        guard case .published(let outcome) = answer else { preconditionFailure("a publisher was answered \(answer)") }
        return outcome
    }

    /// Subscribes for the length of a closure: the messages flow from the broker's SUBACK on, across reconnections.
    ///
    /// Before the first connection it waits. Messages keep their retain flag as published, so that a command that was
    /// retained by mistake or on purpose can be refused.
    ///
    /// - Parameters:
    ///   - filter: the topics; they must not overlap those of another subscription of this client.
    ///   - buffering: what happens to messages that come faster than they are taken.
    ///   - retained: whether messages that the broker already holds are sent.
    ///   - keepsSession: whether the broker keeps the subscription when the closure has ended, so that messages wait
    ///     for a later process with the same client identifier (see ``SessionKeeping``).
    ///   - body: what is done with the messages.
    /// - Throws: ``MQTTError`` if the subscription is refused or the client has stopped, and what the closure throws.
    public func withSubscription<Value>(
        to filter: TopicFilter,
        buffering: Buffering,
        retained: RetainedMessages = .ignored,
        keepsSession: Bool = false,
        _ body: (MQTTMessages) async throws -> Value
    ) async throws -> Value {
        let id = SubscriptionID(number: session.newNumber())
        let request = SubscriptionRequest(filter: filter, buffering: buffering, retained: retained)
        defer {
            session.tell { state in
                state.leave(id, keep: keepsSession)
                return []
            }
        }
        _ = try await session.ask { $0.subscribe(id, request, $1) }.get()
        return try await body(MQTTMessages(session: session, id: id))
    }
}

/// The messages of a subscription, in the order of their arrival.
///
/// Ends when the client stops or the task is cancelled; throws ``MQTTError`` when the subscription is lost: its buffer
/// ran over, the broker withdrew it, or the client failed.
public struct MQTTMessages: AsyncSequence, Sendable {
    public typealias Element = MQTTMessage
    public typealias Failure = MQTTError

    let session: Session
    let id: SubscriptionID

    /// Takes messages; one iterator at a time.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let session: Session
        let id: SubscriptionID

        public mutating func next() async throws(MQTTError) -> MQTTMessage? {
            try await next(isolation: nil)
        }

        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(MQTTError) -> MQTTMessage? {
            let outcome = await session.ask(wakes: false) { $0.next(id, $1) }
            if case .failure(let error) = outcome, error.code == .cancelled { return nil }
            guard case .message(let message) = try outcome.get() else {
                preconditionFailure("a subscriber was answered \(outcome)")
            }
            return message
        }
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(session: session, id: id)
    }
}

extension OutgoingMessage {
    /// Refuses what cannot stand in a packet: a NUL in a string, or a string or data of more than 65 535 bytes.
    func check() throws(MQTTError) {
        var texts = properties.userProperties.flatMap { [$0.name, $0.value] }
        texts += [properties.responseTopic, properties.contentType].compactMap { $0 }
        let isSendable =
            texts.allSatisfy { $0.utf8.count <= 65_535 && !$0.utf8.contains(0) }
            && (properties.correlationData?.count ?? 0) <= 65_535
        guard isSendable else {
            throw MQTTError(.invalidArgument, "A property of a message to \(topic) is too long or holds a NUL.")
        }
    }
}
