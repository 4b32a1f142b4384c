import Units

/// Which of the two rules of the adaptive policy is in force.
public enum Mode: String, Hashable, Sendable {
    /// First come, first served.
    case noBounds = "no-bounds"

    /// Each building within its bounds.
    case strict
}

/// The adaptive policy's switch between its two modes (Algorithm 1), with hysteresis and dwell for live use.
struct ModeSwitch: Sendable {
    private(set) var mode = Mode.noBounds
    private(set) var lastSwitch: Instant?
    private let cap: Power
    private let hysteresis: Power
    private let dwell: Interval

    init(cap: Power, policy: AllocationPolicy) {
        self.cap = cap
        self.hysteresis = policy.hysteresis
        self.dwell = policy.dwell
    }

    /// Restores a switch that was last thrown at an instant.
    mutating func restore(mode: Mode, lastSwitch: Instant?) {
        self.mode = mode
        self.lastSwitch = lastSwitch
    }

    /// Until when the mode cannot change.
    var heldUntil: Instant? {
        lastSwitch.map { $0 + dwell }
    }

    /// The mode that a signal calls for, whether or not the dwell allows it yet.
    func mode(for signal: Power) -> Mode {
        switch mode {
        case .noBounds: signal > cap ? .strict : .noBounds
        case .strict: signal <= cap - hysteresis ? .noBounds : .strict
        }
    }

    /// Throws the switch if the signal calls for it and the dwell allows it.
    ///
    /// - Returns: Whether the mode has changed.
    mutating func update(signal: Power, at now: Instant) -> Bool {
        let wanted = mode(for: signal)
        guard wanted != mode else { return false }
        if let heldUntil, now < heldUntil { return false }
        mode = wanted
        lastSwitch = now
        return true
    }
}
