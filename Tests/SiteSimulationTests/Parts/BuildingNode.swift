import Allocation
import Building
import Gateway
import MQTTClient
import Units

/// A building's process: the product's ``BuildingMachine`` with a load that changes, and what the building believes
/// that it may draw.
final class BuildingNode {
    let id: BuildingID
    let client: SimulatedClient
    let epoch: Int64
    private let site: SimulatedSite
    private let clock: NodeClock
    private(set) var machine: BuildingMachine
    private(set) var level = Power.zero
    private var wakes = 0
    private var isAlive = true
    private var believed: AllocationInForce?

    init(_ site: SimulatedSite, id: BuildingID, epoch: Int64, clock: NodeClock) {
        (self.site, self.id, self.epoch, self.clock) = (site, id, epoch, clock)
        let gone = BuildingStatusPayload(isOnline: false, epoch: epoch, writtenAt: clock.now())
        client = SimulatedClient(
            id.text,
            will: GatewayMessage.status(gone, of: id, topics: site.topics).onWire,
            filters: [TopicFilter(site.topics.allocation(id))],
            site: site
        )
        machine = BuildingMachine(epoch: epoch, lease: site.lease)
        client.onMessage = { self.received($0) }
        client.onConnected = { self.sayOnline() }
        client.connect()
    }

    func die() {
        isAlive = false
        client.die()
    }

    func change(to level: Power) {
        guard isAlive else { return }
        self.level = level
        perform(machine.changed(to: level, requestID: site.newRequestID(), now: clock.now()))
    }

    /// What the building was told and still holds; `nil` when it is on its own band.
    var told: AllocationInForce? { site.sabotage == .believesOldAnswers ? believed : machine.allocation }

    /// What the building believes that it may draw from grid-contract: what it was told while the lease runs by its
    /// clock, what it needs of its strict band after that and before it was told anything.
    var draw: Power {
        guard let told, told.validUntil.map({ clock.now() < $0 }) ?? true else { return min(site.band(of: id), level) }
        return told.bands.first { $0.server == .gridContract }?.power ?? .zero
    }

    private func received(_ message: MQTTMessage) {
        do {
            let reply = try AllocationPayload(message.payload)
            if let allocation = reply.allocation { believed = allocation }
            site.checker.received(reply, message.payload, by: id)
            machine.received(reply)
            site.checker.believes(told, by: self, after: reply)
        } catch {
            site.checker.fail("a reply could not be read: \(error)")
        }
    }

    private func sayOnline() {
        let status = BuildingStatusPayload(isOnline: true, epoch: epoch, writtenAt: clock.now())
        client.publish(.status(status, of: id, topics: site.topics))
    }

    private func perform(_ actions: [BuildingMachine.Action]) {
        for action in actions {
            switch action {
            case .send(let demand):
                site.note("\(id): \(demand.requestID.suffix(6)) seq \(demand.sequence) \(demand.power.watts) W")
                client.publish(.demand(demand, from: id, topics: site.topics))
            case .wake(let instant):
                wakes += 1
                wait(until: instant, wakes)
            }
        }
    }

    private func wait(until instant: Instant, _ wake: Int) {
        // The product looks at its clock ten times a second; here often enough to see that it was set.
        let delay = min(max((instant - clock.now()).milliseconds, 0), 2_000)
        site.timeline.after(delay) {
            guard self.isAlive, wake == self.wakes else { return }
            let now = self.clock.now()
            guard now >= instant || self.machine.isSetBack(at: now) else { return self.wait(until: instant, wake) }
            self.perform(self.machine.timePassed(requestID: self.site.newRequestID(), now: self.clock.now()))
        }
    }
}
