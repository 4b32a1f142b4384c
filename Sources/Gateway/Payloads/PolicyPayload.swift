public import Allocation
public import Units

/// The rule in force and what it is judged by (`ctl/policy`, retained).
public struct PolicyPayload: Hashable, Sendable {
    /// `policy`: the rule that the members agreed on.
    public var policy: PolicyKind

    /// `mode`: the rule in force.
    public var mode: ModeName

    /// `reason`: why that rule is in force, in kebab-case.
    public var reason: String

    /// `cap_w`: the contract's power cap `L_CAP`.
    public var cap: Power

    /// `load_w`: the aggregate load `L(t)`.
    public var load: Power

    /// `headroom_w`: what grid-contract can still serve.
    public var headroom: Power

    /// `charge_wh`: what the battery can still deliver, rounded down to a watt-hour.
    public var charge: Energy

    /// Creates an announcement.
    public init(
        policy: PolicyKind,
        mode: ModeName,
        reason: String,
        cap: Power,
        load: Power,
        headroom: Power,
        charge: Energy
    ) {
        self.policy = policy
        self.mode = mode
        self.reason = reason
        self.cap = cap
        self.load = load
        self.headroom = headroom
        self.charge = charge
    }

    /// Reads an announcement; keys that a later version may add are passed over.
    ///
    /// - Throws: ``PayloadError`` with the first fault.
    public init(_ payload: [UInt8]) throws(PayloadError) {
        let fields = try Fields(payload: payload)
        policy = try fields.parsed("policy", "a policy's name", PolicyKind.init)
        mode = try fields.parsed("mode", "a mode's name", ModeName.init)
        reason = try fields.string("reason")
        cap = .watts(try fields.integer("cap_w"))
        load = .watts(try fields.integer("load_w"))
        headroom = .watts(try fields.integer("headroom_w"))
        charge = .wattHours(try fields.integer("charge_wh", in: 0...Int64.max / Self.millijoulesPerWattHour))
    }

    /// The payload's bytes.
    public var json: [UInt8] {
        JSONWriter.object { writer in
            writer.member("policy", policy.rawValue)
            writer.member("mode", mode.rawValue)
            writer.member("reason", reason)
            writer.member("cap_w", cap.watts)
            writer.member("load_w", load.watts)
            writer.member("headroom_w", headroom.watts)
            writer.member("charge_wh", charge.millijoules / Self.millijoulesPerWattHour)
        }
    }

    private static let millijoulesPerWattHour: Int64 = 3_600_000
}
