import Allocation
import Gateway
public import Units

/// What a building may draw, and on whose word.
public enum Footing: Hashable, Sendable {
    /// The controller decides: the building draws what it asked for, and knows what it costs.
    case allocated

    /// Nobody decides: the building draws at most this, and grid-contract serves it.
    case fallback(Power)
}

extension BuildingMachine {
    /// For how long the controller may be silent: three heartbeats.
    public static let heartbeatPatience = Interval.seconds(15)

    /// On what footing the building stands.
    ///
    /// It falls back when the controller's last will says that it is gone, when it has heard nothing of it for 15 s,
    /// when its lease has ended, and when the controller says that its band is reserved. It then draws at most its
    /// strict band, and first only as much of it as grid-contract has served before: its whole band is reserved for it
    /// when its lease has run out on the controller's side, and other buildings that are cut off as well keep what they
    /// have until theirs has. So it takes its whole band when the controller says that it is reserved, or when its
    /// lease has been over for as long as a lease lasts and for 15 s more. The strict bands sum to at most `L_CAP`:
    /// whoever is cut off from whom, the cap holds, if every member asks for leases of the same length. Policies that
    /// move what a member has beyond its band to others need a moment more: `Documentation/meters.md`.
    public func footing(now: Instant) -> Footing {
        guard let leaseEnd, let allocation else { return .fallback(band) }
        if isReserved || now >= leaseEnd + grantedLease + Self.heartbeatPatience { return .fallback(band) }
        if isControllerSilent(now: now) || now >= leaseEnd {
            let served = allocation.bands.first { $0.server == .gridContract }?.power ?? .zero
            return .fallback(min(served, band))
        }
        return .allocated
    }

    /// Whether nothing of the controller was heard for too long, or it has said that it is gone.
    public func isControllerSilent(now: Instant) -> Bool {
        isControllerOffline || heardAt.map { now - $0 >= Self.heartbeatPatience } ?? true
    }

    /// The controller's heartbeat. After a silence, or from another start of it, the building says what it wants again.
    public mutating func heartbeat(epoch: Int64, requestID: String, now: Instant) -> [Action] {
        let isNews = isControllerSilent(now: now) || epoch != controllerEpoch
        let isFirst = controllerEpoch == nil
        (heardAt, controllerEpoch, isControllerOffline) = (now, epoch, false)
        return isNews && !isFirst ? askAgain(requestID, now: now) : []
    }

    /// The controller's status, or its last will.
    public mutating func controllerStatus(
        isOnline: Bool,
        epoch: Int64,
        requestID: String,
        now: Instant
    ) -> [Action] {
        if isOnline { return heartbeat(epoch: epoch, requestID: requestID, now: now) }
        // A late will of an earlier start says nothing of this one.
        if let controllerEpoch, epoch < controllerEpoch { return [] }
        isControllerOffline = true
        return []
    }

    mutating func stand(on allocation: AllocationInForce, _ reply: AllocationPayload, now: Instant) {
        (heardAt, isControllerOffline) = (now, false)
        isReserved = allocation.mode == .failSafe
        guard reply.requestID != nil, reply.status == .ok, !isReserved else { return }
        // Counted from the answer, which is later than the controller's count.
        (leaseEnd, grantedLease) = (now + lease, lease)
    }
}
