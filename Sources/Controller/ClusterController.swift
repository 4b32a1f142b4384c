public import Allocation
public import AllocationContract
import Synchronization
import Units

/// The controller of a cluster: owns the machine and does what it decides.
///
/// A message is decided on and handed to the ledger in one synchronous step, so that messages are executed in the order
/// in which they came; the answer is sent when the call is durable, never before. What one receiver is told, it is told
/// in the order in which it was decided.
public actor ClusterController {
    private var machine: ControllerMachine
    private let ledger: any AllocationLedger
    private let announcer: any AllocationAnnouncer
    private let clock: any WallClock
    private let alarm = Alarm()
    /// What is on its way to each receiver.
    private var lanes: [Receiver: AnnouncementLane] = [:]
    /// The states that wait until one may be said again.
    private var pace = StatePace<Receiver>()
    private let paceAlarm = Alarm()

    /// Creates a controller from how things stand on the ledger.
    public init(
        terms: PeriodTerms,
        schedule: PeriodSchedule,
        state: AllocationResponse?,
        transaction: TransactionReference? = nil,
        limits: ControllerLimits,
        ledger: any AllocationLedger,
        announcer: any AllocationAnnouncer,
        clock: any WallClock
    ) {
        self.machine = ControllerMachine(
            terms: terms,
            schedule: schedule,
            state: state,
            transaction: transaction,
            limits: limits,
            startedAt: clock.now()
        )
        self.ledger = ledger
        self.announcer = announcer
        self.clock = clock
    }

    /// Announces the rule in force and then lets happen what falls due, until the task is cancelled.
    ///
    /// - Parameter works: Takes what remains to be done, for ``finish(_:)-(AsyncStream<ClusterController.Work>)``.
    public func run(_ works: AsyncStream<Work>.Continuation) async {
        works.yield(begin(machine.start()))
        async let saying: Void = sayHeldStates()
        while !Task.isCancelled {
            await alarm.wait(with: clock)
            if Task.isCancelled { break }
            works.yield(begin(machine.timePassed(now: clock.now())))
        }
        await saying
    }

    /// Says states that were held back when their time has come, until the task is cancelled.
    private func sayHeldStates() async {
        while !Task.isCancelled {
            await paceAlarm.wait(with: clock)
            if Task.isCancelled { return }
            for state in pace.due(at: clock.now()) { hand(state.announcement, to: state.receiver) }
            if let next = pace.next { paceAlarm.set(next) }
        }
    }

    /// Takes a demand; what remains to be done is returned, to be awaited off the path of the next message.
    public func take(_ demand: Demand) -> Work {
        begin(machine.demanded(demand, now: clock.now()))
    }

    /// Takes a message that is no demand.
    public func take(_ message: MalformedDemand) -> Work {
        begin(machine.malformed(message, now: clock.now()))
    }

    /// Takes a meter reading.
    public func take(_ message: MeterMessage) -> Work {
        begin(machine.metered(message, now: clock.now()))
    }

    /// Takes a message on a meter's topic that is no reading.
    public func take(malformedReadingOf building: BuildingID, _ status: ReplyStatus, _ detail: String) -> Work {
        begin(machine.malformedReading(of: building, status, detail, now: clock.now()))
    }

    /// Takes a reading of the battery's.
    public func take(_ report: BatteryReport) -> Work {
        begin(machine.batteryRead(report, now: clock.now()))
    }

    /// Learns of messages that came faster than they could be read.
    public func take(shed count: Int, of building: BuildingID) -> Work {
        begin(machine.shed(building, count: count, now: clock.now()))
    }

    /// Looks after what no message calls for; to be called every few seconds. That it returns shows that the controller
    /// decides.
    public func tick() -> Work {
        begin(machine.tick(deviation: clock.deviation(), now: clock.now()))
    }

    /// Asks every building for its demand.
    public func resync() -> Work {
        begin(machine.resync())
    }

    /// What to send so that everybody keeps knowing the rule in force.
    public func policyAgain() -> Work {
        begin(machine.policyAgain())
    }

    /// What to send to a broker that holds nothing: the rule, and every allocation in force.
    public func everythingAgain() -> Work {
        begin(machine.everythingAgain())
    }

    /// Takes up terms that the members have agreed on, for the next period.
    public func take(agreed terms: PeriodTerms) { machine.agreed(on: terms) }

    /// Whether a period is open, as far as outcomes are known.
    public var isPeriodOpen: Bool { !machine.isBetweenPeriods }

    /// Opens a period because a person says so.
    ///
    /// - Throws: ``PeriodRefusal``.
    public func openByHand() throws(PeriodRefusal) -> Work { begin(try machine.openByHand(now: clock.now())) }

    /// Closes the period because a person says so.
    ///
    /// - Throws: ``PeriodRefusal``.
    public func closeByHand() throws(PeriodRefusal) -> Work { begin(try machine.closeByHand(now: clock.now())) }

    /// Closes the period; nothing else happens of itself afterwards.
    public func closePeriod() -> Work {
        begin(machine.closeForGood(now: clock.now()))
    }

    /// Takes a building's last will.
    public func take(goneOffline building: BuildingID, epoch: Int64) -> Work {
        begin(machine.wentOffline(building, epoch: epoch, now: clock.now()))
    }

    /// Nothing to do but to say so when its turn has come: a controller whose ledger hangs does not get to it.
    public func beat(_ done: @escaping @Sendable () -> Void) -> Work {
        var work = Work()
        work.done = done
        return work
    }

    /// What remains to be done of a message: outcomes to wait for, messages to send.
    public struct Work: Sendable {
        var pending: [(ticket: ControllerMachine.Ticket, call: any PendingCall)] = []
        var announcements: [Announcement] = []
        var done: (@Sendable () -> Void)?

        /// Whether there is nothing to wait for.
        public var isImmediate: Bool { pending.isEmpty }
    }

    /// Finishes works one after the other, in the order in which their calls were handed in, until there are no more.
    public func finish(_ works: AsyncStream<Work>) async {
        for await work in works { await finish(work) }
    }

    /// Waits for the calls of a message and hands out what is to be sent.
    public func finish(_ work: Work) async {
        var work = work
        while true {
            for announcement in work.announcements { send(announcement) }
            work.announcements = []
            guard let (ticket, call) = work.pending.popLast() else {
                work.done?()
                return
            }
            do {
                let committed = try await call.outcome()
                work.append(begin(machine.committed(ticket, committed)))
            } catch {
                work.append(begin(machine.failed(ticket, error, now: clock.now())))
            }
        }
    }

    /// Returns when everything that was handed out has been sent; what has not is given up if the task is cancelled.
    public func sent() async {
        for state in pace.all() { hand(state.announcement, to: state.receiver) }
        let lanes = Array(lanes.values)
        self.lanes = [:]
        for lane in lanes { lane.finish() }
        await withTaskCancellationHandler {
            for lane in lanes { await lane.sending.value }
        } onCancel: {
            for lane in lanes { lane.sending.cancel() }
        }
    }

    /// Sends a message, or holds it back where it is a state of which another was said a moment ago.
    private func send(_ announcement: Announcement) {
        let receiver = receiver(of: announcement)
        // Those who share a receiver have each a state of their own.
        guard receiver != .strangers else { return hand(announcement, to: receiver) }
        if pace.isToBeSaid(announcement, to: receiver, at: clock.now()) { hand(announcement, to: receiver) }
        if let next = pace.next { paceAlarm.set(next) }
    }

    /// Sends a message after all that its receiver was to be told before: the broker keeps the last one.
    private func hand(_ announcement: Announcement, to receiver: Receiver) {
        let lane = lanes[receiver] ?? AnnouncementLane(to: announcer)
        lanes[receiver] = lane
        lane.send(announcement)
    }

    private func receiver(of announcement: Announcement) -> Receiver {
        switch announcement {
        case .reply(let reply), .current(let reply):
            machine.isMember(reply.building) ? .member(reply.building) : .strangers
        case .policy, .period, .event: .everybody
        }
    }

    /// Begins what the machine has decided; nothing here suspends.
    private func begin(_ actions: [ControllerMachine.Action]) -> Work {
        var work = Work()
        for action in actions {
            switch action {
            case .submit(let ticket, let call, let key, let instant):
                work.pending.append((ticket, ledger.enqueue(call, key: key, at: instant)))
            case .announce(let announcement):
                work.announcements.append(announcement)
            case .recall(let ticket, let key):
                work.pending.append((ticket, ledger.recall(key)))
            case .wake(let instant):
                alarm.set(instant)
            }
        }
        return work
    }
}

/// Who is told something.
private enum Receiver: Hashable {
    case member(BuildingID)
    /// All who are no members, together: whoever makes names up takes no room with each.
    case strangers
    case everybody
}

extension ClusterController.Work {
    fileprivate mutating func append(_ other: ClusterController.Work) {
        pending += other.pending
        announcements += other.announcements
    }
}
