public import Units

/// Why an event was refused; a refused event has changed nothing.
public enum AllocationError: Error, Hashable, Sendable {
    /// Time never runs backwards: the event's instant lies before the cluster's.
    case timeReversed(from: Instant, to: Instant)

    /// No building of the terms has this index.
    case unknownBuilding(Int)

    /// The handle belongs to no active request.
    case unknownRequest

    /// A power is negative or above ``Cluster/largestRequest``.
    case powerOutOfRange(Power)

    /// A lease or a settled energy is negative or too large.
    case outOfRange

    /// No gap of the building's has ended, so there is nothing to settle.
    case noGap

    /// The energies of the period would no longer fit their type.
    case overflow
}
