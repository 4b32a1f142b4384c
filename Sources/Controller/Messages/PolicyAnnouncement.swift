public import Allocation
public import Units

/// What the controller tells everybody about the rule in force (`ctl/policy`).
public struct PolicyAnnouncement: Hashable, Sendable {
    /// The policy.
    public var policy: PolicyKind
    /// Which rule is in force.
    public var mode: Mode
    /// Why that rule is in force.
    public var reason: Reason
    /// The contract's cap `L_CAP`.
    public var cap: Power
    /// The aggregate load.
    public var load: Power
    /// What grid-contract can still serve.
    public var headroom: Power
    /// What the battery can still deliver.
    public var charge: Energy
    /// Whether the site is in fail-safe: nobody's draw is known, and every building keeps to its own strict band.
    public var isFailSafe: Bool

    /// Why a rule is in force.
    public enum Reason: String, Hashable, Sendable {
        /// The policy has one rule only.
        case policy
        /// The adaptive policy's signal is at or under the cap.
        case signalUnderCap = "signal-under-cap"
        /// The adaptive policy's signal exceeded the cap.
        case signalOverCap = "signal-over-cap"
        /// The controller waits for fresh input.
        case failSafe = "fail-safe"
    }

    /// Creates an announcement.
    public init(
        policy: PolicyKind,
        mode: Mode,
        reason: Reason,
        cap: Power,
        load: Power,
        headroom: Power,
        charge: Energy,
        isFailSafe: Bool = false
    ) {
        self.isFailSafe = isFailSafe
        self.policy = policy
        self.mode = mode
        self.reason = reason
        self.cap = cap
        self.load = load
        self.headroom = headroom
        self.charge = charge
    }
}
