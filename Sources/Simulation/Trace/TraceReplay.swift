public import Allocation
public import Units

/// What a policy made of recorded demand, exactly.
public struct TraceOutcome: Hashable, Sendable {
    /// The energies that each building drew, in the order of the terms.
    public let accounts: [EnergyAccount]

    /// The energies that the cluster drew.
    public let total: EnergyAccount

    /// How many requests started or ended within the period.
    public let events: Int
}

extension Trace {
    /// Plays the trace to the decision core, from the start of a period to its end.
    ///
    /// Ends come before starts at the same instant, and starts at the same instant in the order of the file. A request
    /// that starts at the horizon or later is ignored, one that runs beyond is cut there, and one that ends no later
    /// than it starts draws nothing and is left out.
    ///
    /// - Parameters:
    ///   - terms: The contract, the battery and the members.
    ///   - policy: The rule.
    ///   - horizon: The length of the period.
    ///   - progress: Told now and then which part of the events is done, from 0 to 1.
    /// - Throws: ``TraceError`` where the energies of the period outgrow their type; it names the request.
    public func replay(
        terms: ClusterTerms,
        policy: AllocationPolicy,
        horizon: Interval,
        progress: (Double) -> Void = { _ in }
    ) throws(TraceError) -> TraceOutcome {
        let end = Instant(milliseconds: horizon.milliseconds)
        let order = TraceOrder(requests, before: end)
        var cluster = Cluster(terms: terms, policy: policy, openedAt: .zero)
        try order.play(to: &cluster, progress: progress)
        do {
            try cluster.advance(to: end)
        } catch {
            throw TraceError(outgrownAt: requests.last)
        }
        return TraceOutcome(
            accounts: terms.buildings.indices.map { cluster.account(of: $0) },
            total: cluster.account,
            events: order.arrivals.count + order.ends.count
        )
    }
}

extension TraceOrder {
    /// Plays everything to a cluster, ends before the starts of the same instant.
    fileprivate func play(to cluster: inout Cluster, progress: (Double) -> Void) throws(TraceError) {
        // Spans, for an array would ask at each event whether it is shared.
        let (arrivals, ends) = (arrivals.span, ends.span)
        var handles: [RequestHandle?] = Array(repeating: nil, count: arrivals.count)
        var active = handles.mutableSpan
        var ended = 0
        for index in arrivals.indices {
            if index.isMultiple(of: 4_096) { progress(Double(index) / Double(arrivals.count)) }
            let start = arrivals[index].start
            while ended < ends.count, ends[ended].instant <= start {
                try end(ends[ended], in: &cluster, active)
                ended += 1
            }
            do {
                let request = arrivals[index]
                active[index] = try cluster.start(building: request.building, power: request.power, at: start)
            } catch {
                throw TraceError(outgrownAt: arrivals[index])
            }
        }
        while ended < ends.count {
            try end(ends[ended], in: &cluster, active)
            ended += 1
        }
    }

    @inline(__always)
    private func end(
        _ end: End,
        in cluster: inout Cluster,
        _ active: borrowing MutableSpan<RequestHandle?>
    ) throws(TraceError) {
        guard let handle = active[end.arrival] else { return }
        do {
            try cluster.end(handle, at: end.instant)
        } catch {
            throw TraceError(outgrownAt: arrivals[end.arrival])
        }
    }
}

extension TraceError {
    fileprivate init(outgrownAt request: TraceRequest?) {
        self.init(line: request?.line ?? 1, problem: "the period's energies outgrow their type")
    }
}
