/// A message to be published with QoS 1.
struct OutgoingMessage: Hashable, Sendable {
    var topic: Topic
    var payload: [UInt8]
    var isRetained: Bool
    var properties: MessageProperties
}

/// A message on its way to the broker.
struct Outgoing: Hashable {
    let ticket: SessionState.Ticket
    let message: OutgoingMessage

    /// When its expiry ends, counted from the call to publish.
    let deadline: Duration?

    /// Whether its publisher still waits.
    var isAwaited = true
}

extension SessionState {
    /// A message is to be published.
    mutating func publish(_ message: OutgoingMessage, _ ticket: Ticket, at now: Duration) -> [Effect] {
        switch phase {
        case .closed(let error): return [.answer(ticket, .failure(error ?? .closed))]
        case .draining: return [.answer(ticket, .failure(.closed))]
        case .idle, .waiting, .connecting, .connected: break
        }
        guard queued.count + inFlight.count < configuration.outgoingLimit else {
            return [.answer(ticket, .failure(.queueFull(configuration.outgoingLimit)))]
        }
        let deadline = message.properties.expirySeconds.map { now + .seconds(Int64($0)) }
        queued.append(Outgoing(ticket: ticket, message: message, deadline: deadline))
        return []
    }

    /// What may be sent now: subscriptions first, then messages as the broker's window allows.
    mutating func takeCommands(at now: Duration) -> (commands: [Command], effects: [Effect]) {
        var commands: [Command] = []
        var effects: [Effect] = []
        while let command = control.popFirst() { commands.append(command) }
        while inFlight.count < window, let next = queued.popFirst() {
            if let deadline = next.deadline, deadline <= now {
                effects.append(.answer(next.ticket, .failure(.expired(next.message.topic))))
                continue
            }
            inFlight[next.ticket] = next
            commands.append(.publish(next.ticket, next.message))
        }
        return (commands, effects)
    }

    /// libmosquitto has taken a message over under a packet identifier.
    mutating func handed(_ ticket: Ticket, packet: UInt16) {
        packets[packet] = .publish(ticket)
    }

    /// libmosquitto will not send a message.
    mutating func notHanded(_ ticket: Ticket, _ error: MQTTError) -> [Effect] {
        guard let outgoing = inFlight.removeValue(forKey: ticket), outgoing.isAwaited else { return [] }
        return [.answer(ticket, .failure(error))]
    }

    /// The broker has acknowledged a message.
    mutating func acknowledged(packet: UInt16, _ reason: ReasonCode) -> [Effect] {
        guard case .publish(let ticket) = packets.removeValue(forKey: packet),
            let outgoing = inFlight.removeValue(forKey: ticket), outgoing.isAwaited
        else { return [] }
        if reason.isRefusal {
            return [.answer(ticket, .failure(.publishRefused(reason, outgoing.message)))]
        }
        let outcome = reason == .noMatchingSubscribers ? PublishOutcome.noMatchingSubscribers : .accepted
        return [.answer(ticket, .success(.published(outcome)))]
    }

    /// Puts what was not acknowledged back before all that waits, in its old order: QoS 1 is at least once.
    mutating func requeueInFlight() {
        let unacknowledged = inFlight.values.filter(\.isAwaited).sorted { $0.ticket.number < $1.ticket.number }
        inFlight = [:]
        queued.prepend(unacknowledged)
    }

    mutating func failPublishes(_ error: MQTTError) -> [Effect] {
        requeueInFlight()
        var effects: [Effect] = []
        while let outgoing = queued.popFirst() { effects.append(.answer(outgoing.ticket, .failure(error))) }
        return effects
    }

    /// Whether the ticket was a publisher's: its message is not sent if it has not been.
    mutating func publishCancelled(_ ticket: Ticket) -> Bool {
        // In flight it keeps its place in the broker's window until it is acknowledged.
        if inFlight[ticket] != nil {
            inFlight[ticket]?.isAwaited = false
            return true
        }
        return !queued.removeAll { $0.ticket == ticket }.isEmpty
    }
}
