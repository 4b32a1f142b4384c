import Allocation
import AllocationContract
public import Units

extension ControllerMachine {
    /// A call is recorded and durable: whoever it concerns is told.
    public mutating func committed(_ ticket: Ticket, _ committed: CommittedCall) -> [Action] {
        guard let call = finish(ticket) else { return [] }
        guard !committed.isReplay else { return replay(call, committed) }
        var actions = committed.response.allocations.flatMap { allocation in
            tell(RecordedAllocation(allocation, of: committed), because: call)
        }
        // Outcomes may be reported in another order than the ledger's; only the latest says how things stand.
        if lastTransaction.map({ $0 < committed.transaction }) ?? true {
            lastTransaction = committed.transaction
            actions += policyChange(committed.response)
            actions += dueChange(committed.response.cluster)
        }
        switch call {
        case .closePeriod: actions += submitOwn(.openPeriod(next), as: .openPeriod, now: lastCall)
        // An alarm that went off while the call was under way was not acted on.
        case .due, .openPeriod: actions.append(.wake(at: nextWake))
        case .demand, .silence, .leave: break
        }
        return actions
    }

    /// Tells a building its allocation; what a later transaction has replaced already is told to who asked, at most.
    private mutating func tell(_ recorded: RecordedAllocation, because call: Call) -> [Action] {
        let building = recorded.allocation.building
        let reply = reply(to: call, recorded, isReplay: false)
        if let known = members[building]?.allocation?.transaction, let this = recorded.transaction, this < known {
            return reply.requestID == nil ? [] : [.announce(.reply(reply))]
        }
        members[building]?.allocation = recorded
        return [.announce(.reply(reply)), .announce(.current(reply))]
    }

    /// A call is not recorded.
    public mutating func failed(_ ticket: Ticket, _ failure: CallFailure, now: Instant) -> [Action] {
        guard let call = finish(ticket) else { return [] }
        switch call {
        case .demand(let demand):
            let (status, detail) = Self.status(of: failure)
            return [refuse(demand, status, detail)]
        case .silence, .leave:
            return []
        case .due, .closePeriod:
            // What fell due has happened with another call by now, or the ledger is away: look again in a second.
            return [.wake(at: now + .seconds(1))]
        case .openPeriod:
            return submitOwn(.openPeriod(next), as: .openPeriod, now: now + .seconds(1))
        }
    }

    private mutating func finish(_ ticket: Ticket) -> Call? {
        let call = tickets.removeValue(forKey: ticket)
        switch call {
        case .demand(let demand)?: members[demand.building]?.callsUnderWay -= 1
        case .due?, .closePeriod?, .openPeriod?: isAdvancing = false
        case .silence?, .leave?, nil: break
        }
        return call
    }

    /// The stored answer once more; nothing has changed, so nobody else is told.
    private func replay(_ call: Call, _ committed: CommittedCall) -> [Action] {
        guard case .demand(let demand) = call,
            let allocation = committed.response.allocations.first(where: { $0.building == demand.building })
        else { return [] }
        return [.announce(.reply(reply(to: call, RecordedAllocation(allocation, of: committed), isReplay: true)))]
    }

    /// The answer to the building that asked, a push to any other.
    private func reply(to call: Call, _ recorded: RecordedAllocation, isReplay: Bool) -> AllocationReply {
        var request: Demand?
        if case .demand(let demand) = call, demand.building == recorded.allocation.building { request = demand }
        return AllocationReply(
            building: recorded.allocation.building,
            requestID: request?.requestID,
            status: .ok,
            order: recorded.allocation.order,
            allocation: recorded,
            isReplay: isReplay,
            correlation: request?.correlation
        )
    }

    /// The status and the reason that stand for a failure.
    private static func status(of failure: CallFailure) -> (ReplyStatus, String) {
        switch failure {
        case .refused(.staleOrder, let reason): (.staleSequence, reason)
        case .refused(.unknownBuilding, let reason): (.unauthorised, reason)
        case .refused(.outOfRange, let reason), .refused(.overflow, let reason): (.invalidContent, reason)
        case .refused(_, let reason): (.temporaryError, reason)
        case .unavailable(let reason): (.temporaryError, reason)
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
