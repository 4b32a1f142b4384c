import Allocation
import Building
import Gateway
import Testing
import Units

/// A cluster with its buildings' own machines, of which some are cut off from the controller.
private struct CutOffSite {
    static let lease = Interval.seconds(60)
    let start = Instant.milliseconds(1_780_000_000_000)
    let load: LoadID
    let levels: [Power]
    var cluster: Cluster
    var machines: [BuildingMachine]

    init(_ policy: AllocationPolicy, count: Int, seed: UInt64) throws {
        var state = seed
        func draw(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        let terms = try ClusterTerms(
            contractCap: .watts(10_000),
            battery: BatteryTerms(power: .watts(3_000), capacity: .wattHours(50), roundTripEfficiency: .whole),
            prices: ServerPrices(
                gridContract: Price(micros: 1),
                battery: Price(micros: 2),
                gridPremium: Price(micros: 7)
            ),
            buildings: try (0..<count).map { index in
                BuildingTerms(
                    id: try #require(BuildingID("b\(10 + index)")),
                    allocationFactor: Share(partsPerBillion: 1_000_000_000 / Int64(count))
                )
            }
        )
        load = try #require(LoadID("total"))
        levels = (0..<count).map { _ in .watts(Int64(draw(4_000))) }
        cluster = Cluster(terms: terms, policy: policy, openedAt: start)
        machines = terms.buildings.indices.map {
            BuildingMachine(epoch: 1, lease: Self.lease, band: terms.band(of: $0))
        }
        // Their leases begin one after the other.
        for index in machines.indices {
            let now = start + .seconds(Int64(draw(25)) + Int64(index) * 25)
            try renew(index, at: max(now, cluster.now))
        }
    }

    /// A building asks for its level, is answered, and hears the heartbeat.
    mutating func renew(_ index: Int, at now: Instant) throws {
        try cluster.setLevel(building: index, load: load, power: levels[index], lease: Self.lease, at: now)
        let id = "\(index)-\(now.milliseconds)"
        _ = machines[index].controllerStatus(isOnline: true, epoch: 1, requestID: "", now: now)
        _ = machines[index].changed(to: levels[index], requestID: id, now: now)
        machines[index].received(reply(index, id), now: now)
    }

    /// A connected building hears what is pushed.
    mutating func hear(_ index: Int, at now: Instant) {
        _ = machines[index].heartbeat(epoch: 1, requestID: "", now: now)
        machines[index].received(reply(index, nil), now: now)
    }

    private func reply(_ index: Int, _ id: String?) -> AllocationPayload {
        let isStale = cluster.isStale(building: index)
        let power = isStale ? cluster.band(of: index) : cluster.split(of: index).gridContract
        return AllocationPayload(
            requestID: id,
            building: cluster.terms.buildings[index].id,
            epoch: 1,
            sequence: 1,
            status: .ok,
            allocation: AllocationInForce(
                bands: [Band(server: .gridContract, power: power, price: Price(micros: 1))],
                currency: "EUR",
                policy: cluster.policy.kind,
                mode: isStale ? .failSafe : .noBounds,
                limitedBy: [],
                inputs: isStale ? .estimated : .fresh,
                validUntil: nil
            ),
            transaction: nil
        )
    }

    /// What a building draws from grid-contract, as far as it knows.
    func drawn(_ index: Int, at now: Instant) -> Power {
        switch machines[index].footing(now: now) {
        case .allocated:
            machines[index].allocation?.bands.first?.power ?? .zero
        case .fallback(let limit):
            // The worst: it draws all that it may.
            limit
        }
    }

    /// The most that all draw from grid-contract together at any time after some are cut off.
    ///
    /// Max-min gives what one member has beyond its band to others as they ask, and a member that is cut off does not
    /// hear of it before it misses the heartbeat; so there it counts from then on.
    mutating func worst(cuttingOff isCut: (Int) -> Bool) throws -> (sum: Power, after: Interval) {
        let patience = cluster.policy.kind == .maxMin ? BuildingMachine.heartbeatPatience : .zero
        let cut = cluster.now
        // Until then all have heard what was pushed.
        for index in machines.indices { hear(index, at: cut) }
        for index in machines.indices where !isCut(index) { try renew(index, at: cut) }
        var worst = (sum: Power.zero, after: Interval.zero)
        for second in stride(from: Int64(0), through: 240, by: 5) {
            let now = cut + .seconds(second)
            try cluster.advance(to: now)
            for index in machines.indices where !isCut(index) {
                if second % 30 == 0 { try renew(index, at: now) }
            }
            for index in machines.indices where !isCut(index) { hear(index, at: now) }
            let sum = machines.indices.reduce(Power.zero) { $0 + drawn($1, at: now) }
            if sum > worst.sum, now - cut >= patience { worst = (sum, .seconds(second)) }
        }
        return worst
    }
}

@Suite("The cap holds with any members and the controller gone")
struct CapWithoutControllerTests {
    static let policies: [(PolicyKind, Discipline, count: Int)] = [
        (.noBounds, .redispatch, 10), (.strict, .redispatch, 8), (.adaptive, .redispatch, 8), (.maxMin, .redispatch, 8),
        (.noBounds, .admission, 8),
    ]

    @Test("at every moment, for every subset of the members that is cut off", arguments: policies)
    func subsets(kind: PolicyKind, discipline: Discipline, count: Int) throws {
        let policy = try AllocationPolicy(kind: kind, discipline: discipline)
        for seed in [11, 23] as [UInt64] {
            let site = try CutOffSite(policy, count: count, seed: seed)
            for subset in 0..<(1 << count) {
                var site = site
                let worst = try site.worst { subset & (1 << $0) != 0 }
                guard worst.sum > site.cluster.terms.contractCap else { continue }
                Issue.record("seed \(seed), cut off \(String(subset, radix: 2)): \(worst.sum) after \(worst.after)")
                return
            }
        }
    }

    @Test("The bands to which all fall back in the end sum to at most the cap", arguments: 1...10)
    func bands(count: Int) throws {
        let policy = try AllocationPolicy(kind: .levelling, discipline: .redispatch)
        var site = try CutOffSite(policy, count: count, seed: 7)
        _ = try site.worst { _ in true }
        let now = site.cluster.now
        let sum = site.machines.indices.reduce(Power.zero) { $0 + site.drawn($1, at: now) }
        #expect(sum <= site.cluster.terms.contractCap)
        #expect(site.machines.indices.allSatisfy { site.drawn($0, at: now) == site.cluster.band(of: $0) })
    }
}
