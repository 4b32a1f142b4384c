import Units

/// The events of one replication in the order in which they happen, drawn a stretch of time at a time: what is held
/// does not grow with the period.
///
/// A request that starts and ends in the same millisecond draws nothing and is left out.
public struct Demand: Sendable {
    /// The events of the present stretch, in order.
    public private(set) var events: [DemandEvent] = []

    /// The slots, in the stretch before, of the requests that now have the slots 0, 1, 2, …: those that were active
    /// then and will end within the period, in ascending order.
    public private(set) var carried: [Int] = []

    /// Every slot of the present stretch is less than this.
    public var slotCount: Int { Int(stretch.nextSlot) }

    private var sources: [Source] = []
    private var stretch: Stretch
    private var sorter = EventSorter<DemandEvent>()
    private let horizon: Int64
    private let length: Int64
    private let startsStationary: Bool

    init(of workload: Workload, replication: Int) {
        horizon = workload.horizon.milliseconds
        length = Self.stretchLength(of: workload)
        stretch = Stretch(horizon: horizon)
        startsStationary = workload.start == .stationary
        let generator = Philox4x64(key: workload.seed, Workload.generatorTag)
        sources.reserveCapacity(workload.profiles.count)
        for (building, profile) in workload.profiles.enumerated() {
            sources.append(
                Source(profile, building: building, replication: replication, of: workload, generator: generator)
            )
        }
    }

    /// A stretch with some hundred events, or a mean duration if that is longer, so that few ends wait beyond it.
    private static func stretchLength(of workload: Workload) -> Int64 {
        let arrivalsPerHour = workload.profiles.reduce(0) { $0 + $1.arrivalsPerHour }
        let longest = workload.profiles.reduce(0) { max($0, $1.meanDurationSeconds) }
        let filled = arrivalsPerHour > 0 ? 256 / arrivalsPerHour * 3.6e6 : .infinity
        return Int64(min(max(filled, longest * 1_000, 1), 1e12))
    }

    /// Draws the next stretch into ``events``; false at the end of the period.
    ///
    /// A stretch may have no events.
    public mutating func advance() -> Bool {
        guard stretch.end < horizon else { return false }
        let start = stretch.end
        events.removeAll(keepingCapacity: true)
        carried.removeAll(keepingCapacity: true)
        stretch.begin(until: min(start + length, horizon), with: &events, carrying: &carried)
        for index in sources.indices {
            if start == 0, startsStationary { Self.drawInitial(sources[index], in: &stretch, to: &events) }
            Self.draw(&sources[index], in: &stretch, to: &events)
        }
        sorter.sort(&events, from: DemandEvent.key(start), to: DemandEvent.key(stretch.end))
        return true
    }

    /// Draws the requests that a building starts in the stretch.
    private static func draw(_ source: inout Source, in stretch: inout Stretch, to events: inout [DemandEvent]) {
        while source.start < stretch.end {
            // So many at once that growing the array is not asked for each.
            events.append(addingCapacity: 2 * JobStream.batch) { output in
                for _ in 0..<JobStream.batch where source.start < stretch.end {
                    let (start, end, power) = (source.start, source.end, source.stream.power)
                    stretch.record(start: start, end: end, building: source.building, power: power, in: &output)
                    source.advance()
                }
            }
        }
    }

    /// Draws the requests of a building that are active at the start in the steady state.
    private static func drawInitial(_ source: Source, in stretch: inout Stretch, to events: inout [DemandEvent]) {
        var initial = source.initialRequests()
        while let (end, power) = initial.next() {
            events.append(addingCapacity: 2) { output in
                stretch.record(start: 0, end: end, building: source.building, power: power, in: &output)
            }
        }
    }
}
