public import Allocation
public import Units

/// What a policy made of recorded demand, exactly.
public struct TraceOutcome: Hashable, Sendable {
    /// The energies that each building drew, in the order of the terms.
    public let accounts: [EnergyAccount]

    /// The energies that the cluster drew.
    public let total: EnergyAccount
}

extension Trace {
    /// Plays the trace to the decision core, from the start of a period to its end.
    ///
    /// Ends come before starts at the same instant, and starts at the same instant in the order of the file. A request
    /// that starts at the horizon or later is ignored, one that runs beyond is cut there, and one that ends when it
    /// starts draws nothing and is left out.
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
        let events = TraceEvent.ordered(requests, before: end)
        var cluster = Cluster(terms: terms, policy: policy, openedAt: .zero)
        var handles: [RequestHandle?] = Array(repeating: nil, count: requests.count)
        for (done, event) in events.enumerated() {
            if done.isMultiple(of: 4_096) { progress(Double(done) / Double(events.count)) }
            do {
                try event.play(to: &cluster, requests, &handles)
            } catch {
                throw TraceError(line: requests[event.index].line, problem: "the period's energies outgrow their type")
            }
        }
        do {
            try cluster.advance(to: end)
        } catch {
            throw TraceError(line: requests.last?.line ?? 1, problem: "the period's energies outgrow their type")
        }
        return TraceOutcome(
            accounts: terms.buildings.indices.map { cluster.account(of: $0) },
            total: cluster.account
        )
    }
}

/// A request's start or end.
private struct TraceEvent {
    let instant: Instant
    let isStart: Bool

    /// The request's place in arrival order.
    let rank: Int

    /// The request's place in the file.
    let index: Int

    /// The events before an instant, in the order in which they happen.
    static func ordered(_ requests: [TraceRequest], before horizon: Instant) -> [TraceEvent] {
        let arrivals = requests.indices
            .filter { requests[$0].start < horizon && requests[$0].end != requests[$0].start }
            .sorted { (requests[$0].start, $0) < (requests[$1].start, $1) }
        var events: [TraceEvent] = []
        events.reserveCapacity(2 * arrivals.count)
        for (rank, index) in arrivals.enumerated() {
            let request = requests[index]
            events.append(TraceEvent(instant: request.start, isStart: true, rank: rank, index: index))
            guard let end = request.end, end < horizon else { continue }
            events.append(TraceEvent(instant: end, isStart: false, rank: rank, index: index))
        }
        return events.sorted(by: precedes)
    }

    private static func precedes(_ left: TraceEvent, _ right: TraceEvent) -> Bool {
        if left.instant != right.instant { return left.instant < right.instant }
        if left.isStart != right.isStart { return right.isStart }
        return left.rank < right.rank
    }

    func play(
        to cluster: inout Cluster,
        _ requests: [TraceRequest],
        _ handles: inout [RequestHandle?]
    ) throws(AllocationError) {
        let request = requests[index]
        if isStart {
            handles[index] = try cluster.start(building: request.building, power: request.power, at: instant)
        } else if let handle = handles[index] {
            try cluster.end(handle, at: instant)
        }
    }
}
