import Allocation
import AllocationContract
import Units

extension ControllerMachine {
    /// What is to be announced of the rule in force.
    mutating func policy(of response: AllocationResponse) -> PolicyAnnouncement {
        let cluster = response.cluster
        let reason: PolicyAnnouncement.Reason =
            if response.tariff.policy != .adaptive { .policy } else {
                cluster.mode == .strict ? .signalOverCap : .signalUnderCap
            }
        lastReason = reason
        return PolicyAnnouncement(
            policy: response.tariff.policy,
            mode: cluster.mode,
            reason: failSafe != nil ? .failSafe : reason,
            cap: terms.cluster.contractCap,
            load: cluster.split.total,
            headroom: max(terms.cluster.contractCap - cluster.reserved - cluster.split.gridContract, .zero),
            charge: cluster.charge,
            isFailSafe: failSafe != nil
        )
    }

    /// The rule in force once more: the broker forgets it after a while. Between two periods there is none.
    func policyAgain() -> [Action] {
        guard !isBetweenPeriods else { return [] }
        return lastPolicy.map { [.announce(.policy($0))] } ?? []
    }

    /// Looks after what no message and nothing due calls for: silent meters, a clock that was set.
    mutating func tick(deviation: Interval, now: Instant) -> [Action] {
        self.deviation = deviation
        var actions = lookForSilentMeters(now: now)
        let change = deviation - saidDeviation
        if abs(change.milliseconds) > 1_000 {
            saidDeviation = deviation
            let value = ControllerEvent.Value(name: "ahead_ms", number: deviation.milliseconds)
            let detail = "the machine's clock was set; leases and energies are measured by a steady one"
            actions.append(event(.clockStepped, values: [value], detail: detail))
        }
        return actions
    }

    /// Everything that the broker should hold, once more: one that was started anew has kept nothing.
    func everythingAgain() -> [Action] {
        guard !isBetweenPeriods else { return [] }
        let allocations = members.values.compactMap(\.allocation)
            .sorted { $0.allocation.building < $1.allocation.building }
        return policyAgain() + allocations.map { .announce(.current(push(of: $0))) }
    }

    mutating func policyChange(_ response: AllocationResponse) -> [Action] {
        let policy = policy(of: response)
        guard policy != lastPolicy else { return [] }
        lastPolicy = policy
        return [.announce(.policy(policy))]
    }

    mutating func dueChange(_ cluster: ClusterSummary) -> [Action] {
        let end = schedule.end(openedAt: cluster.openedAt)
        guard cluster.nextDue != nextDue || end != periodEnd else { return [] }
        nextDue = cluster.nextDue
        periodEnd = end
        return [.wake(at: nextWake)]
    }
}
