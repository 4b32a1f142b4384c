public import Audit
import Units

/// Level 5 for the allocation contract: the physics and the bill.
///
/// From each recorded transaction it takes the demand (the call), the splits and accounts (the write set) and the
/// answer (the response), and follows them with an integrator of its own: power times time between events, in whole
/// millijoules. It never runs the decision core, so it does not know which split a policy would have chosen; it knows
/// what every split has to keep, what it costs, and what the policy in force promises a member.
public struct AllocationRules: DomainRules {
    /// Creates the rules.
    public init() {}

    public func makeStage() -> any DomainStage { AllocationStage() }
}
