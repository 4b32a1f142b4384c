import Allocation
import Testing
import Units

@Suite("Random scenarios reach what there is to reach")
struct RandomScenarioTests {
    /// What a scenario has shown, told by the oracle.
    private enum Sight: Hashable, CaseIterable {
        case batteryEmpty
        case batteryEmptyBetweenEvents
        case quotaSpentBetweenEvents
        case stale
        case returned
        case leaseEndBetweenEvents
        case switchedToStrict
        case switchedBack
        case switchedByItself
        case settled
        case madeRoom
        case refused
        case manyBuildings
        case gapSettled
        case breach
        case meterReplaced
        case batteryFuller
    }

    /// The operations that only some policies can show.
    private static let special: [Sight: @Sendable (Scenario.Profile) -> Bool] = [
        .quotaSpentBetweenEvents: { $0.kind == .strict || $0.kind == .adaptive },
        .switchedToStrict: { $0.kind == .adaptive },
        .switchedBack: { $0.kind == .adaptive },
        .switchedByItself: { $0.kind == .adaptive && $0.discipline == .redispatch },
        .madeRoom: { $0.discipline == .admission && $0.kind != .strict },
    ]

    @Test("Every situation that a policy can get into occurs", arguments: Scenario.Profile.all)
    func sights(profile: Scenario.Profile) throws {
        var seen: Set<Sight> = []
        for seed in UInt64(1)...36 {
            let length = RandomOperationTests.lengths[Int(seed % 3)]
            look(at: try Scenario.random(profile, seed: seed, length: length), &seen)
        }
        let missed = Sight.allCases.filter { Self.special[$0]?(profile) ?? true }.filter { !seen.contains($0) }
        #expect(missed.isEmpty)
    }

    private func look(at scenario: Scenario, _ seen: inout Set<Sight>) {
        var system = OracleSystem(scenario)
        if scenario.terms.buildingCount == 50 { seen.insert(.manyBuildings) }
        for operation in scenario.operations {
            if system.apply(operation) == .refused {
                seen.insert(.refused)
                continue
            }
            if case .settle = operation.action { seen.insert(.settled) }
            for notice in system.oracle.notices { look(at: notice, operation, &seen) }
            if system.oracle.requests.contains(where: { $0.heldLimits.contains(.reservedBand) }) {
                seen.insert(.madeRoom)
            }
        }
    }

    private func look(at notice: Oracle.Notice, _ operation: Operation, _ seen: inout Set<Sight>) {
        switch notice {
        case .batteryEmpty(let instant):
            seen.insert(.batteryEmpty)
            if instant < operation.instant { seen.insert(.batteryEmptyBetweenEvents) }
        case .quotaSpent(_, let instant):
            if instant < operation.instant { seen.insert(.quotaSpentBetweenEvents) }
        case .stale(_, let instant):
            seen.insert(.stale)
            if instant < operation.instant { seen.insert(.leaseEndBetweenEvents) }
        case .returned: seen.insert(.returned)
        case .gapSettled(_, _, let energy, _):
            if energy > 0 { seen.insert(.gapSettled) }
        case .breach: seen.insert(.breach)
        case .replaced: seen.insert(.meterReplaced)
        case .batteryRead(let from, let to, _):
            if from < to { seen.insert(.batteryFuller) }
        case .switched(let mode, let instant):
            seen.insert(mode == .strict ? .switchedToStrict : .switchedBack)
            if instant < operation.instant { seen.insert(.switchedByItself) }
        }
    }
}
