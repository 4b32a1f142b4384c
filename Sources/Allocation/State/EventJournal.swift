public import Units

/// Something that happened of itself while time went on.
public enum ClusterNotice: Hashable, Sendable {
    /// The battery ran out of charge.
    case batteryEmpty(at: Instant)

    /// A building has drawn its battery energy of the period.
    case quotaExhausted(building: Int, at: Instant)

    /// A building fell silent: its band is reserved from now on.
    case becameStale(building: Int, at: Instant)

    /// A stale building spoke again.
    case returned(building: Int, at: Instant)

    /// The adaptive policy changed its mode.
    case switched(to: Mode, at: Instant)

    /// A meter's register settled the energy of a length of time for which the building was silent.
    case gapSettled(building: Int, length: Interval, energy: Energy, at: Instant)

    /// A meter showed so much more than was stated; it is settled at grid-premium.
    case breach(building: Int, energy: Energy, at: Instant)

    /// A meter's register went backwards: it begins anew, and nothing is billed for the step.
    case meterReplaced(building: Int, from: Energy, to: Energy, at: Instant)

    /// The battery's own reading took the place of the charge that was reckoned.
    case batteryRead(from: Energy, to: Energy, at: Instant)
}

/// What the last event changed, for whoever keeps or publishes the state.
public struct EventJournal: Sendable {
    /// The active requests that began, or whose power or split changed, each once, in the order of first change.
    public internal(set) var changed: [RequestHandle] = []

    /// The sequence numbers of the requests that ended.
    public internal(set) var ended: [Int64] = []

    /// The buildings whose load, split, account or flags changed, each once.
    public internal(set) var buildings: [Int] = []

    /// What happened of itself, in order of time.
    public internal(set) var notices: [ClusterNotice] = []

    mutating func clear() {
        changed.removeAll(keepingCapacity: true)
        ended.removeAll(keepingCapacity: true)
        buildings.removeAll(keepingCapacity: true)
        notices.removeAll(keepingCapacity: true)
    }
}
