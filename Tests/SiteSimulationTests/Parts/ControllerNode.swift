import Allocation
import AllocationContract
import Cryptography
import Gateway
import Ledger
import LedgerTestKit
import MQTTClient
import Peer
import Units

@testable import Controller
@testable import ControllerService

/// The controller's process: the product's ``ControllerMachine`` between the modelled broker and the peer. What
/// ``ClusterController``, ``MessageIntake`` and ``PeerLedger`` do around the machine is done here in the same order.
final class ControllerNode {
    /// What remains to be done of a message, as in ``ClusterController``.
    struct Work {
        var pending: [(ticket: ControllerMachine.Ticket, call: CallOutcome)] = []
        var announcements: [Announcement] = []
    }

    /// The messages to one receiver, sent one after the other.
    final class Lane {
        var messages: [GatewayMessage] = []
        var isSending = false
    }

    let client: SimulatedClient
    let site: SimulatedSite
    let clock: NodeClock
    let peer: SimulatedPeer
    let number: Int
    let topics: Topics
    /// The ledger's time when the process began; its calls do not go back behind it.
    let floor: Instant
    private var machine: ControllerMachine?
    private var opening: CallOutcome?
    private var entering: CallOutcome?
    private var works: [Work] = []
    var lanes: [String: Lane] = [:]
    private(set) var wakeAt: Instant?
    private var wakes = 0
    private(set) var isAlive = true
    private var isPumping = false

    init(_ site: SimulatedSite, number: Int, clock: NodeClock) throws {
        self.site = site
        self.number = number
        self.clock = clock
        topics = site.topics
        let status = ControllerStatusPayload(
            isOnline: false,
            instance: "simulated",
            epoch: Int64(number),
            version: "0",
            height: 0
        )
        client = SimulatedClient(
            "controller",
            will: GatewayMessage.status(status, topics: site.topics).onWire,
            filters: [site.topics.allDemands, site.topics.allStatuses],
            site: site
        )
        peer = try SimulatedPeer(site, clock: clock)
        floor = try site.disk.tip().time
        client.onMessage = { self.received($0) }
        client.onConnected = { self.connected() }
        peer.onProgress = { self.pump() }
        try openPeriod()
    }

    /// How often one outcome may lead to the next decision in the same instant.
    private static let mostRounds = 1_000

    /// The most that waits anywhere in the process.
    var longestQueue: Int { max(works.count, lanes.values.map(\.messages.count).max() ?? 0, client.queueLength) }

    func die() {
        isAlive = false
        peer.die()
        client.die()
    }

    /// How things stand on the ledger; `nil` while no period is open.
    func current() -> AllocationResponse? {
        (try? peer.evaluate(.current)).flatMap { try? AllocationResponse(encoded: $0) }
    }

    private func openPeriod() throws {
        if current() != nil { return enterFailSafe() }
        guard site.schedule.opening(from: clock.now()) <= clock.now() else { return begin(from: nil, nil) }
        opening = enqueue(.openPeriod(site.terms), key: .own(-1), at: clock.now())
    }

    /// What a start does before anything else: of nobody is it known what it draws.
    private func enterFailSafe() {
        entering = enqueue(.failSafe, key: .own(-3), at: clock.now())
    }

    private func begin(from state: AllocationResponse?, _ transaction: TransactionReference?) {
        machine = ControllerMachine(
            terms: site.terms,
            schedule: site.schedule,
            state: state,
            transaction: transaction,
            limits: ControllerLimits(),
            startedAt: clock.now()
        )
        client.connect()
        repeatPolicy()
        take(machine?.start() ?? [])
    }

    private func repeatPolicy() {
        site.timeline.after(30_000) {
            guard self.isAlive else { return }
            self.take(self.machine?.policyAgain() ?? [])
            self.repeatPolicy()
        }
    }

    private func connected() {
        take(machine?.everythingAgain() ?? [])
    }
}

// MARK: - Messages in

extension ControllerNode {
    private func received(_ message: MQTTMessage) {
        guard let (building, purpose) = topics.building(of: message.topic) else { return }
        switch purpose {
        case .demand: demanded(message)
        case .status:
            // Statuses are read by a task of their own: they may overtake demands, or be overtaken.
            site.timeline.after(site.smallDelay()) { if self.isAlive { self.readStatus(message, of: building) } }
        default: break
        }
    }

    private func demanded(_ message: MQTTMessage) {
        do {
            let demand = try DemandMessage(message, topics: topics)
            take(machine?.demanded(try Demand(demand, keeping: demand.payload), now: clock.now()) ?? [])
        } catch let refusal as DemandRefusal {
            take(machine?.malformed(MalformedDemand(refusal), now: clock.now()) ?? [])
        } catch {
            site.checker.fail("a demand could not be read: \(error)")
        }
    }

    private func readStatus(_ message: MQTTMessage, of building: BuildingID) {
        guard let status = try? BuildingStatusPayload(message.payload), !status.isOnline else { return }
        site.note("controller: \(building) is gone")
        take(machine?.wentOffline(building, epoch: status.epoch, now: clock.now()) ?? [])
    }
}

// MARK: - Actions

extension ControllerNode {
    private func take(_ actions: [ControllerMachine.Action]) {
        works.append(begin(actions))
        pump()
    }

    /// Begins what the machine has decided, as ``ClusterController`` does.
    private func begin(_ actions: [ControllerMachine.Action]) -> Work {
        var work = Work()
        for action in actions {
            switch action {
            case .submit(let ticket, let call, let key, let instant):
                site.note("controller: \(call.function) \(key.short)")
                work.pending.append((ticket, enqueue(call, key: key, at: instant)))
            case .announce(let announcement): work.announcements.append(announcement)
            case .recall(let ticket, let key):
                let call = peer.recall(txid(of: key))
                if case .request(_, let id) = key { site.checker.recalled(id.text, isUnknown: call.isUnknown) }
                work.pending.append((ticket, call))
            case .wake(let instant): setAlarm(instant)
            }
        }
        return work
    }

    /// Finishes works in their order, as far as their calls have outcomes.
    private func pump() {
        guard isAlive, !isPumping else { return }
        isPumping = true
        defer { isPumping = false }
        if let result = opening?.result { opened(result) }
        if let result = entering?.result { entered(result) }
        var rounds = 0
        while !works.isEmpty {
            rounds += 1
            if rounds > Self.mostRounds { return site.checker.fail("the controller goes on deciding at one instant") }
            for announcement in works[0].announcements { send(announcement) }
            works[0].announcements = []
            guard let (ticket, call) = works[0].pending.last else {
                works.removeFirst()
                continue
            }
            guard call.result != nil || call.isUnknown else { return }
            works[0].pending.removeLast()
            let more = begin(outcome(of: call, ticket))
            works[0].pending += more.pending
            works[0].announcements += more.announcements
        }
    }

    private func opened(_ result: Result<CommittedProposal, PeerFailure>) {
        opening = nil
        guard case .success = result else {
            // The service ends, and its manager starts it again.
            return site.controllerEnded()
        }
        enterFailSafe()
    }

    private func entered(_ result: Result<CommittedProposal, PeerFailure>) {
        entering = nil
        guard case .success(let committed) = result, let state = try? AllocationResponse(encoded: committed.response)
        else { return site.controllerEnded() }
        begin(from: state, Self.reference(to: committed))
    }

    private static func reference(to committed: CommittedProposal) -> TransactionReference {
        TransactionReference(
            id: committed.txid.hex,
            height: committed.place.block,
            index: committed.place.transaction
        )
    }

    private func outcome(of call: CallOutcome, _ ticket: ControllerMachine.Ticket) -> [ControllerMachine.Action] {
        switch call.result {
        case .success(let committed):
            guard let response = try? AllocationResponse(encoded: committed.response) else {
                site.checker.fail("an answer cannot be read")
                return []
            }
            let transaction = Self.reference(to: committed)
            let call = CommittedCall(response: response, transaction: transaction, isReplay: committed.isReplay)
            return machine?.committed(ticket, call) ?? []
        case .failure(let failure):
            site.note("controller: \(failure)")
            return machine?.failed(ticket, CallFailure(failure), now: clock.now()) ?? []
        case nil:
            return machine?.failed(ticket, .unknown, now: clock.now()) ?? []
        }
    }

    private func setAlarm(_ instant: Instant) {
        wakeAt = instant
        wakes += 1
        waitForAlarm(wakes)
    }

    private func waitForAlarm(_ wake: Int) {
        guard let wakeAt else { return }
        // The product's clock sleeps at most a minute at once.
        let delay = min(max((wakeAt - clock.now()).milliseconds, 0), 60_000)
        site.timeline.after(delay) {
            guard self.isAlive, wake == self.wakes else { return }
            guard self.clock.now() >= wakeAt else { return self.waitForAlarm(wake) }
            self.wakeAt = nil
            self.take(self.machine?.timePassed(now: self.clock.now()) ?? [])
        }
    }
}
