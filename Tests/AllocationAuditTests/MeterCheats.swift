import Allocation
import AllocationContract
import Audit
import CBOR
import Ledger
import Units

/// A ledger with meters, a reading of the battery, a silence, a breach and fail-safe, and contracts that cheat there.
enum MeterCheats {
    /// A second apart. b02 is silent for three seconds and has drawn 1 kW meanwhile; b01 draws more than it states.
    static func calls(_ terms: PeriodTerms) throws -> [AllocationCall] {
        [
            .openPeriod(terms), try meter("b01", 0), try meter("b02", 0), try meter("b03", 0),
            try demand("b01", 600, sequence: 1), try demand("b02", 500, sequence: 2), battery(500_000),
            .expire(gone: terms.cluster.buildings[1].id), try demand("b03", 100, sequence: 3), battery(900_000),
            try demand("b02", 100, sequence: 4), try meter("b02", 4_000_000), try meter("b01", 10_000_000),
            try meter("b03", 400_000), .failSafe, .closePeriod,
        ]
    }

    static let counts = DomainCounts(events: 16, bills: 3)

    static func cheat(_ name: String, _ contract: CheatingContract, subject: String) throws -> Cheat {
        let terms = try terms(CheatingContractTests.policy(.noBounds), capacityWattHours: 1)
        var cheat = Cheat(name, terms, contract, subject: subject)
        cheat.calls = try calls(terms)
        return cheat
    }

    static func all() throws -> [Cheat] {
        [
            try cheat("a breach is not billed", forgiving, subject: "energies of b01"),
            try cheat("a breach is invented", inventing, subject: "energies of b03"),
            try cheat(
                "a gap is settled by a cheaper split",
                CheatingContract(record: cheapen),
                subject: "energies of b02"
            ),
            try cheat(
                "a reading overfills the battery",
                CheatingContract(record: overfill),
                subject: "charge of the cluster"
            ),
            try cheat("a reading is raised", CheatingContract(call: recharge), subject: "charge of the cluster"),
            try cheat("fail-safe spares somebody", CheatingContract(call: spare), subject: "standing of b02"),
            try cheat("an estimate is not stated", CheatingContract(record: conceal), subject: "bill of b02"),
            try cheat("a breach is not told", CheatingContract(record: hush), subject: "notice"),
        ]
    }

    private static let forgiving = CheatingContract { changing($0, of: "b01") { min($0, 4_800_000) } }
    private static let inventing = CheatingContract { changing($0, of: "b03") { $0 == 0 ? 0 : $0 + 5_000_000 } }

    private static func changing(
        _ call: AllocationCall,
        of building: String,
        _ change: (Int64) -> Int64
    ) -> AllocationCall {
        guard case .meter(var report) = call, report.building.text == building else { return call }
        report.register = .millijoules(change(report.register.millijoules))
        return .meter(report)
    }
}

/// Moves a hundred joules of the second building's gap from grid-premium to grid-contract.
@Sendable private func cheapen(
    _ call: AllocationCall,
    _ writes: inout [KeyWrite],
    _: inout AllocationResponse
) throws {
    guard case .meter(let report) = call, report.register == .millijoules(4_000_000) else { return }
    writes = try writes.map { write in
        guard write.key == RecordedWrite.key(ofBuilding: 1), let value = write.value else { return write }
        let cheaper = try raising(value, by: 100_000, 0, -100_000) { reader in
            for _ in 0..<2 { _ = try reader.array() }
        }
        return KeyWrite(key: write.key, value: cheaper)
    }
}

/// Gives the battery a watt-hour more than it says, and more than it can hold.
@Sendable private func overfill(
    _ call: AllocationCall,
    _ writes: inout [KeyWrite],
    _ response: inout AllocationResponse
) throws {
    guard case .battery = call else { return }
    response.cluster.charge = response.cluster.charge + .wattHours(1)
    writes = try writes.map { write in
        guard write.key == RecordedWrite.clusterKey, let value = write.value else { return write }
        let fuller = try raising(value, by: 3_600_000) { reader in
            _ = try reader.array()
            for _ in 0..<5 { _ = try reader.int() }
            _ = try reader.array()
            for _ in 0..<6 { _ = try reader.int() }
        }
        return KeyWrite(key: write.key, value: fuller)
    }
}

/// Takes over more than the battery said.
@Sendable private func recharge(_ call: AllocationCall) -> AllocationCall {
    guard case .battery(var report) = call else { return call }
    report.charge = report.charge + .millijoules(100_000)
    return .battery(report)
}

/// Silences the first building only.
@Sendable private func spare(_ call: AllocationCall) -> AllocationCall {
    if case .failSafe = call { .expire(gone: BuildingID("b01")) } else { call }
}

/// States nothing of what was estimated.
@Sendable private func conceal(_: AllocationCall, _: inout [KeyWrite], _ response: inout AllocationResponse) {
    guard response.statements.count > 1 else { return }
    response.statements[1].estimated = .zero
}

/// Bills a breach without a word.
@Sendable private func hush(_: AllocationCall, _: inout [KeyWrite], _ response: inout AllocationResponse) {
    response.notices.removeAll { if case .breach = $0 { true } else { false } }
}
