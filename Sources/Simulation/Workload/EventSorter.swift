/// What ``EventSorter`` sorts.
protocol TimedEvent: BitwiseCopyable, Sendable {
    /// What decides the order first.
    var key: UInt64 { get }

    /// Whether it comes before another; of the same key, too.
    func precedes(_ other: Self) -> Bool
}

/// Sorts the events of a stretch of time: as long as they are spread evenly over it, distributing them over as many
/// buckets leaves little to compare.
struct EventSorter<Event: TimedEvent>: Sendable {
    private let buckets: Int
    private var ends: [UInt32] = []
    private var sorted: [Event] = []

    /// Creates a sorter with so many buckets, a power of two; of which more than half are used.
    init(buckets: Int = 1_024) {
        self.buckets = buckets
    }

    /// Sorts events whose keys lie in `from..<to`.
    mutating func sort(_ events: inout [Event], from: UInt64, to: UInt64) {
        guard let first = events.first else { return }
        let range = to - from
        let bits = range.bitWidth - range.leadingZeroBitCount - buckets.trailingZeroBitCount
        let shift = UInt64(max(0, bits))
        ends.removeAll(keepingCapacity: true)
        ends.append(contentsOf: repeatElement(0, count: Int((range &- 1) &>> shift) + 1))
        // What is in there will all be overwritten.
        sorted.removeLast(max(0, sorted.count - events.count))
        sorted.append(contentsOf: repeatElement(first, count: events.count - sorted.count))
        let isSorted = Self.sort(events, into: &sorted, by: &ends, origin: from, shift: shift)
        if !isSorted { sorted.sort { $0.precedes($1) } }
        swap(&events, &sorted)
    }

    /// False if the events crowd in few buckets, so that the rest is for another way of sorting.
    private static func sort(
        _ events: [Event],
        into sorted: inout [Event],
        by ends: inout [UInt32],
        origin: UInt64,
        shift: UInt64
    ) -> Bool {
        var ends = ends.mutableSpan
        var sorted = sorted.mutableSpan
        countEnds(&ends, of: events.span, origin: origin, shift: shift)
        distribute(events.span, by: &ends, into: &sorted, origin: origin, shift: shift)
        return finish(&sorted)
    }

    /// For each bucket, how many events lie in it and those before it.
    private static func countEnds(
        _ ends: inout MutableSpan<UInt32>,
        of events: Span<Event>,
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
        _ events: Span<Event>,
        by ends: inout MutableSpan<UInt32>,
        into sorted: inout MutableSpan<Event>,
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

    /// Insertion sort of events that are nearly in order; given up where they are not.
    private static func finish(_ events: inout MutableSpan<Event>) -> Bool {
        var movesLeft = 16 * events.count
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
            movesLeft -= index - place
            if movesLeft < 0 { return false }
        }
        return true
    }
}
