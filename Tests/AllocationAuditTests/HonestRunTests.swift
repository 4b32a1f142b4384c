import Allocation
import AllocationAudit
import AllocationContract
import Audit
import Ledger
import Testing
import Units

@Suite("Level 5 accepts what the contract does")
struct HonestRunTests {
    static let policies: [(PolicyKind, Discipline, AdaptiveSignal?, Int64, Int64)] = [
        (.strict, .redispatch, nil, 0, 0), (.noBounds, .redispatch, nil, 0, 0), (.adaptive, .redispatch, nil, 0, 0),
        (.adaptive, .redispatch, nil, 150, 0), (.adaptive, .redispatch, nil, 100, 4_000),
        (.maxMin, .redispatch, nil, 0, 0), (.levelling, .redispatch, nil, 0, 0), (.strict, .admission, nil, 0, 0),
        (.noBounds, .admission, nil, 0, 0), (.adaptive, .admission, .gridContractLoad, 0, 0),
        (.adaptive, .admission, .clusterLoad, 200, 3_000),
    ]

    /// A run of three periods with demands, silence, returns, depletion, and pauses in which several things happen of
    /// themselves before anybody says so.
    static func run(policy index: Int, seed: UInt64, steps: Int = 120) throws -> RecordedRun {
        let (kind, discipline, signal, hysteresis, dwell) = policies[index]
        let policy = try AllocationPolicy(
            kind: kind,
            discipline: discipline,
            signal: signal,
            hysteresis: .watts(hysteresis),
            dwell: .milliseconds(dwell)
        )
        var (run, random) = (RecordedRun(), Draws(state: seed))
        var now: Int64 = 0
        for period in 0..<3 {
            let capacity = Int64([2, 0, 1][(period + Int(seed)) % 3])
            try run.invoke(.openPeriod(try terms(policy, capacityWattHours: capacity)), at: now)
            for step in 0..<steps {
                now += Int64(random.below(random.below(6) == 0 ? 20_000 : 1_500))
                try run.invoke(try draw(period * steps + step, &random), at: now)
            }
            now += Int64(random.below(30_000))
            try run.invoke(.closePeriod, at: now)
            now += Int64(random.below(3_000))
        }
        return run
    }

    private static func draw(_ step: Int, _ random: inout Draws) throws -> AllocationCall {
        let building = "b0\(1 + random.below(3))"
        switch random.below(14) {
        case 0: return .expire(gone: BuildingID(building))
        case 1: return .expire(gone: nil)
        case 2: return .deplete
        case 3: return .switchMode
        default:
            let watts = random.below(4) == 0 ? 0 : Int64(random.below(900))
            return try demand(
                building,
                watts,
                sequence: Int64(step),
                load: "load-\(random.below(2))",
                lease: Int64(random.below(30_000))
            )
        }
    }

    @Test("whatever the policy, with silence, gaps, depletion and several periods", arguments: policies.indices)
    func accepts(policy: Int) throws {
        for seed in UInt64(1)...5 {
            let run = try Self.run(policy: policy, seed: seed)
            let found = run.finding()
            #expect(
                found == nil,
                "policy \(policy), seed \(seed), transaction \(found?.index ?? -1): \(found!.finding)"
            )
            if found != nil { return }
        }
    }

    @Test("also when it begins in the middle, on the state there", arguments: policies.indices)
    func beginsInTheMiddle(policy: Int) throws {
        let run = try Self.run(policy: policy, seed: 99)
        var state = WorldState()
        for (index, envelope) in run.envelopes.enumerated() {
            if index.isMultiple(of: 37) {
                var stage = AllocationRules().makeStage()
                try stage.begin(on: state)
                for later in run.envelopes[index...] { try stage.follow(later) }
            }
            var updates = StateUpdates()
            let version = Version(block: index, transaction: 0)
            updates.record(envelope.result.writes, of: AllocationContract.name, version: version)
            state.apply(updates)
        }
    }
}
