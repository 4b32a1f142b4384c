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

    init(_ requests: [TraceRequest], before horizon: Instant) {
        arrivals = Self.arrivals(of: requests, before: horizon)
        ends = Self.ends(of: arrivals, before: horizon)
    }

    /// Most traces are in order already, which is found out in less time than it takes to sort them.
    private static func arrivals(of requests: [TraceRequest], before horizon: Instant) -> [TraceRequest] {
        var last = Instant.zero
        let isInOrder = requests.allSatisfy { request in
            defer { last = request.start }
            return request.start >= last && draws(request, before: horizon)
        }
        guard !isInOrder else { return requests }
        return requests.enumerated()
            .filter { draws($0.element, before: horizon) }
            .sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }
            .map(\.element)
    }

    @inline(__always)
    private static func draws(_ request: TraceRequest, before horizon: Instant) -> Bool {
        guard request.start < horizon else { return false }
        guard let end = request.end else { return true }
        return end > request.start
    }

    private static func ends(of arrivals: [TraceRequest], before horizon: Instant) -> [End] {
        var ends: [End] = []
        ends.reserveCapacity(arrivals.count)
        for (arrival, request) in arrivals.enumerated() {
            guard let end = request.end, end < horizon else { continue }
            ends.append(End(key: UInt64(max(0, end.milliseconds)), arrival: arrival))
        }
        // About as many buckets as ends, but no more than a processor keeps at hand.
        let bits = Int.bitWidth - (ends.count | 1).leadingZeroBitCount
        var sorter = EventSorter<End>(buckets: 1 << min(16, bits))
        sorter.sort(&ends, from: 0, to: UInt64(max(0, horizon.milliseconds)))
        return ends
    }
}
