import Testing

@testable import MQTTClient

/// Drives a machine as the network thread would.
struct MachineDriver {
    var state: SessionState
    private var lastTicket = 0

    init(_ configure: (inout MQTTConfiguration) -> Void = { _ in }) {
        var configuration = MQTTConfiguration(host: "broker", port: 1, clientID: "meter")
        configuration.backoff = Backoff(first: .seconds(1), longest: .seconds(8))
        configuration.firstConnection = .retried
        configure(&configuration)
        state = SessionState(configuration: configuration)
    }

    mutating func ticket() -> SessionState.Ticket {
        lastTicket += 1
        return SessionState.Ticket(number: lastTicket)
    }

    /// Starts and connects.
    mutating func connect(sessionPresent: Bool = false, receiveMaximum: Int = 20, at now: Duration = .zero) {
        if case .idle = state.phase { _ = state.start(ticket()) }
        _ = state.nextStep(at: now)
        state.opened(at: now)
        _ = state.accepted(sessionPresent: sessionPresent, receiveMaximum: receiveMaximum, at: now)
    }

    /// The commands that the network thread is given now.
    mutating func commands(at now: Duration = .zero) -> [SessionState.Command] {
        guard case .exchange(let commands, _) = state.nextStep(at: now).step else { return [] }
        return commands
    }

    /// Publishes a byte to a topic; the effects of the call.
    mutating func publish(_ byte: UInt8, expiry: UInt32? = nil, at now: Duration = .zero) -> [SessionState.Effect] {
        state.publish(message(byte, expiry: expiry), ticket(), at: now)
    }

    func message(_ byte: UInt8, expiry: UInt32? = nil) -> OutgoingMessage {
        OutgoingMessage(
            topic: Topic(received: "a"),
            payload: [byte],
            isRetained: false,
            properties: MessageProperties(expirySeconds: expiry)
        )
    }
}

extension [SessionState.Command] {
    var payloads: [UInt8] {
        flatMap { command in if case .publish(_, let message) = command { message.payload } else { [UInt8]() } }
    }
}

@Suite("The machine of a link decides")
struct SessionStateTests {
    private let lost = MQTTError(.connectionLost, "lost")

    @Test("Pauses double up to the longest and are shortened by up to a half")
    func pauses() {
        let backoff = Backoff(first: .seconds(1), longest: .seconds(5))
        #expect((1...5).map { backoff.pause(afterFailures: $0, chance: 0) } == [1, 2, 4, 5, 5].map { .seconds($0) })
        #expect(backoff.pause(afterFailures: 3, chance: 999) == .milliseconds(2_004))
    }

    @Test("A first connection that is required and fails ends the run with its reason")
    func required() {
        var driver = MachineDriver { $0.firstConnection = .required }
        let runner = driver.ticket()
        _ = driver.state.start(runner)
        #expect(driver.state.nextStep(at: .zero).step == .connect)
        let effects = driver.state.connectionFailed(lost, chance: 0, at: .zero)
        #expect(effects == [.answer(runner, .failure(lost)), .link(.closed(lost))])
        #expect(driver.state.nextStep(at: .zero).step == .finish)
    }

    @Test("A broker that does not answer CONNECT is given up after the timeout")
    func timeout() {
        var driver = MachineDriver { $0.connectTimeout = .seconds(3) }
        _ = driver.state.start(driver.ticket())
        _ = driver.state.nextStep(at: .zero)
        driver.state.opened(at: .seconds(1))
        #expect(driver.state.nextStep(at: .seconds(1)).step == .exchange([], until: .seconds(2)))
        #expect(driver.state.nextStep(at: .seconds(3.5)).step == .exchange([], until: .seconds(4)))
        let (_, effects) = driver.state.nextStep(at: .seconds(4))
        #expect(effects == [.link(.waiting(.noConnack(driver.state.configuration), pause: .seconds(1)))])
    }

    @Test("Two clients that throw each other out do so ever more seldom; a connection that lasted starts afresh")
    func flapping() {
        var driver = MachineDriver()
        var now = Duration.zero
        var pauses: [Duration] = []
        for lasted in [0, 0, 0, 0, 9, 0] {
            driver.connect(at: now)
            now += .seconds(lasted)
            _ = driver.state.connectionFailed(lost, chance: 0, at: now)
            guard case .waiting(let until) = driver.state.phase else {
                return #expect(Bool(false), "\(driver.state.phase)")
            }
            pauses.append(until - now)
            now = until
        }
        #expect(pauses == [1, 2, 4, 8, 1, 2].map { .seconds($0) })
    }

    @Test("A session taken over ends the run, even after it stood")
    func takenOver() {
        var driver = MachineDriver()
        driver.connect()
        let error = Diagnosis(code: 0, disconnect: .sessionTakenOver, wasAccepted: true).error(
            driver.state.configuration
        )
        #expect(error.sentence.contains("Another MQTT client connected to broker:1 as meter"))
        _ = driver.state.connectionFailed(error, chance: 0, at: .zero)
        #expect(driver.state.phase == .closed(error))
    }

    @Test("Messages are sent within the broker's window, and in order again after the link was lost")
    func window() {
        var driver = MachineDriver()
        driver.connect(receiveMaximum: 2)
        for byte: UInt8 in 1...4 { #expect(driver.publish(byte).isEmpty) }
        let first = driver.commands()
        #expect(first.payloads == [1, 2])
        #expect(driver.commands().isEmpty)
        guard case .publish(let ticket, _) = first[0] else { return }
        driver.state.handed(ticket, packet: 9)
        let effects = driver.state.acknowledged(packet: 9, ReasonCode(0))
        #expect(effects == [.answer(ticket, .success(.published(.accepted)))])
        #expect(driver.commands().payloads == [3])

        _ = driver.state.connectionFailed(lost, chance: 0, at: .zero)
        driver.connect(receiveMaximum: 10, at: .seconds(1))
        #expect(driver.commands(at: .seconds(1)).payloads == [2, 3, 4])
        // An acknowledgement that belongs to the lost connection names nobody.
        #expect(driver.state.acknowledged(packet: 9, ReasonCode(0)).isEmpty)
    }

    @Test("A message whose expiry ended before there was a link is not sent")
    func expiry() {
        var driver = MachineDriver()
        let ticket = SessionState.Ticket(number: 1)
        _ = driver.publish(1, expiry: 10)
        _ = driver.publish(2, expiry: 11)
        driver.connect(at: .seconds(10))
        let (step, effects) = driver.state.nextStep(at: .seconds(10))
        #expect(effects == [.answer(ticket, .failure(.expired(Topic(received: "a"))))])
        guard case .exchange(let commands, _) = step else { return #expect(Bool(false), "\(step)") }
        #expect(commands.payloads == [2])
    }

    @Test("A publisher that is cancelled leaves the queue; in flight its place is kept until the broker has answered")
    func cancelledPublisher() {
        var driver = MachineDriver()
        driver.connect(receiveMaximum: 1)
        let (first, second) = (driver.ticket(), driver.ticket())
        _ = driver.state.publish(driver.message(1), first, at: .zero)
        _ = driver.state.publish(driver.message(2), second, at: .zero)
        #expect(driver.commands().payloads == [1])
        driver.state.handed(first, packet: 1)
        #expect(driver.state.cancelled(first) == [.answer(first, .failure(.cancelled))])
        #expect(driver.commands().payloads == [])
        #expect(driver.state.acknowledged(packet: 1, ReasonCode(0)).isEmpty)
        #expect(driver.state.cancelled(second) == [.answer(second, .failure(.cancelled))])
        #expect(driver.commands().payloads == [])
    }

    @Test("A graceful stop sends what was accepted, takes its leave, and accepts nothing more")
    func gracefulStop() {
        var driver = MachineDriver()
        let runner = driver.ticket()
        _ = driver.state.start(runner)
        driver.connect()
        _ = driver.publish(1)
        #expect(driver.state.stop(gracefully: true, at: .zero).isEmpty)
        guard case .answer(_, .failure(let error)) = driver.publish(2).first else { return #expect(Bool(false)) }
        #expect(error == .closed)
        let commands = driver.commands()
        #expect(commands.payloads == [1])
        guard case .publish(let ticket, _) = commands[0] else { return }
        driver.state.handed(ticket, packet: 1)
        _ = driver.state.acknowledged(packet: 1, ReasonCode(0))
        #expect(driver.state.nextStep(at: .zero).step == .disconnect)
        #expect(driver.state.disconnected() == [.answer(runner, .success(.stopped)), .link(.closed(nil))])
        #expect(driver.state.nextStep(at: .zero).step == .finish)
    }

    @Test("A graceful stop does not wait for a broker that does not answer")
    func impatientStop() {
        var driver = MachineDriver { $0.shutdownGrace = .seconds(5) }
        driver.connect()
        _ = driver.publish(1)
        _ = driver.state.stop(gracefully: true, at: .zero)
        _ = driver.commands()
        #expect(driver.state.nextStep(at: .seconds(5)).step == .disconnect)
    }

    @Test("A run that is stopped before it has begun ends at once")
    func stoppedBefore() {
        var driver = MachineDriver()
        #expect(driver.state.stop(gracefully: true, at: .zero) == [.link(.closed(nil))])
        let ticket = driver.ticket()
        #expect(driver.state.start(ticket) == [.answer(ticket, .success(.stopped))])
        #expect(driver.state.nextStep(at: .zero).step == .finish)
    }

    @Test("A client is run once")
    func runTwice() {
        var driver = MachineDriver()
        let (first, second) = (driver.state.claimRun(), driver.state.claimRun())
        #expect(first && !second)
    }
}
