public import Allocation
import Units

/// Something that whoever watches the site should know (`ctl/event`).
public struct ControllerEvent: Hashable, Sendable {
    /// What has happened, as it stands in `event`.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The adaptive policy changed its mode; `strict` is 1 or 0.
        case modeSwitched = "mode-switched"
        /// A meter showed more than was stated: `energy_wh` is settled at grid-premium.
        case breach
        /// A meter settled a building's silence: `energy_wh` over `length_s`.
        case gapSettled = "gap-settled"
        /// A register went backwards, from `from_wh` to `to_wh`.
        case meterReplaced = "meter-replaced"
        /// A meter says that power flows (`power_w`), and its register stands still.
        case meterFrozen = "meter-frozen"
        /// A meter that spoke is silent for `silent_s`.
        case meterSilent = "meter-silent"
        /// The battery ran out of charge.
        case batteryEmpty = "battery-empty"
        /// The battery's own reading took the place of the charge that was reckoned: `reckoned_wh`, `read_wh`.
        case batteryReconciled = "battery-reconciled"
        /// A period is open from here on.
        case periodOpened = "period-opened"
        /// The period is closed, and every member billed.
        case periodClosed = "period-closed"
        /// A building, or the site, is in fail-safe.
        case failSafeEntered = "fail-safe-entered"
        /// A building, or the site, has left fail-safe.
        case failSafeLeft = "fail-safe-left"
        /// Every building is asked to say again what it wants.
        case resyncRequested = "resync-requested"
        /// Messages were refused, `count` of them since it was last said; `detail` has the last one's status and
        /// reason.
        case inputRefused = "input-refused"
        /// Messages came faster than they could be read: `count` of them were not read.
        case inputShed = "input-shed"
        /// The machine's clock was set: it is `ahead_ms` ahead of the controller's.
        case clockStepped = "clock-stepped"
    }

    /// A number that belongs to an event, its unit the suffix of its name.
    public struct Value: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// The number.
        public var number: Int64
    }

    /// What has happened.
    public var kind: Kind
    /// The event's number since the controller started, from 1.
    public var sequence: Int64
    /// The building that it concerns; `nil` if it concerns the site.
    public var building: BuildingID?
    /// Its numbers.
    public var values: [Value]
    /// The transaction that records it, if one does.
    public var transaction: TransactionReference?
    /// A sentence for people.
    public var detail: String
}

extension ControllerEvent.Value {
    static func wattHours(_ name: String, _ energy: Energy) -> Self {
        Self(name: name + "_wh", number: energy.millijoules / Energy.wattHours(1).millijoules)
    }
}
