import Allocation
import Units

/// A cluster with many active requests, of which events end some and start others.
struct DispatchLoad {
    private var cluster: Cluster
    private var requests: [RequestHandle] = []
    private var time: Int64 = 0
    private var drawn: UInt64 = 0
    private let buildings: Int

    /// Starts the requests: mean power 100 W, a cap for half of them, a battery for a quarter.
    init(policy: AllocationPolicy, requests count: Int, buildings: Int) throws {
        self.buildings = buildings
        let share = Share(partsPerBillion: Share.whole.partsPerBillion / Int64(buildings))
        let terms = try ClusterTerms(
            contractCap: .watts(Int64(count) * 50),
            battery: BatteryTerms(
                power: .watts(Int64(count) * 25),
                capacity: ClusterTerms.Limits.energy,
                roundTripEfficiency: .whole
            ),
            prices: ServerPrices(
                gridContract: Price(micros: 1_000_000),
                battery: Price(micros: 1_500_000),
                gridPremium: Price(micros: 7_000_000)
            ),
            buildings: (0..<buildings).compactMap { index in
                BuildingID("b\(index)").map { BuildingTerms(id: $0, allocationFactor: share) }
            }
        )
        cluster = Cluster(terms: terms, policy: policy, openedAt: .zero)
        for _ in 0..<count { requests.append(try start()) }
    }

    /// What events cost.
    struct Timing {
        /// The mean time of an event.
        var nanosecondsPerEvent: Double
        /// How many splits an event changes.
        var changesPerEvent: Double

        /// The time of an event, and of each split that it changes.
        var nanosecondsPerChange: Double { nanosecondsPerEvent / (1 + changesPerEvent) }
    }

    /// Times events; the best of three rounds, since other work on the machine only adds.
    mutating func time(events: Int) throws -> Timing {
        var best = Double.infinity
        for _ in 0..<3 { best = min(best, try nanosecondsPerEvent(events: events)) }
        return Timing(nanosecondsPerEvent: best, changesPerEvent: try changesPerEvent(events: 200))
    }

    /// Runs a round of events, or as many of them as a second allows.
    private mutating func nanosecondsPerEvent(events: Int) throws -> Double {
        let began = ContinuousClock.now
        var (done, elapsed) = (0, Duration.zero)
        while done < events, elapsed < .seconds(1) {
            for _ in 0..<25 { try replaceOne() }
            done += 50
            elapsed = ContinuousClock.now - began
        }
        let (seconds, attoseconds) = elapsed.components
        return (Double(seconds) * 1e9 + Double(attoseconds) / 1e9) / Double(done)
    }

    private mutating func changesPerEvent(events: Int) throws -> Double {
        cluster.isRecording = true
        defer { cluster.isRecording = false }
        var changes = 0
        for _ in 0..<events / 2 {
            try end(at: pick(requests.count))
            changes += cluster.journal.changed.count
            requests.append(try start())
            changes += cluster.journal.changed.count
        }
        return Double(changes) / Double(events)
    }

    private mutating func replaceOne() throws {
        try end(at: pick(requests.count))
        requests.append(try start())
    }

    private mutating func end(at place: Int) throws {
        time += 1
        requests.swapAt(place, requests.count - 1)
        try cluster.end(requests.removeLast(), at: .milliseconds(time))
    }

    private mutating func start() throws -> RequestHandle {
        time += 1
        let power = Power.watts(Int64(1 + pick(199)))
        return try cluster.start(building: pick(buildings), power: power, at: .milliseconds(time))
    }

    /// A number under a bound, from a sequence that is the same in every run.
    private mutating func pick(_ bound: Int) -> Int {
        drawn += 1
        return Int(SplitMix64.word(drawn).multipliedFullWidth(by: UInt64(bound)).high)
    }
}

/// Steele, Lea and Flood's SplitMix64 as a function of the place in its sequence.
private enum SplitMix64 {
    static func word(_ place: UInt64) -> UInt64 {
        var word = place &* 0x9E37_79B9_7F4A_7C15
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
