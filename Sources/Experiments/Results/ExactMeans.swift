import Allocation
import Configuration
import Simulation
import Units

/// The exact expectations of a run's energies, where they are known: buildings that are all alike, `redispatch`, and as
/// long as neither the battery nor a building's part of it has run out.
struct ExactMeans: Sendable {
    private let energies: ServerMeans
    private let batteryCapacity: Double

    /// `nil` where no closed form is known for the run.
    init?(_ run: Run, start: Workload.Start) {
        guard let profile = run.profiles.first, run.profiles.allSatisfy({ $0 == profile }),
            run.policy.discipline == .redispatch, run.policy.hysteresis == .zero, run.policy.dwell == .zero
        else { return nil }
        let cluster = HomogeneousCluster(
            buildings: run.profiles.count,
            profile: profile,
            capWatts: Double(run.terms.contractCap.watts),
            batteryWatts: Double(run.terms.battery.power.watts)
        )
        let hours = Double(run.period.milliseconds) / 3.6e6
        switch run.policy.kind {
        case .strict: energies = cluster.strictEnergy(hours: hours, from: start)
        case .adaptive: energies = cluster.adaptiveEnergy(hours: hours, from: start)
        case .noBounds, .maxMin, .levelling: energies = cluster.noBoundsEnergy(hours: hours, from: start)
        }
        batteryCapacity = run.terms.battery.capacity.kilowattHours
    }

    /// The expectation of a measure, if it is an energy.
    func value(_ measure: ExperimentFile.Measure) -> Double? {
        switch measure {
        case .gridContract: energies.gridContract / 1_000
        case .battery: energies.battery / 1_000
        case .gridPremium: energies.gridPremium / 1_000
        case .total: energies.total / 1_000
        case .batteryUsed: batteryCapacity > 0 ? energies.battery / 10 / batteryCapacity : nil
        case .cost, .gridPremiumShare, .relativeDifference, .unitCostDeviation, .jainIndex: nil
        }
    }
}

extension Run {
    /// Whether the battery, or under bounds a building's part of it, has run out in a replication, or may have.
    ///
    /// What is left then is less than is drawn in a millisecond.
    func mayHaveRunOut(_ accounts: [EnergyAccount]) -> Bool {
        let last = terms.battery.power * .milliseconds(1)
        let drawn = accounts.reduce(Energy.zero) { $0 + $1.battery }
        if drawn + last >= terms.battery.capacity { return true }
        guard policy.kind == .strict || policy.kind == .adaptive else { return false }
        return accounts.indices.contains { accounts[$0].battery + last >= terms.batteryQuota(of: $0) }
    }
}
