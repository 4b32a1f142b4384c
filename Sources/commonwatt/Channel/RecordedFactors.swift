import Allocation
import AllocationContract
import ConfigurationFiles
import ControllerService
import Ledger
import LedgerStore
import Units

/// Members' factors as they follow from the demand that a ledger has recorded (Eq. 4.1).
struct RecordedFactors {
    /// The members with λ, 1/μ and 1/κ, rounded to what a cluster file would say.
    let models: [(building: BuildingID, model: DemandModel)]

    /// The factors, in the same order.
    let factors: [Share]

    /// Reads a ledger, or asks the controller that serves it.
    init(ledgerAt path: String) async throws {
        let recorded = try await ConfigurationInForce.withLedger(path) { archive in
            do {
                return try DemandRecord.read(archive, values: try PrivateArchive(at: LedgerPlace(path).directory))
            } catch let error as ChainError {
                throw CommandFailure(error)
            } catch {
                throw CommandFailure.negativeFinding("\(path): \(error)")
            }
        } served: { inbox in
            try await inbox.ask(.demand).demand()
        }
        try self.init(recorded)
    }

    init(_ recorded: [RecordedDemand]) throws(CommandFailure) {
        let silent = recorded.filter { $0.model == nil }.map(\.building.text)
        guard silent.isEmpty, !recorded.isEmpty else {
            let who = recorded.isEmpty ? "any member" : silent.joined(separator: ", ")
            throw .badInput("--raf-from-ledger: the ledger has no request of \(who) from which a factor would follow")
        }
        models = recorded.compactMap { demand in demand.model.map { (demand.building, $0) } }
        guard let factors = AllocationFactors.normalised(models.map(\.model)) else {
            throw .badInput("--raf-from-ledger: the recorded figures have too many digits to divide exactly")
        }
        self.factors = factors
    }

    /// Terms with these factors.
    func applied(to encoded: [UInt8]) throws(CommandFailure) -> [UInt8] {
        do {
            var terms = try PeriodTerms(encoded: encoded)
            let known = zip(models, factors).reduce(into: [:]) { $0[$1.0.building] = $1.1 }
            var buildings: [BuildingTerms] = []
            for building in terms.cluster.buildings {
                guard let factor = known[building.id] else {
                    throw CommandFailure.badInput(
                        "--raf-from-ledger: the ledger has recorded nothing of \(building.id)"
                    )
                }
                buildings.append(BuildingTerms(id: building.id, allocationFactor: factor))
            }
            terms.cluster = try ClusterTerms(
                contractCap: terms.cluster.contractCap,
                battery: terms.cluster.battery,
                prices: terms.cluster.prices,
                meterTolerance: terms.cluster.meterTolerance,
                buildings: buildings
            )
            return terms.encoded
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw .badInput("--raf-from-ledger: the terms would be refused: \(error)")
        }
    }

    /// The figures as the cluster file is to have them, or it would say other terms than the members signed.
    var text: String {
        let lines = models.map { building, model in
            "  - {id: \(building), arrivals_per_hour: \(model.arrivalsPerHour), "
                + "mean_duration_s: \(model.meanDurationSeconds), mean_power_w: \(model.meanPowerWatts)}"
        }
        return (["once it is in force, the cluster file's buildings are", "buildings:"] + lines).joined(separator: "\n")
    }
}

extension RecordedDemand {
    /// λ to a thousandth an hour, 1/μ to a millisecond, 1/κ to a watt, rounded down; `nil` where one is zero.
    var model: DemandModel? {
        guard requests > 0, observed > .zero else { return nil }
        let arrivals = Int128(requests) * 3_600_000_000 / Int128(observed.milliseconds)
        guard let thousandths = Int64(exactly: arrivals) else { return nil }
        let (milliseconds, watts) = (duration.milliseconds / requests, power.watts / requests)
        guard thousandths > 0, milliseconds > 0, watts > 0 else { return nil }
        return DemandModel(
            arrivalsPerHour: ExactDecimal(units: thousandths, places: 3),
            meanDurationSeconds: ExactDecimal(units: milliseconds, places: 3),
            meanPowerWatts: ExactDecimal(units: watts, places: 0)
        )
    }
}
