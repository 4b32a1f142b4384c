public import Allocation
import AllocationContract
public import Units

extension ControllerMachine {
    /// A demand came in that is well formed.
    public mutating func demanded(_ demand: Demand, now: Instant) -> [Action] {
        guard members[demand.building] != nil else {
            return [refuse(demand, .unauthorised, "the terms name no building '\(demand.building)'")]
        }
        if let refusal = admission(of: demand, now: now) { return [refusal] }
        members[demand.building]?.callsUnderWay += 1
        let ticket = ticket(for: .demand(demand))
        let key = CallKey.request(building: demand.building.text, id: demand.requestID)
        return [.submit(ticket, demand.call, key, at: callTime(now))]
    }

    /// A message came in on a building's demand topic that is no demand.
    public func malformed(_ message: MalformedDemand) -> [Action] {
        let reply = AllocationReply(
            building: message.building,
            requestID: message.requestID,
            status: message.status,
            detail: message.detail,
            order: message.order,
            allocation: members[message.building]?.allocation,
            correlation: message.correlation
        )
        return [.announce(.reply(reply))]
    }

    /// A building's last will says that it is gone.
    ///
    /// A will of an earlier epoch than the building's last demand is late: the building has started again since.
    public mutating func wentOffline(_ building: BuildingID, epoch: Int64, now: Instant) -> [Action] {
        guard let member = members[building] else { return [] }
        if let last = member.allocation?.allocation.order, epoch < last.epoch { return [] }
        if member.allocation?.allocation.isStale == true { return [] }
        let ticket = ticket(for: .silence(building))
        return [.submit(ticket, .expire(gone: building), .own(ticket.number), at: callTime(now))]
    }

    /// Refuses what comes too fast, or from too far away in time.
    private mutating func admission(of demand: Demand, now: Instant) -> Action? {
        let isInBudget =
            members[demand.building]?.bucket
            .take(at: now, perSecond: limits.demandsPerSecond, burst: limits.burst) ?? false
        let underWay = members[demand.building]?.callsUnderWay ?? 0
        guard isInBudget, underWay < limits.callsPerBuilding else {
            return refuse(
                demand,
                .rateLimited,
                "more than \(limits.demandsPerSecond) demands a second; send the same request again later"
            )
        }
        guard tickets.count < limits.calls else {
            return refuse(demand, .rateLimited, "the controller is busy; send the same request again later")
        }
        let distance = abs((now - demand.sentAt).milliseconds)
        guard distance <= limits.clockTolerance.milliseconds else {
            return refuse(
                demand,
                .expired,
                "ts is \(distance / 1_000) s away from the controller's clock, "
                    + "at most \(limits.clockTolerance.milliseconds / 1_000) s are allowed"
            )
        }
        return nil
    }

    /// A reply that something is wrong; it still names the allocation in force.
    func refuse(_ demand: Demand, _ status: ReplyStatus, _ detail: String) -> Action {
        let reply = AllocationReply(
            building: demand.building,
            requestID: demand.requestID,
            status: status,
            detail: detail,
            order: demand.order,
            allocation: members[demand.building]?.allocation,
            correlation: demand.correlation
        )
        return .announce(.reply(reply))
    }
}
