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
        var player = TracePlayer(order, cluster: Cluster(terms: terms, policy: policy, openedAt: .zero))
        try player.play(progress: progress)
        do {
            try player.cluster.advance(to: end)
        } catch {
            throw TraceError(line: requests.last?.line ?? 1, problem: TracePlayer.overflow)
        }
        return TraceOutcome(
            accounts: terms.buildings.indices.map { player.cluster.account(of: $0) },
            total: player.cluster.account,
            events: order.arrivals.count + order.ends.count
        )
    }
}

/// Plays requests and their ends to a cluster.
private struct TracePlayer {
    static let overflow = "the period's energies outgrow their type"

    let order: TraceOrder
    var cluster: Cluster

    /// Of each request that has arrived.
    private var handles: [RequestHandle] = []

    init(_ order: TraceOrder, cluster: Cluster) {
        self.order = order
        self.cluster = cluster
        handles.reserveCapacity(order.arrivals.count)
    }

    /// Plays all of them, ends before the starts of the same instant.
    mutating func play(progress: (Double) -> Void) throws(TraceError) {
        let (arrivals, ends) = (order.arrivals, order.ends)
        var ended = 0
        for index in arrivals.indices {
            if index.isMultiple(of: 4_096) { progress(Double(index) / Double(arrivals.count)) }
            let start = arrivals[index].start
            while ended < ends.count, ends[ended].instant <= start {
                try end(ends[ended])
                ended += 1
            }
            try self.start(arrivals[index])
        }
        for end in ends[ended...] { try self.end(end) }
    }

    @inline(__always)
    private mutating func start(_ request: TraceRequest) throws(TraceError) {
        do {
            handles.append(
                try cluster.start(building: request.building, power: request.power, at: request.start)
            )
        } catch {
            throw TraceError(line: request.line, problem: Self.overflow)
        }
    }

    @inline(__always)
    private mutating func end(_ end: TraceOrder.End) throws(TraceError) {
        do {
            try cluster.end(handles[end.arrival], at: end.instant)
        } catch {
            throw TraceError(line: order.arrivals[end.arrival].line, problem: Self.overflow)
        }
    }
}
