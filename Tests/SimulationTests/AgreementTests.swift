import Allocation
import Simulation
import Testing
import Units

/// Simulation against the exact expectations. Seeds are fixed and bounds are in standard errors, so the tests are
/// deterministic.
@Suite("Simulation agrees with the exact expectations")
struct AgreementTests {
    /// Ten equal buildings, 1 000 kW, 500 kW / 1 500 kWh: at 120 kW the battery never runs out within the hour.
    private func terms(_ workload: Workload) throws -> ClusterTerms {
        try ClusterTerms(
            contractCap: .kilowatts(1_000),
            battery: BatteryTerms(
                power: .kilowatts(500),
                capacity: .wattHours(1_500_000),
                roundTripEfficiency: Share(partsPerBillion: 900_000_000)
            ),
            prices: ServerPrices(
                gridContract: Price(micros: 1_000_000),
                battery: Price(micros: 1_500_000),
                gridPremium: Price(micros: 7_000_000)
            ),
            buildings: workload.allocationFactors.enumerated().map { index, factor in
                BuildingTerms(id: try #require(BuildingID("b\(index)")), allocationFactor: factor)
            }
        )
    }

    private static let kilowattHour = Double(Energy.millijoulesPerKilowattHour)

    private func expected(
        _ kind: PolicyKind,
        _ profile: DemandProfile,
        from start: Workload.Start
    ) -> ServerMeans {
        let cluster = HomogeneousCluster(buildings: 10, profile: profile, capWatts: 1e6, batteryWatts: 5e5)
        switch kind {
        case .strict: return cluster.strictEnergy(hours: 1, from: start)
        case .adaptive: return cluster.adaptiveEnergy(hours: 1, from: start)
        case .noBounds, .maxMin, .levelling: return cluster.noBoundsEnergy(hours: 1, from: start)
        }
    }

    /// 60 replications of an hour; the total energy, whose mean is exact, takes out most of the noise.
    @Test(
        "Energies per server within three standard errors",
        arguments: [PolicyKind.strict, .noBounds, .adaptive, .maxMin, .levelling],
        [Workload.Start.empty, .stationary]
    )
    func energies(kind: PolicyKind, start: Workload.Start) throws {
        let workload = try thesisWorkload(hours: 1, start: start, seed: 2_024)
        let terms = try terms(workload)
        let policy = try AllocationPolicy(kind: kind, discipline: .redispatch)
        var joint = Array(repeating: JointMoments(size: 2), count: 3)
        for index in 0..<60 {
            let account = try workload.run(index, terms: terms, policy: policy).account
            #expect(account.battery < terms.battery.capacity)
            for (place, energy) in [account.gridContract, account.battery, account.gridPremium].enumerated() {
                joint[place].add([Double(energy.millijoules), Double(account.total.millijoules)])
            }
        }
        let total = 10 * workload.profiles[0].expectedEnergy(hours: 1, from: start) / 1_000 * Self.kilowattHour
        let means = expected(kind, workload.profiles[0], from: start)
        for (moments, mean) in zip(joint, [means.gridContract, means.battery, means.gridPremium]) {
            let result = try #require(ControlledEstimate(moments, controlMeans: [total], isReliable: true))
            let quantile = StudentT.quantile(0.975, degreesOfFreedom: result.estimate.degreesOfFreedom)
            let standardError = result.estimate.halfWidth / quantile
            #expect(abs(result.estimate.mean - mean / 1_000 * Self.kilowattHour) < 3 * standardError)
        }
    }

    /// What is asked for, as far as it is delivered before the horizon.
    private func totalEnergy(_ workload: Workload, _ replication: Int) -> Double {
        let horizon = Instant(milliseconds: workload.horizon.milliseconds)
        return workload.requests(ofReplication: replication).reduce(0) { sum, request in
            let end = request.end ?? horizon
            return sum + Double(request.power.watts) * Double((end - request.start).milliseconds)
        }
    }

    /// 40 batches of 100 replications: each batch's half-width estimates 1.984 standard deviations over ten, and the
    /// mean of 40 such estimates has a standard error of 7.1 % / √40.
    @Test("The 95 % half-width of 100 replications scatters around its exact value")
    func halfWidths() throws {
        let workload = try thesisWorkload(hours: 1, seed: 5)
        var widths = SampleMoments()
        var hits = 0
        let exact = 10 * workload.profiles[0].expectedEnergy(hours: 1, from: .empty) * 3_600_000
        for batch in 0..<40 {
            let sample = SampleMoments((0..<100).map { totalEnergy(workload, 100 * batch + $0) })
            let estimate = Estimate(sample)
            widths.add(estimate.halfWidth)
            if estimate.lower <= exact, exact <= estimate.upper { hits += 1 }
        }
        let deviation = (10 * workload.profiles[0].energyVariance(hours: 1, from: .empty)).squareRoot() * 3_600_000
        let expected = StudentT.quantile(0.975, degreesOfFreedom: 99) * deviation / 10
        #expect(abs(widths.mean / expected - 1) < 3 * 0.071 / 40.0.squareRoot())
        // 38 of 40 expected, standard deviation 1.4.
        #expect(hits >= 34)
    }

    @Test("A stationary start has as many active requests as the steady state")
    func stationaryStart() throws {
        var counts = SampleMoments()
        for index in 0..<400 {
            let workload = try thesisWorkload(hours: 1, start: .stationary, seed: 8)
            counts.add(Double(workload.requests(ofReplication: index).prefix { $0.start == .zero }.count))
        }
        // Poisson with mean 8.333: standard error √(8.333 / 400) = 0.144, of the variance 8.333 √(2 / 400) = 0.6.
        #expect(abs(counts.mean - 8.333) < 3 * 0.144)
        #expect(abs(counts.variance - 8.333) < 3 * 0.65)
    }
}
