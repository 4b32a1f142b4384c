import Allocation
public import Gateway
public import Units

/// A building's side of the conversation: asks for levels, renews them, and asks again until it has an answer.
///
/// A pure machine: every method returns what is to be done. A request that gets no answer is sent again with the same
/// id and number, so that the controller answers it as it did before, however often it comes; unless a later request
/// says what the building needs now: so however long the controller is away, only the newest request is sent again.
/// While no period is open it waits until one is, see `BuildingMachine+Periods.swift`.
public struct BuildingMachine: Sendable {
    /// Something to do.
    public enum Action: Hashable, Sendable {
        /// Send a demand.
        case send(DemandPayload)

        /// Call ``BuildingMachine/timePassed(requestID:now:)`` at this instant; it replaces any earlier such request.
        case wake(at: Instant)
    }

    /// What became of the requests.
    public struct Counts: Hashable, Sendable {
        /// Requests made.
        public internal(set) var requested = 0
        /// Requests that were answered with an allocation.
        public internal(set) var allocated = 0
        /// Requests that were refused.
        public internal(set) var refused = 0
        /// Requests without an answer that were given up, because a later one says what the building needs.
        public internal(set) var superseded = 0
        /// Times that a request was sent again.
        public internal(set) var resent = 0
    }

    /// What became of the requests so far.
    public private(set) var counts = Counts()

    /// The allocation that the building was told last.
    public private(set) var allocation: AllocationInForce?

    /// Where the transaction stands that recorded ``allocation``.
    private var place: TransactionPlace?

    private let epoch: Int64
    let lease: Interval
    private var sequence: Int64 = 0
    private var level = Power.zero
    var renewAt: Instant?
    var unanswered: [Unanswered] = []
    /// The time at the last look.
    private var lastLook = Instant(milliseconds: .min)

    struct Unanswered: Sendable {
        var demand: DemandPayload
        var sentAt: Instant
        /// Until when there is no use in sending it again, because no period is open.
        var heldUntil: Instant?

        /// When it is sent again.
        var dueAt: Instant { max(sentAt + BuildingMachine.patience, heldUntil ?? sentAt) }
    }

    // Whether anybody decides for the building, see `BuildingMachine+Footing.swift`.
    let band: Power
    var heardAt: Instant?
    var controllerEpoch: Int64?
    var isControllerOffline = false
    var leaseEnd: Instant?
    var grantedLease = Interval.zero
    /// Whether the controller has said that it reserves the building's band.
    var isReserved = true

    /// How long the building waits for an answer before it asks again.
    static let patience = Interval.seconds(3)

    /// Creates the machine of a building that has just started.
    ///
    /// - Parameters:
    ///   - epoch: A number that grows with each start.
    ///   - lease: For how long each level is asked for; it is renewed when half of it is over.
    ///   - band: The building's strict band in grid-contract, to which it falls back.
    public init(epoch: Int64, lease: Interval, band: Power = .zero) {
        self.band = band
        self.epoch = epoch
        self.lease = lease
    }

    /// Whether every request has its answer.
    public var isAnswered: Bool { unanswered.isEmpty }

    /// The building's load is another one.
    ///
    /// - Parameters:
    ///   - level: What it draws from now on.
    ///   - requestID: A new UUID.
    ///   - now: The present instant.
    public mutating func changed(to level: Power, requestID: String, now: Instant) -> [Action] {
        follow(now)
        self.level = level
        return request(requestID, now: now)
    }

    /// Time has passed: what has no answer is sent again, and a lease that is half over is renewed.
    public mutating func timePassed(requestID: String, now: Instant) -> [Action] {
        follow(now)
        giveUpSuperseded(now)
        let actions = unanswered.indices.filter { unanswered[$0].dueAt <= now }.map { resend($0, now: now) }
        if let renewAt, renewAt <= now { return actions + request(requestID, now: now) }
        return actions + [.wake(at: nextWake(now))]
    }

    /// Sends a request again that has no answer.
    mutating func resend(_ index: Int, now: Instant) -> Action {
        if unanswered[index].heldUntil != nil { renewAt = renewal(now) }
        unanswered[index].heldUntil = nil
        unanswered[index].sentAt = now
        unanswered[index].demand.sentAt = now
        counts.resent += 1
        return .send(unanswered[index].demand)
    }

    /// Gives up what has waited long enough and has been followed by another request: levels are absolute.
    mutating func giveUpSuperseded(_ now: Instant) {
        let waiting = unanswered.count
        unanswered.removeAll { $0.demand.sequence != sequence && now - $0.sentAt >= Self.patience }
        counts.superseded += waiting - unanswered.count
    }

    /// Whether the clock has been set back since the last look: then ``timePassed(requestID:now:)`` is to be called at
    /// once, for what waits waits by that clock.
    public func isSetBack(at now: Instant) -> Bool { now < lastLook }

    /// A clock that is set back takes what waits back with it: nothing waits longer than it would have.
    private mutating func follow(_ now: Instant) {
        if isSetBack(at: now) {
            let step = now - lastLook
            renewAt = renewAt.map { $0 + step }
            for index in unanswered.indices {
                unanswered[index].sentAt = unanswered[index].sentAt + step
                unanswered[index].heldUntil = unanswered[index].heldUntil.map { $0 + step }
            }
        }
        lastLook = now
    }

    /// The controller has answered, or pushed a new allocation.
    public mutating func received(_ reply: AllocationPayload, now: Instant? = nil) {
        take(reply, now: now)
        guard let id = reply.requestID, let index = unanswered.firstIndex(where: { $0.demand.requestID == id })
        else { return }
        switch reply.status {
        case .rateLimited, .temporaryError, .expired:
            // The same request later: it is sent again when its patience is over, with the clock's time then. Whoever
            // gives up a level of zero because its clock was wrong for a while would hold a share that nobody uses.
            if let period = reply.period, !period.isOpen { hold(index, until: period.opensAt) }
            return
        case .ok:
            counts.allocated += 1
        case .invalidData, .invalidMessage, .invalidContent, .staleSequence, .unauthorised:
            counts.refused += 1
        }
        unanswered.remove(at: index)
    }

    /// Says once more what the building wants, if it wants anything.
    mutating func askAgain(_ requestID: String, now: Instant) -> [Action] {
        level == .zero ? [] : request(requestID, now: now)
    }

    /// Takes an allocation, unless a later one is known: the stored answer to a request that is sent again may be older
    /// than what the building has been told since, and messages may come again after a connection was lost.
    private mutating func take(_ reply: AllocationPayload, now: Instant?) {
        guard let allocation = reply.allocation else { return }
        if let place, let this = reply.transaction {
            guard (this.height, this.index) >= (place.height, place.index) else { return }
        }
        self.allocation = allocation
        place = reply.transaction ?? place
        if let now { stand(on: allocation, reply, now: now) }
    }

    private mutating func request(_ requestID: String, now: Instant) -> [Action] {
        sequence += 1
        let demand = DemandPayload(
            requestID: requestID,
            epoch: epoch,
            sequence: sequence,
            sentAt: now,
            loadID: "total",
            power: level,
            lease: lease
        )
        unanswered.append(Unanswered(demand: demand, sentAt: now))
        counts.requested += 1
        renewAt = renewal(now)
        return [.send(demand), .wake(at: nextWake(now))]
    }

    /// When what is asked for now is to be renewed.
    private func renewal(_ now: Instant) -> Instant? {
        level == .zero ? nil : now + Interval(milliseconds: lease.milliseconds / 2)
    }

    func nextWake(_ now: Instant) -> Instant {
        let resend = unanswered.map(\.dueAt).min()
        return min(resend ?? now + lease, renewAt ?? now + lease)
    }
}
