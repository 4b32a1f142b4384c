public import Allocation
import AllocationContract
public import Units

extension ControllerMachine {
    /// A demand came in that is well formed.
    public mutating func demanded(_ demand: Demand, now: Instant) -> [Action] {
        guard isMember(demand.building) else {
            return [refuse(demand, .unauthorised, "the terms name no building '\(demand.building)'")]
        }
        if let refusal = admission(of: demand, now: now) {
            return [refusal] + refused(demand.building, .rateLimited, tooFast, now: now)
        }
        change(demand.building) { $0.callsUnderWay += 1 }
        let key = CallKey.request(building: demand.building.text, id: demand.requestID)
        guard isTimely(demand.sentAt, now: now) else { return [.recall(ticket(for: .late(demand)), key)] }
        return [.submit(ticket(for: .demand(demand)), demand.call, key, at: callTime(now))]
    }

    /// A message came in on a building's demand topic that is no demand.
    ///
    /// It counts like a demand: nonsense that comes too fast is refused like sense that does.
    public mutating func malformed(_ message: MalformedDemand, now: Instant) -> [Action] {
        let isInBudget = isInBudget(message.building, now: now)
        let reply = AllocationReply(
            building: message.building,
            requestID: message.requestID,
            status: isInBudget ? message.status : .rateLimited,
            detail: isInBudget ? message.detail : tooFast,
            order: message.order,
            allocation: members[message.building]?.allocation,
            correlation: message.correlation
        )
        return [.announce(.reply(reply))]
            + refused(message.building, reply.status, reply.detail ?? "", now: now)
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

    /// Takes a token of a member's; whoever is none has no budget to exceed.
    private mutating func isInBudget(_ building: BuildingID, now: Instant) -> Bool {
        let limits = limits
        return change(building) { member in
            member.bucket.take(at: now, perSecond: limits.demandsPerSecond, burst: limits.burst)
        } ?? true
    }

    private var tooFast: String {
        "more than \(limits.demandsPerSecond) demands a second; send the same request again later"
    }

    /// Whether a message's time is near the controller's, or the machine's where its clock was set since the start.
    func isTimely(_ sentAt: Instant, now: Instant) -> Bool {
        let distance = min(abs((now - sentAt).milliseconds), abs((now + deviation - sentAt).milliseconds))
        return distance <= limits.clockTolerance.milliseconds
    }

    /// Refuses a demand that comes from too far away in time.
    func refuseLate(_ demand: Demand, now: Instant) -> Action {
        refuse(
            demand,
            .expired,
            "ts is \(abs((now - demand.sentAt).milliseconds) / 1_000) s away from the controller's clock, "
                + "at most \(limits.clockTolerance.milliseconds / 1_000) s are allowed"
        )
    }

    /// Refuses what comes too fast.
    private mutating func admission(of demand: Demand, now: Instant) -> Action? {
        let underWay = members[demand.building]?.callsUnderWay ?? 0
        guard isInBudget(demand.building, now: now), underWay < limits.callsPerBuilding else {
            return refuse(demand, .rateLimited, tooFast)
        }
        guard tickets.count < limits.calls else {
            return refuse(demand, .rateLimited, "the controller is busy; send the same request again later")
        }
        return nil
    }

    /// A reply that something is wrong; it still names the allocation in force.
    func refuse(
        _ demand: Demand,
        _ status: ReplyStatus,
        _ detail: String,
        _ period: PeriodOutlook? = nil
    ) -> Action {
        let reply = AllocationReply(
            building: demand.building,
            requestID: demand.requestID,
            status: status,
            detail: detail,
            order: demand.order,
            allocation: members[demand.building]?.allocation,
            period: period,
            correlation: demand.correlation
        )
        return .announce(.reply(reply))
    }
}
