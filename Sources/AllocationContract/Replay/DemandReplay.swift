public import Allocation
public import Ledger
public import Units

/// Recorded demand, played again under the policy that was in force or under another.
///
/// What buildings asked for, when they fell silent and when a period began and ended is taken as it was; what follows
/// from it (who draws from which server, when the battery is empty, when the adaptive policy changes its mode) is
/// decided anew by the contract's own code.
public struct DemandReplay: Sendable {
    /// The policy to play under; `nil` for the one that each period's terms name.
    public let policy: AllocationPolicy?

    private var projection: Projection?

    /// Begins before the first period.
    public init(under policy: AllocationPolicy?) {
        self.policy = policy
    }

    /// The time of the last event.
    public var now: Instant? { projection?.cluster.now }

    /// Plays the next call.
    ///
    /// - Throws: `ChaincodeError` where the contract would refuse it, as for energies that outgrow their type.
    public mutating func take(_ call: AllocationCall, at instant: Instant) throws(ChaincodeError) {
        switch call {
        case .openPeriod(var terms, let charge):
            terms.policy = policy ?? terms.policy
            projection = Projection(terms: terms, charge: charge, openedAt: instant, following: projection)
        case .request(let change), .release(let change): _ = try projection?.setLevel(change, at: instant)
        case .meter(let report): _ = try projection?.meter(report, at: instant)
        case .battery(let report): _ = try projection?.readBattery(report, at: instant)
        case .failSafe: _ = try projection?.silenceAll(at: instant)
        case .expire(let building?): _ = try projection?.silence(building, at: instant)
        // Under another policy something else falls due, or nothing: time passes, and what is due happens of itself.
        case .expire(nil), .deplete, .switchMode: try projection?.pass(to: instant)
        case .closePeriod: _ = try projection?.close(at: instant)
        case .current, .overview, .terms: break
        }
    }

    /// What the battery can deliver now, by this reckoning.
    public var charge: Energy? { projection?.cluster.charge }

    /// Lets time pass, whatever falls due.
    ///
    /// - Throws: `ChaincodeError`, as ``take(_:at:)``.
    public mutating func pass(to instant: Instant) throws(ChaincodeError) {
        try projection?.pass(to: instant)
    }

    /// Plays a battery's reading that differed from its own reckoning by so much: under another policy the battery
    /// would have been drawn on otherwise, and would have differed by as much.
    ///
    /// - Throws: `ChaincodeError`, as ``take(_:at:)``.
    public mutating func correctBattery(by difference: Energy, at instant: Instant) throws(ChaincodeError) {
        try projection?.pass(to: instant)
        guard let charge else { return }
        let reading = BatteryReport(charge: max(charge + difference, .zero), power: .zero, message: [])
        _ = try projection?.readBattery(reading, at: instant)
    }

    /// What each member has drawn in the period so far and what it costs, ascending by building.
    public func statements() throws(ChaincodeError) -> [MemberStatement] {
        try projection?.statements() ?? []
    }
}
