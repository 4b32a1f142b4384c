import Allocation
import AllocationContract
import Units

extension ControllerMachine {
    /// When the site leaves fail-safe by itself, if it may.
    var failSafeEnd: Instant? {
        failSafe.flatMap { $0.heard.isEmpty ? nil : $0.since + FailSafe.patience }
    }

    /// A building's demand is recorded.
    mutating func heard(_ building: BuildingID, now: Instant) -> [Action] {
        failSafe?.heard.insert(building)
        return leaveFailSafe(now: now)
    }

    /// Leaves fail-safe, if it is over.
    mutating func leaveFailSafe(now: Instant) -> [Action] {
        guard let failSafe, failSafe.isOver(members: members.count, now: now) else { return [] }
        let (heard, all) = (failSafe.heard.count, members.count)
        self.failSafe = nil
        return [event(.failSafeLeft, detail: "\(heard) of \(all) members have given fresh input")] + policyAnew()
    }

    /// Enters fail-safe when the last member has fallen silent.
    mutating func enterFailSafe(now: Instant) -> [Action] {
        let isAnyoneThere = members.values.contains { $0.allocation?.allocation.isStale == false }
        guard failSafe == nil, !isAnyoneThere else { return [] }
        failSafe = FailSafe(since: now)
        return [event(.failSafeEntered, detail: "every member is silent")] + policyAnew()
    }

    private mutating func policyAnew() -> [Action] {
        guard var policy = lastPolicy else { return [] }
        policy.isFailSafe = failSafe != nil
        policy.reason = failSafe != nil ? .failSafe : lastReason
        guard policy != lastPolicy else { return [] }
        lastPolicy = policy
        return [.announce(.policy(policy))]
    }

    /// What everybody is told first: nobody's draw is known, and all are asked to say what they want.
    mutating func sayFailSafe() -> [Action] {
        guard failSafe != nil else { return [] }
        return [event(.failSafeEntered, detail: "the controller has started; every strict band is reserved")]
    }

    /// A connection to the broker was made: what was said meanwhile is lost.
    mutating func resync() -> [Action] {
        [event(.resyncRequested, detail: "every building is asked to send its demand again")]
    }
}
