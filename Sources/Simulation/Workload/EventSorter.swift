/// Sorts the events of a stretch of time: they are spread evenly over it, so that distributing them over as many buckets
/// leaves little to compare.
struct EventSorter: Sendable {
    private static let buckets = 512

    private var ends: [Int] = []
    private var sorted: [DemandEvent] = []

    /// Sorts events that lie in `from..<to`.
    mutating func sort(_ events: inout [DemandEvent], from: Int64, to: Int64, _ requests: [Demand.Request]) {
        guard let first = events.first else { return }
        let origin = UInt64(from) &<< 1
        let range = UInt64(to - from) &<< 1
        let shift = UInt64(max(0, range.bitWidth - range.leadingZeroBitCount - Self.buckets.trailingZeroBitCount))
        countEnds(of: events, origin: origin, shift: shift)
        sorted.removeAll(keepingCapacity: true)
        sorted.append(contentsOf: repeatElement(first, count: events.count))
        // From the back, so that each bucket keeps the order in which its events were recorded.
        for index in stride(from: events.count - 1, through: 0, by: -1) {
            let bucket = Int((events[index].key &- origin) &>> shift)
            ends[bucket] -= 1
            sorted[ends[bucket]] = events[index]
        }
        swap(&events, &sorted)
        Self.finish(&events, requests)
    }

    /// For each bucket, how many events lie in it and those before it.
    private mutating func countEnds(of events: [DemandEvent], origin: UInt64, shift: UInt64) {
        ends.removeAll(keepingCapacity: true)
        ends.append(contentsOf: repeatElement(0, count: Self.buckets))
        for event in events { ends[Int((event.key &- origin) &>> shift)] += 1 }
        var total = 0
        for bucket in ends.indices {
            total += ends[bucket]
            ends[bucket] = total
        }
    }

    /// Insertion sort of events that are nearly in order.
    private static func finish(_ events: inout [DemandEvent], _ requests: [Demand.Request]) {
        for index in events.indices.dropFirst() {
            let event = events[index]
            var place = index
            while place > 0, precedes(event, events[place - 1], requests) {
                events[place] = events[place - 1]
                place -= 1
            }
            if place < index { events[place] = event }
        }
    }

    @inline(__always)
    private static func precedes(_ left: DemandEvent, _ right: DemandEvent, _ requests: [Demand.Request]) -> Bool {
        if left.key != right.key { return left.key < right.key }
        return breaksTie(requests[left.slot], requests[right.slot])
    }

    @inline(never)
    private static func breaksTie(_ left: Demand.Request, _ right: Demand.Request) -> Bool {
        (left.start, left.building, left.number) < (right.start, right.building, right.number)
    }
}
