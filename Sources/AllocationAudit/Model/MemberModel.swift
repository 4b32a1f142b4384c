import Allocation
import Units

/// What follows for one building from everything recorded so far.
struct MemberModel: Sendable {
    /// One of its loads, as the building demanded it.
    struct Load: Hashable, Sendable {
        var power: Int64
        var leaseEnd: Int64?
    }

    /// A time for which nobody told what it drew.
    struct Silence: Hashable, Sendable {
        var start: Int64
        var end: Int64?
        var level: Int64
    }

    /// What its meter's register showed, and what was booked because of it, in millijoules.
    struct Meter: Hashable, Sendable {
        /// The last reading, and when; `nil` where the meter has no beginning.
        var reading: Reading?
        /// What the account came to at the reading; negative where that was in an earlier period.
        var accountAtReading: Int128 = 0
        var estimated: Int128 = 0
        var breach: Int128 = 0

        struct Reading: Hashable, Sendable {
            var register: Int128
            var instant: Int64
        }
    }

    /// The energies up to `settledAt`, in millijoules.
    var account = Servers.zero
    var settledAt: Int64
    /// The split since then, in watts.
    var split = Servers.zero
    var loads: [LoadID: Load] = [:]
    var isStale = false
    var isQuotaExhausted = false
    var silences: [Silence] = []
    var meter = Meter()
    /// When the first lease runs out.
    private(set) var leaseEnd: Int64?

    init(settledAt: Int64) {
        self.settledAt = settledAt
    }

    /// The power that it has asked for.
    var demand: Int128 { loads.values.reduce(0) { $0 + Int128($1.power) } }

    /// The energies up to an instant until which the split holds.
    func account(at instant: Int64) -> Servers {
        account + split * (instant - settledAt)
    }

    /// It sets the level of a load.
    mutating func set(_ load: LoadID, to level: Load) {
        loads[load] = level.power == 0 ? nil : level
        leaseEnd = loads.values.compactMap(\.leaseEnd).min()
    }

    /// It falls silent.
    mutating func fallSilent(at instant: Int64) {
        silences.append(Silence(start: instant, end: nil, level: Int64(clamping: demand)))
        loads = [:]
        leaseEnd = nil
        isStale = true
    }

    /// It speaks again.
    mutating func speak(at instant: Int64) {
        isStale = false
        if !silences.isEmpty { silences[silences.count - 1].end = instant }
    }

    /// Takes over another period's loads.
    mutating func takeLoads(of other: MemberModel) {
        loads = other.loads
        leaseEnd = other.leaseEnd
    }
}
