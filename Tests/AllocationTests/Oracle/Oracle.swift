import Allocation
import Units

/// The slow, obvious version of the decision core.
///
/// It follows the rules word by word and keeps nothing that it could compute again: after every event the whole split
/// of every request is computed from scratch, at every event each energy is stepped, and every question is answered by
/// a walk over all requests. Bare whole numbers everywhere: watts, milliseconds, millijoules.
struct Oracle {
    /// A demand, or a slice of a load's level, in the order of arrival.
    struct Request {
        let sequence: Int
        let building: Int
        /// The load whose level this is a slice of; `nil` for a request that was started by itself.
        let load: Int?
        var power: Int64
        var split = Bands()
        /// What bound the split when it was admitted or has cut it since (`admission` only).
        var heldLimits: Limits = []
    }

    /// A load that a meter reported, with the end of its lease.
    struct Load {
        let building: Int
        let load: Int
        var leaseEnd: Int64?
    }

    /// A time during which a building was stale.
    struct Gap {
        let building: Int
        var from: Int64
        /// `nil` while the building is still stale.
        var to: Int64?
        let level: Int64
    }

    /// Something that happened of itself, at an instant in milliseconds.
    enum Notice: Hashable {
        case batteryEmpty(at: Int64)
        case quotaSpent(building: Int, at: Int64)
        case stale(building: Int, at: Int64)
        case returned(building: Int, at: Int64)
        case switched(to: Mode, at: Int64)
        case gapSettled(building: Int, length: Int64, energy: Int64, at: Int64)
        case breach(building: Int, energy: Int64, at: Int64)
        case replaced(building: Int, from: Int64, to: Int64, at: Int64)
        case batteryRead(from: Int64, to: Int64, at: Int64)
    }

    enum Refusal: Error {
        case timeDecreases
        case unknownRequest
        case noGap
    }

    let terms: ClusterTerms
    let policy: AllocationPolicy
    var now: Int64
    var requests: [Request] = []
    var requestCount = 0
    var loads: [Load] = []
    var gaps: [Gap] = []
    var stale: [Bool]

    /// What the last operation made happen.
    var notices: [Notice] = []

    /// What each building has drawn.
    var accounts: [Bands]
    /// `UC_n`: the battery energy that each building has drawn, in whatever mode.
    var usage: [Int64]
    var charge: Int64
    /// What readings of the battery have added to its charge.
    var addedByReadings: Int64 = 0
    var meters: [Observation.Meter]
    var batteryIsExhausted: Bool
    var quotaIsExhausted: [Bool]

    var mode: Mode
    var lastSwitch: Int64?
    /// The instant at which a switch that the dwell held back is looked at again.
    var dwellEnd: Int64?

    init(terms: ClusterTerms, policy: AllocationPolicy, openedAt: Int64 = 0) {
        self.terms = terms
        self.policy = policy
        now = openedAt
        stale = Array(repeating: false, count: terms.buildingCount)
        accounts = Array(repeating: Bands(), count: terms.buildingCount)
        usage = Array(repeating: 0, count: terms.buildingCount)
        meters = Array(repeating: Observation.Meter(), count: terms.buildingCount)
        charge = terms.battery.capacity.millijoules
        batteryIsExhausted = charge == 0
        quotaIsExhausted = terms.buildings.indices.map { terms.batteryQuota(of: $0) == .zero }
        mode = policy.kind == .strict ? .strict : .noBounds
    }
}

// MARK: What the terms say, as bare numbers

extension Oracle {
    var buildings: Range<Int> { 0..<terms.buildingCount }
    var cap: Int64 { terms.contractCap.watts }
    var batteryPower: Int64 { terms.battery.power.watts }
    /// `⌊W / M⌋`
    var batteryRate: Int64 { batteryPower / Int64(terms.buildingCount) }

    func factor(_ building: Int) -> Int64 { terms.buildings[building].allocationFactor.partsPerBillion }

    /// `⌊RAF_n · L_CAP⌋`
    func band(_ building: Int) -> Int64 {
        Int64(Int128(factor(building)) * Int128(cap) / 1_000_000_000)
    }

    /// `⌊RAF_n · C⌋`
    func quota(_ building: Int) -> Int64 {
        Int64(Int128(factor(building)) * Int128(terms.battery.capacity.millijoules) / 1_000_000_000)
    }

    /// The bands that are kept for stale buildings, `R`.
    var reserved: Int64 {
        var sum: Int64 = 0
        for building in buildings where stale[building] { sum += band(building) }
        return sum
    }

    /// What is left of the cap for buildings that speak.
    var freeCap: Int64 { cap - reserved }
}

// MARK: Sums over the active requests

extension Oracle {
    var load: Int64 {
        var sum: Int64 = 0
        for request in requests { sum += request.power }
        return sum
    }

    func load(of building: Int) -> Int64 {
        var sum: Int64 = 0
        for request in requests where request.building == building { sum += request.power }
        return sum
    }

    var split: Bands {
        var sum = Bands()
        for request in requests { sum = sum + request.split }
        return sum
    }

    func split(of building: Int) -> Bands {
        var sum = Bands()
        for request in requests where request.building == building { sum = sum + request.split }
        return sum
    }

    var account: Bands {
        var sum = Bands()
        for building in buildings { sum = sum + accounts[building] }
        return sum
    }
}
