import Allocation
import AllocationContract
import Units

extension ControllerMachine {
    /// What is to be announced of the rule in force.
    func policy(of response: AllocationResponse) -> PolicyAnnouncement {
        let cluster = response.cluster
        let reason: PolicyAnnouncement.Reason =
            if response.tariff.policy != .adaptive { .policy } else {
                cluster.mode == .strict ? .signalOverCap : .signalUnderCap
            }
        return PolicyAnnouncement(
            policy: response.tariff.policy,
            mode: cluster.mode,
            reason: reason,
            cap: cap,
            load: cluster.split.total,
            headroom: max(cap - cluster.reserved - cluster.split.gridContract, .zero),
            charge: cluster.charge
        )
    }

    /// The rule in force once more: the broker forgets it after a while.
    func policyAgain() -> [Action] {
        lastPolicy.map { [.announce(.policy($0))] } ?? []
    }

    mutating func policyChange(_ response: AllocationResponse) -> [Action] {
        let policy = policy(of: response)
        guard policy != lastPolicy else { return [] }
        lastPolicy = policy
        return [.announce(.policy(policy))]
    }

    mutating func dueChange(_ cluster: ClusterSummary) -> [Action] {
        let end = cluster.openedAt + periodLength
        guard cluster.nextDue != nextDue || end != periodEnd else { return [] }
        nextDue = cluster.nextDue
        periodEnd = end
        return [.wake(at: nextWake)]
    }
}
