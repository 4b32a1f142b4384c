import Allocation
import Units

/// Everything that can be asked about a cluster at an instant, in bare whole numbers.
struct Observation: Hashable {
    struct Building: Hashable {
        var split: Bands
        var account: Bands
        var limits: Limits
        var isStale: Bool
        /// `nil` where quotas do not bind.
        var isQuotaSpent: Bool?
        /// The levels of the loads 1 to 3.
        var levels: [Int64]
        var leaseEnd: Int64?
        var gaps: [Gap]
        var meter: Meter
    }

    /// What is known of a meter.
    struct Meter: Hashable {
        /// The last register that counts, if any.
        var register: Int64?
        /// What the meter showed beyond what was stated, in this period.
        var breach: Int64 = 0
        /// What was booked by an estimate, in this period.
        var estimated: Int64 = 0
        /// What was booked before, when the register was read.
        var bookedBefore: Int64 = 0
    }

    struct Request: Hashable {
        let request: Int
        let split: Bands
        let limits: Limits
    }

    /// What one request, or one rise of a load, draws.
    struct Slice: Hashable {
        let sequence: Int64
        let building: Int
        let split: Bands
    }

    var instant: Int64
    var mode: Mode
    var buildings: [Building]
    /// The active requests that were started, in the order of their starts.
    var requests: [Request]
    /// All that is active, in arrival order.
    var slices: [Slice]
    var split: Bands
    var account: Bands
    var charge: Int64
    var isBatteryEmpty: Bool
    var reserved: Int64
    /// What happened of itself since the last operation began.
    var notices: [Oracle.Notice]
}

extension Observation {
    /// The first thing that differs, in words, or `nil`.
    func difference(from other: Observation) -> String? {
        var difference: String?
        func compare<Value: Equatable>(_ what: String, _ one: Value, _ another: Value) {
            if difference == nil, one != another { difference = "\(what): \(one), not \(another)" }
        }
        compare("instant", instant, other.instant)
        compare("what happened", notices, other.notices)
        compare("mode", mode, other.mode)
        compare("battery empty", isBatteryEmpty, other.isBatteryEmpty)
        compare("charge", charge, other.charge)
        compare("reserved", reserved, other.reserved)
        compare("active requests", requests.map(\.request), other.requests.map(\.request))
        for (one, another) in zip(requests, other.requests) {
            compare("split of r\(one.request)", one.split, another.split)
            compare("limits of r\(one.request)", one.limits.names, another.limits.names)
        }
        for (one, another) in zip(slices, other.slices) { compare("slice", one, another) }
        compare("number of slices", slices.count, other.slices.count)
        for (building, (one, another)) in zip(buildings, other.buildings).enumerated() where one != another {
            let name = Scenario.name(building)
            compare("split of \(name)", one.split, another.split)
            compare("energy of \(name)", one.account, another.account)
            compare("limits of \(name)", one.limits.names, another.limits.names)
            compare("\(name) is stale", one.isStale, another.isStale)
            compare("quota of \(name) is spent", one.isQuotaSpent, another.isQuotaSpent)
            compare("levels of \(name)", one.levels, another.levels)
            compare("lease end of \(name)", one.leaseEnd, another.leaseEnd)
            compare("gaps of \(name)", one.gaps, another.gaps)
            compare("meter of \(name)", one.meter, another.meter)
        }
        compare("split of the cluster", split, other.split)
        compare("energy of the cluster", account, other.account)
        return difference
    }
}

extension Observation.Meter {
    init(_ record: MeterRecord) {
        register = record.reading?.register.millijoules
        breach = record.breach.millijoules
        estimated = record.estimated.millijoules
        bookedBefore = register == nil ? 0 : record.accountAtReading.millijoules
    }
}
