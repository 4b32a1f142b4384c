import Units

/// A trace's requests in the order in which they arrive, and their ends in the order in which they happen.
struct TraceOrder {
    /// The requests that draw something before the horizon.
    let arrivals: [TraceRequest]

    /// Their ends before the horizon; those of the same instant in the order in which their requests arrived.
    let ends: [End]

    /// A request's end.
    struct End: TimedEvent {
        /// When it happens, in milliseconds.
        let key: UInt64

        /// The request's place among the arrivals.
        let arrival: Int

        var instant: Instant { Instant(milliseconds: Int64(bitPattern: key)) }

        @inline(__always)
        func precedes(_ other: End) -> Bool {
            key != other.key ? key < other.key : arrival < other.arrival
        }
    }

    /// Puts requests in order; most traces are already, which is found out while their ends are collected.
    init(_ requests: [TraceRequest], before horizon: Instant) {
        var ends: [End] = []
        if Self.collect(&ends, of: requests, before: horizon) {
            arrivals = requests
        } else {
            arrivals = Self.sorted(requests, before: horizon)
            ends.removeAll(keepingCapacity: true)
            _ = Self.collect(&ends, of: arrivals, before: horizon)
        }
        // More buckets than ends, but no more than a processor keeps at hand.
        let bits = Int.bitWidth - (ends.count | 1).leadingZeroBitCount
        var sorter = EventSorter<End>(buckets: 1 << min(16, bits + 1))
        sorter.sort(&ends, from: 0, to: UInt64(max(0, horizon.milliseconds)))
        self.ends = ends
    }

    /// Collects ends; false at the first request that is out of order or draws nothing before the horizon.
    private static func collect(
        _ ends: inout [End],
        of requests: [TraceRequest],
        before horizon: Instant
    ) -> Bool {
        let requests = requests.span
        var isInOrder = true
        ends.append(addingCapacity: requests.count) { output in
            var last = Instant.zero
            for index in requests.indices {
                let (start, end) = (requests[index].start, requests[index].end)
                guard start >= last, draws(from: start, to: end, before: horizon) else {
                    isInOrder = false
                    return
                }
                last = start
                guard let end, end < horizon else { continue }
                output.append(End(key: UInt64(bitPattern: end.milliseconds), arrival: index))
            }
        }
        return isInOrder
    }

    private static func sorted(_ requests: [TraceRequest], before horizon: Instant) -> [TraceRequest] {
        requests.enumerated()
            .filter { draws(from: $0.element.start, to: $0.element.end, before: horizon) }
            .sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }
            .map(\.element)
    }

    @inline(__always)
    private static func draws(from start: Instant, to end: Instant?, before horizon: Instant) -> Bool {
        guard start < horizon else { return false }
        guard let end else { return true }
        return end > start
    }
}
