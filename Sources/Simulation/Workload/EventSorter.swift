/// Sorts the events of a stretch of time: they are spread evenly over it, so that distributing them over as many
/// buckets leaves little to compare.
struct EventSorter: Sendable {
    private static let buckets = 1_024

    private var ends: [UInt32] = []
    private var sorted: [DemandEvent] = []

    /// Sorts events that lie in `from..<to`.
    mutating func sort(_ events: inout [DemandEvent], from: Int64, to: Int64) {
        guard let first = events.first else { return }
        ends.removeAll(keepingCapacity: true)
        ends.append(contentsOf: repeatElement(0, count: Self.buckets))
        // What is in there will all be overwritten.
        sorted.removeLast(max(0, sorted.count - events.count))
        sorted.append(contentsOf: repeatElement(first, count: events.count - sorted.count))
        let range = UInt64(to - from) &<< 1
        let bits = range.bitWidth - range.leadingZeroBitCount - Self.buckets.trailingZeroBitCount
        Self.sort(events, into: &sorted, by: &ends, origin: UInt64(from) &<< 1, shift: UInt64(max(0, bits)))
        swap(&events, &sorted)
    }

    private static func sort(
        _ events: [DemandEvent],
        into sorted: inout [DemandEvent],
        by ends: inout [UInt32],
        origin: UInt64,
        shift: UInt64
    ) {
        var ends = ends.mutableSpan
        var sorted = sorted.mutableSpan
        countEnds(&ends, of: events.span, origin: origin, shift: shift)
        distribute(events.span, by: &ends, into: &sorted, origin: origin, shift: shift)
        finish(&sorted)
    }

    /// For each bucket, how many events lie in it and those before it.
    private static func countEnds(
        _ ends: inout MutableSpan<UInt32>,
        of events: Span<DemandEvent>,
        origin: UInt64,
        shift: UInt64
    ) {
        for index in events.indices { ends[Int((events[index].key &- origin) &>> shift)] &+= 1 }
        var total: UInt32 = 0
        for bucket in ends.indices {
            total &+= ends[bucket]
            ends[bucket] = total
        }
    }

    private static func distribute(
        _ events: Span<DemandEvent>,
        by ends: inout MutableSpan<UInt32>,
        into sorted: inout MutableSpan<DemandEvent>,
        origin: UInt64,
        shift: UInt64
    ) {
        // From the last on, so that the events of a bucket keep their order: one building's starts are in order.
        var index = events.count
        while index > 0 {
            index &-= 1
            let bucket = Int((events[index].key &- origin) &>> shift)
            ends[bucket] &-= 1
            sorted[Int(ends[bucket])] = events[index]
        }
    }

    /// Insertion sort of events that are nearly in order.
    private static func finish(_ events: inout MutableSpan<DemandEvent>) {
        var lastKey = events[0].key
        for index in events.indices.dropFirst() {
            let key = events[index].key
            if key > lastKey {
                lastKey = key
                continue
            }
            let event = events[index]
            guard event.precedes(events[index - 1]) else { continue }
            var place = index
            repeat {
                events[place] = events[place - 1]
                place -= 1
            } while place > 0 && event.precedes(events[place - 1])
            events[place] = event
        }
    }
}
