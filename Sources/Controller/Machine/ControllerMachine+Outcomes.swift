import Allocation
import AllocationContract
public import Units

extension ControllerMachine {
    /// A call is recorded and durable: whoever it concerns is told.
    public mutating func committed(_ ticket: Ticket, _ committed: CommittedCall) -> [Action] {
        guard let call = finish(ticket) else { return [] }
        guard !committed.isReplay else { return replay(call, committed) }
        if case .openPeriod(let opened) = call { begin(opened) }
        var actions = committed.response.allocations.flatMap { allocation in
            tell(RecordedAllocation(allocation, of: committed), because: call)
        }
        // Outcomes may be reported in another order than the ledger's; only the latest says how things stand.
        if lastTransaction.map({ $0 < committed.transaction }) ?? true {
            lastTransaction = committed.transaction
            follow(committed.response.cluster, now: lastCall)
            actions += policyChange(committed.response)
            actions += dueChange(committed.response.cluster)
        }
        actions += events(of: committed)
        switch call {
        case .closePeriod:
            isBetweenPeriods = true
            closedAt = lastCall
            actions.append(.announce(.period(outlook)))
            actions += sayClosed(in: committed.transaction) + openNext(now: lastCall)
        case .demand(let demand): actions += heard(demand.building, now: lastCall)
        case .meter(let report): members[report.building]?.meter.end(report, now: lastCall)
        // An alarm that went off while the call was under way was not acted on.
        case .due: actions.append(.wake(at: nextWake))
        case .openPeriod:
            isBetweenPeriods = false
            actions += sayOpened(in: committed.transaction)
            actions += mustSilence ? silenceAll(now: lastCall) : [.wake(at: nextWake)]
        case .silenceAll:
            mustSilence = false
            actions.append(.wake(at: nextWake))
        case .leave: actions += sayClosed(in: committed.transaction)
        case .late, .silence, .battery: break
        }
        return actions + enterFailSafe(now: lastCall)
    }

    /// Tells a building its allocation; what a later transaction has replaced already is told to who asked, at most.
    private mutating func tell(_ recorded: RecordedAllocation, because call: Call) -> [Action] {
        let building = recorded.allocation.building
        let reply = reply(to: call, recorded, isReplay: false)
        if let known = members[building]?.allocation?.transaction, let this = recorded.transaction, this < known {
            return reply.requestID == nil ? [] : [.announce(.reply(reply))]
        }
        let now = lastCall
        change(building) { member in
            member.allocation = recorded
            member.meter.states(recorded.allocation.split.total, isStale: recorded.allocation.isStale, now: now)
        }
        return [.announce(.reply(reply)), .announce(.current(reply))]
    }

    /// A call is not recorded.
    public mutating func failed(_ ticket: Ticket, _ failure: CallFailure, now: Instant) -> [Action] {
        guard let call = finish(ticket) else { return [] }
        switch call {
        case .demand(let demand):
            let (status, detail) = status(of: failure)
            var period: PeriodOutlook?
            if case .refused(.noPeriod, _) = failure {
                period = PeriodOutlook(isOpen: false, schedule: schedule, now: lastCall)
            }
            return [refuse(demand, status, detail, period)] + refused(demand.building, status, detail, now: now)
        case .late(let demand):
            if failure == .unknown { return [refuseLate(demand, now: now)] }
            let (status, detail) = status(of: failure)
            return [refuse(demand, status, detail)]
        case .silence, .leave, .battery:
            return []
        case .meter(let report):
            members[report.building]?.meter.end(nil, now: now)
            return []
        case .due, .silenceAll, .closePeriod, .openPeriod:
            // What fell due has happened with another call by now, or the ledger is away: look again in a second.
            let again = Action.wake(at: now + .seconds(1))
            guard case .refused(.noPeriod, _) = failure, !isBetweenPeriods else { return [again] }
            isBetweenPeriods = true
            return [.announce(.period(outlook)), again]
        }
    }

    private mutating func finish(_ ticket: Ticket) -> Call? {
        let call = tickets.removeValue(forKey: ticket)
        switch call {
        case .demand(let demand)?, .late(let demand)?: change(demand.building) { $0.callsUnderWay -= 1 }
        case .due?, .silenceAll?, .closePeriod?, .openPeriod?: isAdvancing = false
        case .battery?: battery.isUnderWay = false
        case .silence?, .meter?, .leave?, nil: break
        }
        return call
    }

    /// The stored answer once more; nothing has changed, so nobody else is told.
    private func replay(_ call: Call, _ committed: CommittedCall) -> [Action] {
        guard let demand = call.demand,
            let allocation = committed.response.allocations.first(where: { $0.building == demand.building })
        else { return [] }
        return [.announce(.reply(reply(to: call, RecordedAllocation(allocation, of: committed), isReplay: true)))]
    }

    /// The answer to the building that asked, a push to any other.
    private func reply(to call: Call, _ recorded: RecordedAllocation, isReplay: Bool) -> AllocationReply {
        var reply = push(of: recorded)
        reply.isReplay = isReplay
        if let request = call.demand, request.building == recorded.allocation.building {
            reply.requestID = request.requestID
            reply.correlation = request.correlation
        }
        return reply
    }

    /// An allocation, told without having been asked for.
    func push(of recorded: RecordedAllocation) -> AllocationReply {
        let order = recorded.allocation.order
        return AllocationReply(
            building: recorded.allocation.building,
            requestID: nil,
            status: .ok,
            // A building that has never spoken has no last message.
            order: order == .beforeAll ? nil : order,
            allocation: recorded
        )
    }

    /// The status and the reason that stand for a failure.
    private func status(of failure: CallFailure) -> (ReplyStatus, String) {
        switch failure {
        case .refused(.noPeriod, _): (.temporaryError, closedDetail)
        case .refused(.staleOrder, let reason): (.staleSequence, reason)
        case .refused(.unknownBuilding, let reason): (.unauthorised, reason)
        case .refused(.outOfRange, let reason), .refused(.overflow, let reason): (.invalidContent, reason)
        case .refused(_, let reason): (.temporaryError, reason)
        case .unavailable(let reason): (.temporaryError, reason)
        case .unknown: (.temporaryError, "the ledger does not know the request")
        }
    }
}

extension ControllerMachine.Call {
    /// The demand that the call is for.
    fileprivate var demand: Demand? {
        switch self {
        case .demand(let demand), .late(let demand): demand
        case .silence, .meter, .battery, .due, .silenceAll, .closePeriod, .openPeriod, .leave: nil
        }
    }
}

extension RecordedAllocation {
    fileprivate init(_ allocation: BuildingAllocation, of committed: CommittedCall) {
        self.init(
            allocation: allocation,
            mode: committed.response.cluster.mode,
            tariff: committed.response.tariff,
            transaction: committed.transaction
        )
    }
}
