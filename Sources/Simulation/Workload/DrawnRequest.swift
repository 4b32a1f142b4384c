public import Units

/// A request that a workload drew, whole: what a trace has in a row.
public struct DrawnRequest: Hashable, Sendable {
    /// The index of the building.
    public let building: Int

    /// When it starts.
    public let start: Instant

    /// When it ends; `nil` if that is not within the period.
    public let end: Instant?

    /// What it draws.
    public let power: Power
}

extension Workload {
    /// All requests of a replication in the order in which they start: for traces, and for meters that play them live.
    public func requests(ofReplication replication: Int) -> [DrawnRequest] {
        var demand = demand(ofReplication: replication)
        var starts: [(event: DemandEvent, end: Instant?)] = []
        var places: [Int] = []
        while demand.advance() {
            places = demand.carried.map { places[$0] }
            places.append(contentsOf: repeatElement(0, count: demand.slotCount - places.count))
            for event in demand.events {
                if event.isStart {
                    places[event.slot] = starts.count
                    starts.append((event, nil))
                } else {
                    starts[places[event.slot]].end = event.instant
                }
            }
        }
        return starts.map { event, end in
            DrawnRequest(
                building: event.building,
                start: event.instant,
                end: end,
                power: event.power(ofMean: profiles[event.building].meanPowerWatts)
            )
        }
    }
}
