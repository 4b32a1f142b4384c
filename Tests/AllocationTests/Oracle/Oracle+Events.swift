import Allocation
import Units

/// What buildings, meters and last wills say.
extension Oracle {
    /// A request arrives. Returns its sequence number, by which it is ended.
    mutating func start(building: Int, power: Int64, at instant: Int64) throws(Refusal) -> Int {
        try advance(to: instant)
        if stale[building] { comeBack(building) }
        let sequence = append(building: building, load: nil, power: power)
        conclude()
        return sequence
    }

    /// A request that was started ends.
    mutating func end(_ sequence: Int, at instant: Int64) throws(Refusal) {
        guard requests.contains(where: { $0.sequence == sequence && $0.load == nil }) else { throw .unknownRequest }
        // On the way its building may fall silent; then there is nothing left to end.
        try advance(to: instant)
        requests.removeAll { $0.sequence == sequence }
        conclude()
    }

    /// A meter reports the level of a load.
    mutating func setLevel(
        building: Int,
        load: Int,
        power: Int64,
        lease: Int64?,
        at instant: Int64
    ) throws(Refusal) {
        try advance(to: instant)
        if stale[building] { comeBack(building) }
        var level: Int64 = 0
        for request in requests where request.building == building && request.load == load { level += request.power }
        if power > level { _ = append(building: building, load: load, power: power - level) }
        if power < level { removeNewest(level - power, building: building, load: load) }
        loads.removeAll { $0.building == building && $0.load == load }
        if power > 0 { loads.append(Load(building: building, load: load, leaseEnd: lease.map { instant + $0 })) }
        conclude()
    }

    /// A building's last will says that it is gone.
    mutating func silence(building: Int, at instant: Int64) throws(Refusal) {
        try advance(to: instant)
        if !stale[building] { becomeStale(building) }
        conclude()
    }

    /// The register of a building that is back says what it drew while it was stale.
    mutating func settle(building: Int, energy: Int64, at instant: Int64) throws(Refusal) {
        guard gaps.contains(where: { $0.building == building && $0.to != nil }) else { throw .noGap }
        try advance(to: instant)
        var length: Int64 = 0
        for gap in gaps where gap.building == building {
            if let to = gap.to { length += to - gap.from }
        }
        gaps.removeAll { $0.building == building && $0.to != nil }
        account(for: energy, over: length, building: building)
        meters[building].estimated += energy
        conclude()
    }

    /// The period closes: what is unsettled is settled by the last levels. The gap of a building that is still stale
    /// goes on from here.
    mutating func close(at instant: Int64) throws(Refusal) {
        try advance(to: instant)
        for building in buildings { settleByLevel(building) }
        conclude()
    }

    /// Splits again after what was said, and lets happen what thereby became due.
    mutating func conclude() {
        splitAgain()
        letHappen(until: now)
    }

    mutating func append(building: Int, load: Int?, power: Int64) -> Int {
        var request = Request(sequence: requestCount, building: building, load: load, power: power)
        requestCount += 1
        if policy.discipline == .admission {
            (request.split, request.heldLimits) = admit(power, building: building)
        }
        requests.append(request)
        return request.sequence
    }
}
