import Units

/// The events of one replication in the order in which they happen, drawn a stretch of time at a time: what is held does
/// not grow with the period.
///
/// Order of events at the same instant: ends before starts; ends in the order in which their requests arrived; starts by
/// building, then by request.
public struct Demand: Sendable {
    /// A request that has been drawn and has not ended.
    struct Request {
        let start: Int64
        let building: UInt32
        let power: Double
        /// Counts the requests as they are drawn: ascending along each building's requests.
        let number: UInt64
    }

    /// The events of the present stretch, in order.
    public private(set) var events: [DemandEvent] = []

    private var sources: [Source] = []
    private var requests: [Request] = []
    private var freeSlots: [Int] = []
    /// Ends that lie beyond the stretch.
    private var later: [DemandEvent] = []
    private var sorter = EventSorter()

    private let horizon: Int64
    private let stretch: Int64
    private var stretchEnd: Int64 = 0
    private let startsStationary: Bool
    private var drawn: UInt64 = 0

    init(of workload: Workload, replication: Int) {
        horizon = workload.horizon.milliseconds
        stretch = Self.stretch(of: workload)
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
    private static func stretch(of workload: Workload) -> Int64 {
        let arrivalsPerHour = workload.profiles.reduce(0) { $0 + $1.arrivalsPerHour }
        let longest = workload.profiles.reduce(0) { max($0, $1.meanDurationSeconds) }
        let filled = arrivalsPerHour > 0 ? 256 / arrivalsPerHour * 3.6e6 : .infinity
        return Int64(min(max(filled, longest * 1_000, 1), 1e12))
    }

    /// The power of the request in a slot that has started and not ended, in units of its building's mean power.
    @inline(__always)
    public func relativePower(inSlot slot: Int) -> Double { requests[slot].power }

    /// Draws the next stretch into ``events``; false at the end of the period.
    ///
    /// A stretch may have no events.
    public mutating func advance() -> Bool {
        guard stretchEnd < horizon else { return false }
        let stretchStart = stretchEnd
        stretchEnd = min(stretchStart + stretch, horizon)
        release()
        takeLater()
        for index in sources.indices {
            var source = sources[index]
            if stretchStart == 0, startsStationary { drawInitial(&source) }
            draw(&source)
            sources[index] = source
        }
        sorter.sort(&events, from: stretchStart, to: stretchEnd, requests)
        return true
    }

    /// Makes the slots of the requests that ended in the last stretch free.
    private mutating func release() {
        for event in events where !event.isStart { freeSlots.append(event.slot) }
        events.removeAll(keepingCapacity: true)
    }

    /// Moves the ends that fall into the stretch from ``later`` to ``events``.
    private mutating func takeLater() {
        var kept = 0
        for index in later.indices {
            let event = later[index]
            if event.instant.milliseconds < stretchEnd {
                events.append(event)
            } else {
                later[kept] = event
                kept += 1
            }
        }
        later.removeLast(later.count - kept)
    }

    /// Draws the requests that a building starts in the stretch.
    private mutating func draw(_ source: inout Source) {
        while source.start < stretchEnd {
            record(start: source.start, end: source.end, of: source, power: source.stream.power)
            source.advance()
        }
    }

    /// Draws the requests of a building that are active at the start in the steady state.
    private mutating func drawInitial(_ source: inout Source) {
        var initial = source.initialRequests()
        while let request = initial.next() {
            record(start: 0, end: request.end, of: source, power: request.power)
        }
    }

    @inline(__always)
    private mutating func record(start: Int64, end: Int64, of source: Source, power: Double) {
        let request = Request(start: start, building: source.building, power: power, number: drawn)
        drawn &+= 1
        let slot: Int
        if let free = freeSlots.popLast() {
            slot = free
            requests[slot] = request
        } else {
            slot = requests.count
            requests.append(request)
        }
        events.append(DemandEvent(at: start, isStart: true, slot: slot, building: source.building))
        let departure = DemandEvent(at: end, isStart: false, slot: slot, building: source.building)
        if end < stretchEnd {
            events.append(departure)
        } else if end < horizon {
            later.append(departure)
        }
    }
}
