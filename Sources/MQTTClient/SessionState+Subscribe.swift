/// A subscription of this process.
struct SubscriptionID: Hashable, Sendable {
    let number: Int
}

/// What becomes of messages that the broker retained before a subscription was made (MQTT 5, section 3.8.3.1).
@nonexhaustive
public enum RetainedMessages: Hashable, Sendable {
    /// They are not sent (retain handling 2): for commands, which must not be carried out again.
    case ignored

    /// They are sent when the subscription is made, and again after each reconnection (retain handling 0): for states.
    case delivered
}

struct Subscription {
    /// How a subscription has ended.
    enum End: Hashable {
        case finished
        case failed(MQTTError)
    }

    let id: SubscriptionID
    let filter: TopicFilter
    let retained: RetainedMessages
    var buffer: MessageBuffer

    /// Who waits for the broker to grant it.
    var subscriber: SessionState.Ticket?

    /// Who waits for its next message.
    var consumer: SessionState.Ticket?

    var end: End?
}

extension SessionState {
    /// A subscription is wanted.
    mutating func subscribe(_ id: SubscriptionID, _ request: SubscriptionRequest, _ ticket: Ticket) -> [Effect] {
        switch phase {
        case .closed(let error): return [.answer(ticket, .failure(error ?? .closed))]
        case .draining: return [.answer(ticket, .failure(.closed))]
        case .idle, .waiting, .connecting, .connected: break
        }
        if let other = subscriptions.first(where: { $0.filter.overlaps(request.filter) }) {
            return [.answer(ticket, .failure(.filterInUse(request.filter, other.filter)))]
        }
        subscriptions.append(
            Subscription(
                id: id,
                filter: request.filter,
                retained: request.retained,
                buffer: MessageBuffer(request.buffering),
                subscriber: ticket
            )
        )
        if case .connected = phase { control.append(.subscribe(id, request.filter, request.retained)) }
        return claim(for: subscriptions.count - 1)
    }

    /// A SUBSCRIBE or UNSUBSCRIBE has been sent.
    mutating func sent(_ owner: PacketOwner, packet: UInt16) {
        packets[packet] = owner
    }

    /// The broker has answered a SUBSCRIBE.
    mutating func granted(packet: UInt16, _ reason: ReasonCode) -> [Effect] {
        guard case .subscribe(let id) = packets.removeValue(forKey: packet),
            let index = subscriptions.firstIndex(where: { $0.id == id })
        else { return [] }
        let subscriber = subscriptions[index].subscriber
        subscriptions[index].subscriber = nil
        guard reason.isRefusal else {
            return subscriber.map { [.answer($0, .success(.subscribed))] } ?? []
        }
        let error = MQTTError.subscribeRefused(reason, subscriptions[index].filter)
        let effects = end(at: index, .failed(error))
        return effects + (subscriber.map { [.answer($0, .failure(error))] } ?? [])
    }

    /// The broker has answered an UNSUBSCRIBE.
    mutating func unsubscribed(packet: UInt16) {
        guard case .unsubscribe(let filter) = packets.removeValue(forKey: packet) else { return }
        if let index = leaving.firstIndex(of: filter) { leaving.remove(at: index) }
    }

    /// A message has arrived.
    mutating func received(_ message: MQTTMessage) -> [Effect] {
        let levels = TopicSyntax.levels(of: message.topic.text)
        if let index = subscriptions.firstIndex(where: { $0.filter.matches(levels) }) {
            return deliver(message, to: index)
        }
        let isLate = leaving.contains { $0.matches(levels) }
        if !isLate, isSessionResumed, unclaimed.count < Self.unclaimedLimit {
            unclaimed.append(message)
            return []
        }
        return [.unasked(message.topic)]
    }

    /// The consumer of a subscription asks for its next message.
    mutating func next(_ id: SubscriptionID, _ ticket: Ticket) -> [Effect] {
        guard let index = subscriptions.firstIndex(where: { $0.id == id }) else {
            return [.answer(ticket, .success(.message(nil)))]
        }
        if let message = subscriptions[index].buffer.popFirst() {
            return [.answer(ticket, .success(.message(message)))]
        }
        if let end = subscriptions[index].end { return [.answer(ticket, Self.answer(at: end))] }
        precondition(subscriptions[index].consumer == nil, "a subscription's messages have one consumer at a time")
        subscriptions[index].consumer = ticket
        return []
    }

    /// A subscription is given up.
    ///
    /// - Parameter keep: whether the broker keeps it in the session, so that messages wait for a later process.
    mutating func leave(_ id: SubscriptionID, keep: Bool) {
        guard let index = subscriptions.firstIndex(where: { $0.id == id }) else { return }
        let filter = subscriptions.remove(at: index).filter
        if case .closed = phase { return }
        guard !keep else { return }
        leaving.append(filter)
        switch phase {
        case .connected, .draining: control.append(.unsubscribe(filter))
        default: break
        }
    }
}

/// What a subscription asks for.
struct SubscriptionRequest {
    var filter: TopicFilter
    var buffering: Buffering
    var retained: RetainedMessages
}

extension SessionState {
    /// Ends every subscription; what waits in their buffers can still be taken.
    mutating func endSubscriptions(_ error: MQTTError?) -> [Effect] {
        var effects: [Effect] = []
        for index in subscriptions.indices {
            effects += end(at: index, error.map(Subscription.End.failed) ?? .finished)
            if let subscriber = subscriptions[index].subscriber {
                subscriptions[index].subscriber = nil
                effects.append(.answer(subscriber, .failure(error ?? .closed)))
            }
        }
        return effects
    }

    mutating func subscribeCancelled(_ ticket: Ticket) -> Bool {
        guard let index = subscriptions.firstIndex(where: { $0.subscriber == ticket }) else { return false }
        subscriptions[index].subscriber = nil
        return true
    }

    mutating func nextCancelled(_ ticket: Ticket) -> Bool {
        guard let index = subscriptions.firstIndex(where: { $0.consumer == ticket }) else { return false }
        subscriptions[index].consumer = nil
        return true
    }

    private mutating func deliver(_ message: MQTTMessage, to index: Int) -> [Effect] {
        guard subscriptions[index].end == nil else { return [] }
        if let consumer = subscriptions[index].consumer {
            subscriptions[index].consumer = nil
            return [.answer(consumer, .success(.message(message)))]
        }
        guard !subscriptions[index].buffer.append(message) else { return [] }
        let filter = subscriptions[index].filter
        return [.overflow(filter)] + end(at: index, .failed(.overflow(filter)))
    }

    private mutating func end(at index: Int, _ end: Subscription.End) -> [Effect] {
        guard subscriptions[index].end == nil else { return [] }
        subscriptions[index].end = end
        guard let consumer = subscriptions[index].consumer else { return [] }
        subscriptions[index].consumer = nil
        return [.answer(consumer, Self.answer(at: end))]
    }

    /// Gives a new subscription the messages that came for it before it was made.
    private mutating func claim(for index: Int) -> [Effect] {
        let filter = subscriptions[index].filter
        let claimed = unclaimed.removeAll { filter.matches(TopicSyntax.levels(of: $0.topic.text)) }
        return claimed.flatMap { deliver($0, to: index) }
    }

    private static func answer(at end: Subscription.End) -> Result<Answer, MQTTError> {
        switch end {
        case .finished: .success(.message(nil))
        case .failed(let error): .failure(error)
        }
    }
}
