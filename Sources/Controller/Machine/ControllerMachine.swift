import Allocation
public import AllocationContract
public import Units

/// The controller's decisions: what to do with a message, a committed call or the passing of time.
///
/// It does nothing itself: every method returns what is to be done, and ``ClusterController`` does it. The allocations
/// are the contract's; the machine knows who may ask, how often, and who is to be told what.
public struct ControllerMachine: Sendable {
    /// Something to do.
    public enum Action: Hashable, Sendable {
        /// Hand a call to the ledger, and report its outcome with the ticket.
        case submit(Ticket, AllocationCall, CallKey, at: Instant)

        /// Ask the ledger for the outcome of an earlier call, and report it with the ticket.
        case recall(Ticket, CallKey)

        /// Send a message.
        case announce(Announcement)

        /// Call ``ControllerMachine/timePassed(now:)`` at this instant; it replaces any earlier such request.
        case wake(at: Instant)
    }

    /// Stands for a call under way.
    public struct Ticket: Hashable, Sendable {
        let number: Int64
    }

    let limits: ControllerLimits
    /// The terms of the open period; of the last one while none is open.
    var terms: PeriodTerms
    /// The terms of the next period.
    var next: PeriodTerms
    /// When periods are opened and closed.
    let schedule: PeriodSchedule
    /// When the present period ends.
    var periodEnd: Instant
    var members: [BuildingID: Member] = [:]
    var tickets: [Ticket: Call] = [:]
    var nextTicket: Int64
    /// The last call's time: calls never go back in time, though the clock may.
    var lastCall: Instant
    var nextDue: DueEvent?
    /// Whether a call of the machine's own, for what falls due or for the end of the period, is under way.
    var isAdvancing = false
    /// Whether the last period is closed, and the next is not open yet.
    var isBetweenPeriods: Bool
    /// When this start closed the last period.
    var closedAt: Instant?
    /// Whether nobody's draw has been known since the start, and the ledger does not say so yet: the start found no
    /// period open in which to record it.
    var mustSilence: Bool
    var lastPolicy: PolicyAnnouncement?
    /// The latest transaction whose outcome is known.
    var lastTransaction: TransactionReference?
    /// Whether the site is in fail-safe; it starts so.
    var failSafe: FailSafe?
    /// Why the rule is in force, apart from fail-safe.
    var lastReason = PolicyAnnouncement.Reason.policy
    var battery: BatteryBook
    /// How many events were told.
    var eventCount: Int64 = 0
    /// How far the machine's time of day is ahead of the controller's, and what of it was said.
    var deviation = Interval.zero
    var saidDeviation = Interval.zero

    /// What is known of a building.
    struct Member: Sendable {
        var bucket: TokenBucket
        var readings: TokenBucket
        var callsUnderWay = 0
        var allocation: RecordedAllocation?
        var meter: MeterBook
        var refusals = RefusalCount()
    }

    /// What a call under way is for.
    enum Call: Sendable {
        case demand(Demand)
        /// A demand that comes too late to be carried out, unless it was: then it is answered as it was.
        case late(Demand)
        case silence(BuildingID)
        case meter(MeterReport)
        case battery
        case due
        /// Of nobody is it known what it draws.
        case silenceAll
        case closePeriod
        case openPeriod(PeriodTerms)
        /// The period is closed and no other is opened: the controller leaves.
        case leave
    }

    /// Creates the machine of a controller that has just started.
    ///
    /// - Parameters:
    ///   - terms: The terms of the open period, and of the next.
    ///   - schedule: When periods are opened and closed.
    ///   - state: How things stand on the ledger; `nil` where no period is open.
    ///   - transaction: The transaction that recorded all allocations of the state, `failSafe` or `openPeriod`.
    ///   - limits: What it takes at most.
    ///   - now: The instant of the start.
    public init(
        terms: PeriodTerms,
        schedule: PeriodSchedule,
        state: AllocationResponse?,
        transaction: TransactionReference? = nil,
        limits: ControllerLimits,
        startedAt now: Instant
    ) {
        self.terms = terms
        self.next = terms
        self.schedule = schedule
        self.periodEnd = state.map { schedule.end(openedAt: $0.cluster.openedAt) } ?? PeriodSchedule.never
        self.isBetweenPeriods = state == nil
        self.mustSilence = state == nil
        self.limits = limits
        self.nextTicket = 0
        self.lastCall = now
        self.nextDue = state?.cluster.nextDue
        self.battery = BatteryBook(readings: TokenBucket(burst: limits.readingBurst, at: now), at: now)
        self.failSafe = FailSafe(since: now)
        self.lastTransaction = transaction
        admitMembers(now: now)
        guard let state else { return }
        for allocation in state.allocations {
            members[allocation.building]?.allocation = RecordedAllocation(
                allocation: allocation,
                mode: state.cluster.mode,
                tariff: state.tariff,
                transaction: transaction
            )
            members[allocation.building]?.meter.states(
                allocation.split.total,
                isStale: allocation.isStale,
                now: now
            )
        }
        follow(state.cluster, now: now)
        self.lastPolicy = policy(of: state)
    }

    /// What to do first: tell everybody that the site is in fail-safe, and the rule in force; ask all for their
    /// demands; wait for what falls due.
    public mutating func start() -> [Action] {
        var actions: [Action] = lastPolicy.map { [.announce(.policy($0))] } ?? []
        actions += sayFailSafe()
        actions.append(.wake(at: nextWake))
        return actions
    }

    /// Whether the terms name a building.
    func isMember(_ building: BuildingID) -> Bool { members.index(forKey: building) != nil }

    /// Changes a member where it stands. Through the dictionary's own subscript it would be moved out and back, each
    /// time by way of a block of memory of its size.
    ///
    /// - Returns: What `change` returns; `nil` if the building is no member.
    @discardableResult
    mutating func change<Value>(_ building: BuildingID, _ change: (inout Member) -> Value) -> Value? {
        guard let place = members.index(forKey: building) else { return nil }
        return change(&members.values[place])
    }

    /// When something is to be done without a message.
    var nextWake: Instant {
        if isBetweenPeriods { return min(schedule.opening(from: lastCall), failSafeEnd ?? PeriodSchedule.never) }
        return min(nextDue.map { min($0.instant, periodEnd) } ?? periodEnd, failSafeEnd ?? periodEnd)
    }

    /// The call's time: the clock's, but never before an earlier call's.
    mutating func callTime(_ now: Instant) -> Instant {
        lastCall = max(lastCall, now)
        return lastCall
    }

    mutating func ticket(for call: Call) -> Ticket {
        nextTicket += 1
        let ticket = Ticket(number: nextTicket)
        tickets[ticket] = call
        return ticket
    }
}
