import Allocation
import Gateway
import Logging
import MQTTClient
import Units

extension BuildingService {
    /// Hears the controller's status and heartbeat.
    func listenToController() async throws {
        let (status, heartbeat) = (TopicFilter(topics.controllerStatus), TopicFilter(topics.heartbeat))
        try await client.withSubscription(to: status, buffering: .latestPerTopic, retained: .delivered) { statuses in
            try await client.withSubscription(to: heartbeat, buffering: .latestPerTopic) { heartbeats in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { for try await message in statuses { await self.heardStatus(message) } }
                    group.addTask { for try await message in heartbeats { await self.heardHeartbeat(message) } }
                    try await group.next()
                    group.cancelAll()
                }
            }
        }
    }

    private func heardStatus(_ message: MQTTMessage) async {
        guard let status = try? ControllerStatusPayload(message.payload) else { return }
        let actions = machine.controllerStatus(
            isOnline: status.isOnline,
            epoch: status.epoch,
            requestID: Self.newRequestID(),
            now: now()
        )
        followFooting()
        await perform(actions)
        if status.period?.isOpen == true { await perform(machine.periodIsOpen(now: now())) }
    }

    private func heardHeartbeat(_ message: MQTTMessage) async {
        guard let heartbeat = try? HeartbeatPayload(message.payload) else { return }
        await perform(machine.heartbeat(epoch: heartbeat.epoch, requestID: Self.newRequestID(), now: now()))
        followFooting()
    }

    /// Says that a demand waits for a period.
    func sayHeld(_ period: PeriodState) {
        guard !period.isOpen else { return }
        let opening = period.opensAt.map { Timestamp.text($0) } ?? "when somebody opens it"
        logger.notice("no period is open; the demand is sent again when one is", metadata: ["opens_at": "\(opening)"])
    }

    /// Draws what the footing allows, and says where it changes.
    func followFooting() {
        let footing = machine.footing(now: now())
        let drawn: Power
        switch footing {
        case .allocated: drawn = level
        case .fallback(let limit): drawn = min(level, limit)
        }
        meter.draws(drawn, at: now())
        let isFallenBack = footing != .allocated
        guard isFallenBack != self.isFallenBack else { return }
        self.isFallenBack = isFallenBack
        logger.notice(isFallenBack ? "fallen back to the strict band" : "the controller decides")
    }

    /// Publishes what the meter shows, until the task is cancelled.
    func readMeter() async {
        var sequence: Int64 = 0
        while !Task.isCancelled {
            sequence += 1
            followFooting()
            let reading = MeterPayload(
                sequence: sequence,
                readAt: Self.timeOfDay(),
                power: meter.power,
                register: meter.register
            )
            await publish(.meter(reading, of: building, topics: topics))
            try? await Task.sleep(for: meterInterval)
        }
    }
}

/// A meter of a simulated load: it adds up what is drawn.
struct SimulatedMeter: Sendable {
    private(set) var power = Power.zero
    private(set) var register = Energy.zero
    private var until: Instant

    init(at now: Instant) {
        until = now
    }

    /// The load draws another power from now on.
    mutating func draws(_ power: Power, at now: Instant) {
        register += self.power * max(now - until, .zero)
        until = max(until, now)
        self.power = power
    }
}
