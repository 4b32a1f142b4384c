/// What a client knows and decides: which step the network thread takes next, who waits for what, and what is answered
/// to whom. It does nothing itself: every event returns what is to be done.
///
/// Times are distances from the client's creation on a monotonic clock. Publishing, subscribing and the link have a
/// file each.
struct SessionState {
    /// Someone who waits for an answer.
    struct Ticket: Hashable {
        let number: Int
    }

    /// What a ticket is answered.
    enum Answer: Hashable {
        /// A message was acknowledged.
        case published(PublishOutcome)

        /// A subscription was granted.
        case subscribed

        /// The next message of a subscription; `nil` at its end.
        case message(MQTTMessage?)

        /// The client has stopped as it was asked to.
        case stopped
    }

    /// What is to be done after an event.
    enum Effect: Hashable {
        /// Answer a ticket.
        case answer(Ticket, Result<Answer, MQTTError>)

        /// Tell the observers how the link stands.
        case link(LinkState)

        /// Log that a message was dropped because no subscription asks for it.
        case unasked(Topic)

        /// Log that a subscription ran over.
        case overflow(TopicFilter)
    }

    /// What the network thread does next.
    enum Step: Hashable {
        /// Make a connection.
        case connect

        /// Carry out the commands, then read and write until something happens or the time has come.
        case exchange([Command], until: Duration)

        /// Close what is open, and wait.
        case sleep(until: Duration)

        /// Take leave of the broker.
        case disconnect

        /// End the thread, closing what is open.
        case finish
    }

    /// What the network thread sends.
    enum Command: Hashable {
        case publish(Ticket, OutgoingMessage)
        case subscribe(SubscriptionID, TopicFilter, RetainedMessages)
        case unsubscribe(TopicFilter)
    }

    /// Where the client is in its life.
    enum Phase: Hashable {
        /// Not started.
        case idle

        /// Without a connection until the time given.
        case waiting(until: Duration)

        /// A connection is being made; from its first packet on there is a deadline.
        case connecting(deadline: Duration?)

        /// The broker has accepted the connection.
        case connected

        /// Connected, and only what was accepted before is still sent.
        case draining(deadline: Duration)

        /// At its end.
        case closed(MQTTError?)
    }

    let configuration: MQTTConfiguration

    var phase = Phase.idle

    /// Whether `run()` has been called.
    var wasRun = false

    /// The ticket of the caller of `run()`.
    var runner: Ticket?

    /// The connections so far that the broker accepted.
    var connections = 0

    /// The failures in a row, which the pauses grow with.
    var failures = 0

    /// When the present connection was accepted.
    var acceptedAt = Duration.zero

    /// Whether the broker had kept a session that this process did not begin.
    var isSessionResumed = false

    /// How many unacknowledged messages the broker takes (its receive maximum).
    var window = 0

    var queued = FIFO<Outgoing>()
    var inFlight: [Ticket: Outgoing] = [:]
    var subscriptions: [Subscription] = []

    /// Filters that were left and whose UNSUBACK has not come.
    var leaving: [TopicFilter] = []

    /// Messages of a resumed session that came before anybody here subscribed.
    var unclaimed = FIFO<MQTTMessage>()

    /// What is to be sent beside messages, in order.
    var control = FIFO<Command>()

    /// To whom the packet identifiers of this connection belong.
    var packets: [UInt16: PacketOwner] = [:]

    enum PacketOwner: Hashable {
        case publish(Ticket)
        case subscribe(SubscriptionID)
        case unsubscribe(TopicFilter)
    }

    init(configuration: MQTTConfiguration) {
        self.configuration = configuration
    }

    /// The longest the network thread rests: libmosquitto's keep-alive has to be looked after.
    static let tick = Duration.seconds(1)

    /// The messages of a resumed session that may wait for a subscription of this process.
    static let unclaimedLimit = 1_024
}

extension SessionState {
    /// A task that waits was cancelled.
    mutating func cancelled(_ ticket: Ticket) -> [Effect] {
        if ticket == runner { return stop(gracefully: false, at: .zero) }
        if publishCancelled(ticket) || subscribeCancelled(ticket) {
            return [.answer(ticket, .failure(.cancelled))]
        }
        if nextCancelled(ticket) { return [.answer(ticket, .success(.message(nil)))] }
        return []
    }
}
