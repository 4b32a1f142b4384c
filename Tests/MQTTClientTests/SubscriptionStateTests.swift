import Testing

@testable import MQTTClient

@Suite("The machine of subscriptions decides")
struct SubscriptionStateTests {
    private let id = SubscriptionID(number: 1)
    private let lost = MQTTError(.connectionLost, "lost")

    private func request(_ text: String, _ buffering: Buffering = .bounded(2)) throws -> SubscriptionRequest {
        SubscriptionRequest(filter: try #require(TopicFilter(text)), buffering: buffering, retained: .ignored)
    }

    private func message(_ topic: String, _ byte: UInt8) -> MQTTMessage {
        MQTTMessage(topic: Topic(received: topic), payload: [byte])
    }

    @Test("A subscription is asked for on each connection, and granted once")
    func resubscription() throws {
        var driver = MachineDriver()
        let subscriber = driver.ticket()
        let request = try request("a/+")
        #expect(driver.state.subscribe(id, request, subscriber).isEmpty)
        for (now, expected) in [
            (Duration.zero, [SessionState.Effect.answer(subscriber, .success(.subscribed))]), (.seconds(9), []),
        ] {
            driver.connect(at: now)
            #expect(driver.commands(at: now) == [.subscribe(id, request.filter, .ignored)])
            driver.state.sent(.subscribe(id), packet: 3)
            #expect(driver.state.granted(packet: 3, ReasonCode(1)) == expected)
            _ = driver.state.connectionFailed(lost, chance: 0, at: now)
        }
    }

    @Test("A subscription that is refused when the link is back ends with the reason")
    func withdrawn() throws {
        var driver = MachineDriver()
        _ = driver.state.subscribe(id, try request("a"), driver.ticket())
        driver.connect()
        _ = driver.commands()
        let consumer = driver.ticket()
        #expect(driver.state.next(id, consumer).isEmpty)
        driver.state.sent(.subscribe(id), packet: 3)
        let effects = driver.state.granted(packet: 3, .notAuthorised)
        guard case .answer(consumer, .failure(let error)) = effects.first else {
            return #expect(Bool(false), "\(effects)")
        }
        #expect(error.code == .notAuthorised)
    }

    @Test(
        "A subscription that was left while the link was down is left when it is back, if the broker kept the session"
    )
    func leftMeanwhile() throws {
        for sessionPresent in [true, false] {
            var driver = MachineDriver()
            let request = try request("a")
            _ = driver.state.subscribe(id, request, driver.ticket())
            driver.connect()
            _ = driver.state.connectionFailed(lost, chance: 0, at: .zero)
            driver.state.leave(id, keep: false)
            driver.connect(sessionPresent: sessionPresent, at: .seconds(9))
            let commands = driver.commands(at: .seconds(9))
            #expect(commands == (sessionPresent ? [.unsubscribe(request.filter)] : []))
            guard sessionPresent else { continue }
            // What still comes for it is dropped, until the broker has answered.
            #expect(driver.state.received(message("a", 1)) == [.unasked(Topic(received: "a"))])
            driver.state.sent(.unsubscribe(request.filter), packet: 5)
            driver.state.unsubscribed(packet: 5)
            #expect(driver.state.leaving.isEmpty)
        }
    }

    @Test("What waited in a resumed session is kept for the subscription that asks for it, up to a bound")
    func unclaimed() throws {
        var driver = MachineDriver()
        driver.connect(sessionPresent: true)
        #expect(driver.state.received(message("a", 1)).isEmpty)
        #expect(driver.state.received(message("b", 2)).isEmpty)
        for _ in 2..<SessionState.unclaimedLimit { _ = driver.state.received(message("b", 3)) }
        #expect(driver.state.received(message("c", 4)) == [.unasked(Topic(received: "c"))])
        _ = driver.state.subscribe(id, try request("a"), driver.ticket())
        let consumer = driver.ticket()
        #expect(driver.state.next(id, consumer) == [.answer(consumer, .success(.message(message("a", 1))))])
        #expect(driver.state.unclaimed.count == SessionState.unclaimedLimit - 1)
    }

    @Test("Without a resumed session a message that nobody asked for is dropped")
    func unasked() {
        var driver = MachineDriver()
        driver.connect()
        #expect(driver.state.received(message("a", 1)) == [.unasked(Topic(received: "a"))])
    }

    @Test("A consumer takes what waits, then the end: of its own making, or of the client")
    func ends() throws {
        for (end, expected) in [
            (false, Result<SessionState.Answer, MQTTError>.success(.message(nil))), (true, .failure(lost)),
        ] {
            var driver = MachineDriver { $0.firstConnection = .retried }
            driver.connect()
            _ = driver.state.subscribe(id, try request("a"), driver.ticket())
            _ = driver.state.received(message("a", 1))
            if end {
                _ = driver.state.connectionFailed(MQTTError(.sessionTakenOver, "lost"), chance: 0, at: .zero)
            } else {
                _ = driver.state.stop(gracefully: false, at: .zero)
            }
            let (first, second) = (driver.ticket(), driver.ticket())
            #expect(driver.state.next(id, first) == [.answer(first, .success(.message(message("a", 1))))])
            let last = driver.state.next(id, second)
            let wanted = end ? .failure(MQTTError(.sessionTakenOver, "lost")) : expected
            #expect(last == [.answer(second, wanted)])
        }
    }

    @Test("A cancelled subscriber is answered, and so is a cancelled consumer")
    func cancellations() throws {
        var driver = MachineDriver()
        let (subscriber, consumer) = (driver.ticket(), driver.ticket())
        _ = driver.state.subscribe(id, try request("a"), subscriber)
        #expect(driver.state.cancelled(subscriber) == [.answer(subscriber, .failure(.cancelled))])
        _ = driver.state.next(id, consumer)
        #expect(driver.state.cancelled(consumer) == [.answer(consumer, .success(.message(nil)))])
        #expect(driver.state.cancelled(consumer).isEmpty)
    }
}
