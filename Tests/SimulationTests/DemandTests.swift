import Simulation
import Testing
import Units

/// The workload of the thesis: ten buildings, 60 requests an hour, 50 s, from an empty start.
func thesisWorkload(
    hours: Int64 = 6,
    meanPowerWatts: Double = 120_000,
    start: Workload.Start = .empty,
    seed: UInt64 = 1
) throws -> Workload {
    let profile = try DemandProfile(arrivalsPerHour: 60, meanDurationSeconds: 50, meanPowerWatts: meanPowerWatts)
    return try Workload(
        profiles: Array(repeating: profile, count: 10),
        horizon: .hours(hours),
        start: start,
        seed: seed
    )
}

/// A request as the events told it.
struct SeenRequest: Hashable {
    let building: Int
    let start: Int64
    var end: Int64?
    let power: Double
}

/// All requests of a replication, in the order of their starts; checks the order of events on the way.
func requests(of workload: Workload, replication: Int) -> [SeenRequest] {
    var demand = workload.demand(ofReplication: replication)
    var seen: [SeenRequest] = []
    var active: [Int?] = []
    var last: (Int64, Int) = (0, 0)
    while demand.advance() {
        active = demand.carried.map { active[$0] }
        #expect(active.allSatisfy { $0 != nil }, "only active requests are carried on")
        active.append(contentsOf: repeatElement(nil, count: demand.slotCount - active.count))
        for event in demand.events {
            let time = event.instant.milliseconds
            #expect(last <= (time, event.isStart ? 1 : 0), "events go forward, ends first")
            last = (time, event.isStart ? 1 : 0)
            if event.isStart {
                #expect(active[event.slot] == nil, "a slot is used once in a stretch")
                active[event.slot] = seen.count
                seen.append(
                    SeenRequest(building: event.building, start: time, end: nil, power: event.relativePower)
                )
            } else if let index = active[event.slot] {
                active[event.slot] = nil
                #expect(seen[index].building == event.building)
                seen[index].end = time
            } else {
                Issue.record("an end without a start")
            }
        }
    }
    return seen
}

@Suite("Random demand")
struct DemandTests {
    /// Counts of arrivals and departures that an independent program in Python gets from NumPy's `Philox`.
    @Test("Replications agree with an independent program", arguments: [(0, 7_007), (1, 7_185), (2, 7_256)])
    func eventCounts(replication: Int, count: Int) throws {
        let seen = requests(of: try thesisWorkload(), replication: replication)
        #expect(seen.count + seen.count { $0.end != nil } == count)
    }

    /// The first requests of replication 7 with seed 42, from NumPy's `Philox` and `log`, rounded to milliseconds.
    @Test("The first requests are those of NumPy")
    func firstRequests() throws {
        let seen = requests(of: try thesisWorkload(seed: 42), replication: 7)
        for expected in Self.firstOfReplicationSeven {
            let request = try #require(seen.first { $0.building == expected.building })
            #expect(request.start == expected.start)
            #expect(request.end == expected.end)
            #expect(abs(request.power - expected.power) < 1e-14)
        }
    }

    private static let firstOfReplicationSeven: [(building: Int, start: Int64, end: Int64, power: Double)] = [
        (0, 248_260, 299_171, 0.08490944825167279),
        (1, 64_803, 66_998, 0.3943795201414811),
        (2, 54_981, 78_630, 0.312110129438777),
        (3, 88_250, 107_908, 0.9172905236195177),
        (4, 45_605, 72_615, 0.209815462424094),
        (5, 62_311, 156_348, 1.3991852862654344),
        (6, 29_802, 44_760, 0.6986972875011324),
        (7, 29_662, 180_805, 0.5950985810889193),
        (8, 13_282, 57_411, 1.6459461050532618),
        (9, 158_228, 200_680, 0.22706838725544565),
    ]

    @Test("Whole requests are those of the events")
    func wholeRequests() throws {
        let workload = try thesisWorkload()
        let seen = requests(of: workload, replication: 11)
        let whole = workload.requests(ofReplication: 11)
        #expect(whole.count == seen.count)
        for (left, right) in zip(whole, seen) {
            #expect(left.building == right.building && left.start.milliseconds == right.start)
            #expect(left.end?.milliseconds == right.end)
            #expect(abs(Double(left.power.watts) - right.power * 120_000) <= 0.5)
        }
    }

    @Test("A replication is the same whether others were drawn before it or not")
    func replaysAlone() throws {
        let workload = try thesisWorkload()
        let alone = requests(of: workload, replication: 5)
        _ = requests(of: workload, replication: 4)
        #expect(requests(of: workload, replication: 5) == alone)
        #expect(requests(of: workload, replication: 6) != alone)
    }

    @Test("A longer period begins like a shorter one")
    func horizonsShareTheirBeginning() throws {
        let short = requests(of: try thesisWorkload(hours: 1), replication: 3)
        let long = requests(of: try thesisWorkload(hours: 6), replication: 3)
        #expect(short.count > 500)
        for (left, right) in zip(short, long) {
            #expect(left.building == right.building && left.start == right.start && left.power == right.power)
            #expect(left.end == right.end || (left.end == nil && (right.end ?? .max) >= 3_600_000))
        }
    }

    @Test("Power levels and rates of other buildings leave a building's random numbers alone")
    func commonRandomNumbers() throws {
        let profile = try DemandProfile(arrivalsPerHour: 60, meanDurationSeconds: 50, meanPowerWatts: 1)
        let busy = try DemandProfile(arrivalsPerHour: 600, meanDurationSeconds: 5, meanPowerWatts: 2)
        let left = try Workload(profiles: [profile, profile], horizon: .hours(6), seed: 9)
        let right = try Workload(profiles: [profile, busy], horizon: .hours(6), seed: 9)
        let first = requests(of: left, replication: 0).filter { $0.building == 0 }
        #expect(first == requests(of: right, replication: 0).filter { $0.building == 0 })
    }

    @Test("Different seeds, scenarios and buildings have different requests")
    func addressesDiffer() throws {
        let profile = try DemandProfile(arrivalsPerHour: 60, meanDurationSeconds: 50, meanPowerWatts: 1)
        func powers(seed: UInt64, scenario: UInt64, building: Int) throws -> [Double] {
            let workload = try Workload(
                profiles: [profile, profile],
                horizon: .hours(6),
                seed: seed,
                scenario: scenario
            )
            return requests(of: workload, replication: 0).filter { $0.building == building }.map(\.power)
        }
        let all = [
            try powers(seed: 1, scenario: 0, building: 0), try powers(seed: 1, scenario: 0, building: 1),
            try powers(seed: 1, scenario: 1, building: 0), try powers(seed: 2, scenario: 0, building: 0),
        ]
        #expect(Set(all).count == 4)
    }

    @Test("A building that asks for nothing is silent")
    func silentBuilding() throws {
        let silent = try DemandProfile(arrivalsPerHour: 0, meanDurationSeconds: 50, meanPowerWatts: 1)
        let workload = try Workload(profiles: [silent], horizon: .hours(6), start: .stationary, seed: 1)
        #expect(requests(of: workload, replication: 0).isEmpty)
    }

    @Test("Numbers out of range are refused", arguments: [-1.0, .nan, .infinity])
    func refusals(value: Double) {
        #expect(throws: WorkloadError.outOfRange(parameter: "arrivals_per_hour")) {
            try DemandProfile(arrivalsPerHour: value, meanDurationSeconds: 50, meanPowerWatts: 1)
        }
        #expect(throws: WorkloadError.outOfRange(parameter: "mean_duration_s")) {
            try DemandProfile(arrivalsPerHour: 60, meanDurationSeconds: value, meanPowerWatts: 1)
        }
        #expect(throws: WorkloadError.outOfRange(parameter: "mean_power_w")) {
            try DemandProfile(arrivalsPerHour: 60, meanDurationSeconds: 50, meanPowerWatts: value)
        }
        #expect(throws: WorkloadError.noBuildings) { try Workload(profiles: [], horizon: .hours(1), seed: 1) }
    }

    @Test("Allocation factors are mean loads as shares, rounded down")
    func allocationFactors() throws {
        let large = try DemandProfile(arrivalsPerHour: 60, meanDurationSeconds: 50, meanPowerWatts: 300_000)
        let small = try DemandProfile(arrivalsPerHour: 60, meanDurationSeconds: 50, meanPowerWatts: 20_000)
        let workload = try Workload(
            profiles: Array(repeating: large, count: 9) + [small],
            horizon: .hours(6),
            seed: 1
        )
        let parts = workload.allocationFactors.map(\.partsPerBillion)
        #expect(parts == Array(repeating: 110_294_117, count: 9) + [7_352_941])
    }

    @Test("Equal buildings share without loss where the share is whole", arguments: [1, 2, 5, 8, 10, 100, 1_000])
    func equalFactors(count: Int) throws {
        let profile = try DemandProfile(arrivalsPerHour: 60, meanDurationSeconds: 50, meanPowerWatts: 120_000)
        let workload = try Workload(profiles: Array(repeating: profile, count: count), horizon: .hours(6), seed: 1)
        #expect(workload.allocationFactors.allSatisfy { $0.partsPerBillion == 1_000_000_000 / Int64(count) })
    }
}
