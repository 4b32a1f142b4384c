import Simulation
import Testing

@Suite("Exact expectations of the load")
struct ClosedFormTests {
    private static func cluster(_ point: ExactPoint) throws -> HomogeneousCluster {
        HomogeneousCluster(
            buildings: 10,
            profile: try DemandProfile(
                arrivalsPerHour: 60,
                meanDurationSeconds: 50,
                meanPowerWatts: point.meanKilowatts * 1_000
            ),
            capWatts: point.capKilowatts * 1_000,
            batteryWatts: 500_000
        )
    }

    private static func agree(_ means: ServerMeans, _ expected: [Double], within tolerance: Double) -> Bool {
        zip([means.gridContract, means.battery, means.gridPremium], expected).allSatisfy { value, exact in
            abs(value / 1_000 - exact) <= tolerance * max(abs(exact), 1e-3)
        }
    }

    @Test("Excess and its probability agree to ten digits", arguments: ExactPoint.all.indices)
    func excess(index: Int) {
        let point = ExactPoint.all[index]
        let load = CompoundPoisson(meanCount: 10 * 60 * 50 / 3_600, meanPower: point.meanKilowatts)
        #expect(abs(load.expectedExcess(over: point.capKilowatts) / point.excess - 1) < 1e-10)
        #expect(abs(load.expectedExcess(over: point.capKilowatts + 500) / point.excessOverBattery - 1) < 1e-10)
        #expect(abs(load.probabilityAbove(point.capKilowatts) / point.probabilityAboveCap - 1) < 1e-10)
    }

    @Test("Energies from an empty start agree, no-bounds and strict", arguments: ExactPoint.all.indices)
    func energies(index: Int) throws {
        let point = ExactPoint.all[index]
        let cluster = try Self.cluster(point)
        #expect(Self.agree(cluster.noBoundsEnergy(hours: 6, from: .empty), point.noBounds, within: 1e-9))
        #expect(Self.agree(cluster.strictEnergy(hours: 6, from: .empty), point.strict, within: 1e-9))
    }

    @Test("Energies from an empty start agree, adaptive", arguments: [0, 3, 5])
    func adaptiveEnergies(index: Int) throws {
        let point = ExactPoint.all[index]
        let cluster = try Self.cluster(point)
        #expect(Self.agree(cluster.adaptiveEnergy(hours: 6, from: .empty), point.adaptive, within: 1e-6))
    }

    @Test("Mean and variance of the total energy agree", arguments: ExactPoint.all.indices)
    func totalEnergy(index: Int) throws {
        let point = ExactPoint.all[index]
        let profile = try Self.cluster(point).profile
        let variance = 10 * profile.energyVariance(hours: 6, from: .empty)
        let stationary = 10 * profile.energyVariance(hours: 6, from: .stationary)
        #expect(abs(variance.squareRoot() / 1_000 / point.totalDeviation - 1) < 1e-12)
        #expect(abs(stationary.squareRoot() / 1_000 / point.totalDeviationStationary - 1) < 1e-12)
        let total = 10 * profile.expectedEnergy(hours: 6, from: .empty) / 1_000
        #expect(abs(total / point.noBounds.reduce(0, +) - 1) < 1e-12)
    }

    @Test("The density integrates to the probability that somebody draws power")
    func density() {
        let load = CompoundPoisson(meanCount: 2, meanPower: 1)
        let step = 0.001
        var total = 0.0
        for index in 0..<40_000 { total += load.density(at: (Double(index) + 0.5) * step) * step }
        #expect(abs(total - (1 - Elementary.exp(-2))) < 1e-6)
    }

    @Test("Large clusters are no trouble: the excess over nothing is the mean")
    func largeCluster() {
        let load = CompoundPoisson(meanCount: 8_333, meanPower: 120)
        #expect(abs(load.expectedExcess(over: 0) / load.mean - 1) < 1e-9)
        #expect(abs(load.probabilityAbove(load.mean) - 0.5) < 0.01)
    }
}
