public import Allocation
public import AllocationContract
public import Units

/// The controller of a cluster: owns the machine and does what it decides.
///
/// A message is decided on and handed to the ledger in one synchronous step, so that messages are executed in the order
/// in which they came; the answer is sent when the call is durable, never before.
public actor ClusterController {
    private var machine: ControllerMachine
    private let ledger: any AllocationLedger
    private let announcer: any AllocationAnnouncer
    private let clock: any WallClock
    private let alarm = Alarm()

    /// Creates a controller from how things stand on the ledger.
    public init(
        terms: PeriodTerms,
        periodLength: Interval,
        state: AllocationResponse,
        limits: ControllerLimits,
        ledger: any AllocationLedger,
        announcer: any AllocationAnnouncer,
        clock: any WallClock
    ) {
        self.machine = ControllerMachine(
            terms: terms,
            periodLength: periodLength,
            state: state,
            limits: limits,
            startedAt: clock.now()
        )
        self.ledger = ledger
        self.announcer = announcer
        self.clock = clock
    }

    /// Announces the rule in force and then lets happen what falls due, until the task is cancelled.
    public func run() async {
        await finish(begin(machine.start()))
        while !Task.isCancelled {
            await alarm.wait(with: clock)
            if Task.isCancelled { return }
            await finish(begin(machine.timePassed(now: clock.now())))
        }
    }

    /// Takes a demand; what remains to be done is returned, to be awaited off the path of the next message.
    public func take(_ demand: Demand) -> Work {
        begin(machine.demanded(demand, now: clock.now()))
    }

    /// Takes a message that is no demand.
    public func take(_ message: MalformedDemand) -> Work {
        begin(machine.malformed(message))
    }

    /// What to send so that everybody keeps knowing the rule in force.
    public func policyAgain() -> Work {
        begin(machine.policyAgain())
    }

    /// Closes the period; nothing else happens of itself afterwards.
    public func closePeriod() -> Work {
        begin(machine.closeForGood(now: clock.now()))
    }

    /// Takes a building's last will.
    public func take(goneOffline building: BuildingID, epoch: Int64) -> Work {
        begin(machine.wentOffline(building, epoch: epoch, now: clock.now()))
    }

    /// What remains to be done of a message: outcomes to wait for, messages to send.
    public struct Work: Sendable {
        var pending: [(ticket: ControllerMachine.Ticket, call: any PendingCall)] = []
        var announcements: [Announcement] = []
    }

    /// Waits for the calls of a message and sends what is to be sent.
    public func finish(_ work: Work) async {
        var work = work
        while true {
            for announcement in work.announcements { await announcer.announce(announcement) }
            work.announcements = []
            guard let (ticket, call) = work.pending.popLast() else { return }
            do {
                let committed = try await call.outcome()
                work.append(begin(machine.committed(ticket, committed)))
            } catch {
                work.append(begin(machine.failed(ticket, error, now: clock.now())))
            }
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
            case .wake(let instant):
                alarm.set(instant)
            }
        }
        return work
    }
}

extension ClusterController.Work {
    fileprivate mutating func append(_ other: ClusterController.Work) {
        pending += other.pending
        announcements += other.announcements
    }
}
