extension SessionState {
    /// `run()` was called; `false` if it had been called before.
    mutating func claimRun() -> Bool {
        defer { wasRun = true }
        return !wasRun
    }

    /// The network thread is there.
    mutating func start(_ ticket: Ticket) -> [Effect] {
        // A shutdown may come before the run that it ends.
        if case .closed(let error) = phase {
            return [.answer(ticket, error.map(Result.failure) ?? .success(.stopped))]
        }
        runner = ticket
        phase = .waiting(until: .zero)
        return []
    }

    /// The client is asked to stop: gracefully, so that what was accepted is still sent and the broker is taken leave
    /// of; or at once, so that the broker publishes the last will.
    mutating func stop(gracefully: Bool, at now: Duration) -> [Effect] {
        switch phase {
        case .closed: return []
        case .connected where gracefully:
            phase = .draining(deadline: now + configuration.shutdownGrace)
            return []
        case .draining where gracefully: return []
        default: return close(nil)
        }
    }

    /// The network thread asks what to do.
    mutating func nextStep(at now: Duration) -> (step: Step, effects: [Effect]) {
        switch phase {
        case .idle: return (.sleep(until: now + Self.tick), [])
        case .waiting(let until) where now < until: return (.sleep(until: until), [])
        case .waiting:
            phase = .connecting(deadline: nil)
            return (.connect, [.link(.connecting)])
        case .connecting(let deadline):
            guard let deadline else { return (.sleep(until: now), []) }
            guard now < deadline else {
                let effects = connectionFailed(.noConnack(configuration), chance: 0, at: now)
                return (.sleep(until: now), effects)
            }
            return (.exchange([], until: min(deadline, now + Self.tick)), [])
        case .connected:
            let (commands, effects) = takeCommands(at: now)
            return (.exchange(commands, until: now + Self.tick), effects)
        case .draining(let deadline):
            let (commands, effects) = takeCommands(at: now)
            let isDone = queued.isEmpty && inFlight.isEmpty && commands.isEmpty
            guard !isDone, now < deadline else { return (.disconnect, effects) }
            return (.exchange(commands, until: min(deadline, now + Self.tick)), effects)
        case .closed: return (.finish, [])
        }
    }

    /// The CONNECT packet is under way.
    mutating func opened(at now: Duration) {
        guard case .connecting = phase else { return }
        phase = .connecting(deadline: now + configuration.connectTimeout)
    }

    /// The broker has accepted the connection.
    mutating func accepted(sessionPresent: Bool, receiveMaximum: Int, at now: Duration) -> [Effect] {
        guard case .connecting = phase else { return [] }
        phase = .connected
        if connections == 0 { isSessionResumed = sessionPresent }
        connections += 1
        acceptedAt = now
        window = max(receiveMaximum, 1)
        if !sessionPresent { leaving = [] }
        for filter in leaving { control.append(.unsubscribe(filter)) }
        for subscription in subscriptions where subscription.end == nil {
            control.append(.subscribe(subscription.id, subscription.filter, subscription.retained))
        }
        return [.link(.connected(connection: connections, sessionPresent: sessionPresent))]
    }

    /// The connection could not be made, or is lost.
    ///
    /// - Parameter chance: a number drawn uniformly from 0 to 999, for the pause.
    mutating func connectionFailed(_ error: MQTTError, chance: Int, at now: Duration) -> [Effect] {
        packets = [:]
        control = FIFO()
        requeueInFlight()
        switch phase {
        case .closed, .idle: return []
        case .draining: return close(nil)
        case .waiting, .connecting, .connected: break
        }
        guard !isFinal(error) else { return close(error) }
        // A connection that did not last proves nothing: two clients with one identifier throw each other out for as
        // long as they like, and should do so ever more seldom.
        if case .connected = phase, now - acceptedAt >= configuration.backoff.longest { failures = 0 }
        failures += 1
        let pause = configuration.backoff.pause(afterFailures: failures, chance: chance)
        phase = .waiting(until: now + pause)
        return [.link(.waiting(error, pause: pause))]
    }

    /// The broker has been taken leave of.
    mutating func disconnected() -> [Effect] {
        close(nil)
    }

    private func isFinal(_ error: MQTTError) -> Bool {
        switch error.code {
        // Coming back would throw the other client out, which would come back in its turn.
        case .sessionTakenOver, .invalidArgument: true
        default: connections == 0 && configuration.firstConnection == .required
        }
    }

    private mutating func close(_ error: MQTTError?) -> [Effect] {
        phase = .closed(error)
        let reason = error ?? .closed
        var effects = failPublishes(reason)
        effects += endSubscriptions(error)
        if let runner {
            effects.append(.answer(runner, error.map(Result.failure) ?? .success(.stopped)))
            self.runner = nil
        }
        effects.append(.link(.closed(error)))
        return effects
    }
}
