public import Allocation
public import Units

/// One core to which a replication's events are played. Several lanes can be played the same demand: the events of a
/// replication are the same for every policy and every scale of power.
public struct ReplicationLane<Core: DecisionCore> {
    @usableFromInline var core: Core
    @usableFromInline var active: [Core.Request?] = []
    @usableFromInline let meanPowers: [Double]

    /// Creates a lane of a core that stands at the start of the period.
    ///
    /// - Parameters:
    ///   - core: the core.
    ///   - meanPowers: the mean power of each building in watts.
    @inlinable
    public init(_ core: consuming Core, meanPowers: [Double]) {
        self.core = core
        self.meanPowers = meanPowers
    }

    /// Plays the events of the present stretch.
    @inlinable
    public mutating func play(_ demand: borrowing Demand) throws(AllocationError) {
        // Slots come in ascending order and only move down, so none is overwritten before it has moved. What is left in
        // the others is written over when their requests start.
        for (slot, old) in demand.carried.enumerated() { active[slot] = active[old] }
        active.append(contentsOf: repeatElement(nil, count: max(0, demand.slotCount - active.count)))
        try Self.play(demand.events.span, to: &core, &active, meanPowers: meanPowers)
    }

    /// Plays events; their requests are kept in a span, for an array would ask at each whether it is shared.
    @inlinable
    static func play(
        _ events: Span<DemandEvent>,
        to core: inout Core,
        _ active: inout [Core.Request?],
        meanPowers: [Double]
    ) throws(AllocationError) {
        var active = active.mutableSpan
        let meanPowers = meanPowers.span
        for index in events.indices {
            let event = events[index]
            if event.isStart {
                let power = event.power(ofMean: meanPowers[event.building])
                active[event.slot] = try core.start(building: event.building, power: power, at: event.instant)
            } else if let request = active[event.slot] {
                try core.end(request, at: event.instant)
            }
        }
    }

    /// Lets time pass to the end of the period.
    ///
    /// - Returns: the energies of each building.
    @inlinable
    public mutating func finish(at end: Instant) throws(AllocationError) -> [EnergyAccount] {
        try core.advance(to: end)
        return meanPowers.indices.map { core.account(of: $0) }
    }
}
