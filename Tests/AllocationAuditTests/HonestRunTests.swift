import Allocation
import AllocationAudit
import AllocationContract
import Audit
import Ledger
import TestKit
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

    /// A run of three periods with demands, silence, returns, depletion, meters, readings of the battery, fail-safe,
    /// and pauses in which several things happen of themselves before anybody says so.
    static func run(policy index: Int, seed: UInt64, steps: Int = 120) throws -> RecordedRun {
        let (kind, discipline, signal, hysteresis, dwell) = policies[index]
        let policy = try AllocationPolicy(
            kind: kind,
            discipline: discipline,
            signal: signal,
            hysteresis: .watts(hysteresis),
            dwell: .milliseconds(dwell)
        )
        var (run, random) = (RecordedRun(), SeededGenerator(seed: seed))
        var now: Int64 = 0
        var registers: [Int64] = [0, 0, 0]
        for period in 0..<3 {
            let capacity = Int64([2, 0, 1][(period + Int(seed)) % 3])
            let start: BatteryStart = random.below(2) == 0 ? .full : .reading
            let charge = random.below(2) == 0 ? nil : Energy.millijoules(Int64(random.below(9_000_000)))
            let opening = try terms(policy, capacityWattHours: capacity, start: start)
            try run.invoke(.openPeriod(opening, charge: charge), at: now)
            for step in 0..<steps {
                now += Int64(random.below(random.below(6) == 0 ? 20_000 : 1_500))
                try run.invoke(try draw(period * steps + step, &random, &registers), at: now)
            }
            now += Int64(random.below(random.below(3) == 0 ? 150_000 : 30_000))
            try run.invoke(.closePeriod, at: now)
            now += Int64(random.below(random.below(3) == 0 ? 150_000 : 3_000))
        }
        return run
    }

    private static func draw(
        _ step: Int,
        _ random: inout SeededGenerator,
        _ registers: inout [Int64]
    ) throws -> AllocationCall {
        let index = random.below(3)
        let building = "b0\(1 + index)"
        switch random.below(22) {
        case 0: return .expire(gone: BuildingID(building))
        case 1: return .expire(gone: nil)
        case 2: return .deplete
        case 3: return .switchMode
        case 4...8:
            // Up to more than a building states, sometimes hardly anything, seldom a new meter.
            registers[index] += Int64(random.below(random.below(3) == 0 ? 100_000 : 20_000_000))
            if random.below(12) == 0 { registers[index] = Int64(random.below(1_000_000)) }
            return try meter(building, registers[index])
        case 9: return battery(Int64(random.below(9_000_000)))
        case 10 where random.below(2) == 0: return .failSafe
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

    @Test(
        "whatever the policy, with silence, gaps, depletion, meters, readings, fail-safe and several periods",
        arguments: policies.indices
    )
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

    @Test("and the runs settle silences, breaches, new meters and readings", arguments: policies.indices)
    func covers(policy: Int) throws {
        var counts: [String: Int] = [:]
        for seed in UInt64(1)...5 {
            for envelope in try Self.run(policy: policy, seed: seed).envelopes {
                for notice in try AllocationResponse(encoded: envelope.result.response).notices {
                    switch notice {
                    case .gapSettled: counts["settled", default: 0] += 1
                    case .breach: counts["breach", default: 0] += 1
                    case .meterReplaced: counts["replaced", default: 0] += 1
                    case .batteryRead: counts["read", default: 0] += 1
                    case .batteryEmpty: counts["empty", default: 0] += 1
                    case .quotaExhausted, .becameStale, .returned, .switched: break
                    }
                }
            }
        }
        for kind in ["settled", "breach", "replaced", "read", "empty"] {
            #expect(counts[kind, default: 0] > 0, "policy \(policy): \(counts)")
        }
    }

    @Test("and says in words, and in the bill, what meters, readings and fail-safe came to")
    func explains() throws {
        var run = RecordedRun()
        let cheat = try MeterCheats.cheat("none", CheatingContract(), subject: "")
        for (second, call) in (cheat.calls ?? []).enumerated() { try run.invoke(call, at: Int64(second) * 1_000) }
        var (explainer, book, sentences) = (Explainer(), BillBook(), [String]())
        for (index, envelope) in run.envelopes.enumerated() {
            sentences += try explainer.explain(envelope)
            try book.take(envelope, at: Version(block: index, transaction: 0), number: index)
        }
        let text = sentences.joined(separator: "\n")
        for words in [
            "b01's meter showed 2.777778", "it was a breach", "For its silence", "The battery said",
            "nothing was booked",
            "the first reading that counts", "went into fail-safe", "of it a breach", "estimated for its silences",
        ] {
            #expect(text.contains(words), "\(words) in \(text)")
        }
        let members = book.periods[0].members
        #expect(members[0].breach == .millijoules(5_200_000) && members[1].estimated > .zero)
        #expect(members[0].lines.contains { $0.function == "meter" && $0.added.gridPremium >= members[0].breach })
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
