import Allocation
import AllocationContract
import Ledger
import TestKit
import Testing
import Units

@Suite("What a call reads and writes does not depend on what the executor remembers")
struct HotAndColdTests {
    static let policies: [(PolicyKind, Discipline, AdaptiveSignal?)] = [
        (.strict, .redispatch, nil), (.noBounds, .redispatch, nil), (.adaptive, .redispatch, nil),
        (.maxMin, .redispatch, nil), (.levelling, .redispatch, nil), (.strict, .admission, nil),
        (.noBounds, .admission, nil), (.adaptive, .admission, .gridContractLoad),
    ]

    @Test("A fresh executor gives the same bytes as one that has seen every call", arguments: policies.indices)
    func sameBytes(policy index: Int) throws {
        let (kind, discipline, signal) = Self.policies[index]
        let policy = try AllocationPolicy(kind: kind, discipline: discipline, signal: signal)
        for seed in UInt64(1)...5 {
            var random = SeededGenerator(seed: seed)
            var harness = ContractHarness()
            try harness.invoke(.openPeriod(try exampleTerms(policy)), at: 0)
            var now: Int64 = 0
            for step in 0..<150 {
                now += Int64(random.below(3_000))
                let call = try draw(step: step, policy, &random)
                var cold = AllocationContract().makeExecutor()
                let expected = Result { () throws(ChaincodeError) in
                    try harness.execute(call, at: now, with: &cold)
                }
                let found = Result { () throws(ChaincodeError) in
                    try harness.execute(call, at: now, with: &harness.executor)
                }
                #expect(expected == found, "seed \(seed), step \(step)")
                if case .success(let result) = found {
                    // One in eight is lost on its way, as a proposal may be.
                    if random.below(8) > 0 { harness.apply(result) }
                }
            }
        }
    }

    @Test("What the closing of a period ends is gone from the state")
    func closing() throws {
        let policy = try AllocationPolicy(kind: .noBounds, discipline: .redispatch)
        var harness = ContractHarness()
        try harness.invoke(.openPeriod(try exampleTerms(policy)), at: 0)
        try harness.invoke(levelChange("b01", 300, sequence: 1, leaseMilliseconds: 5_000), at: 1)
        // The lease runs out on the way to the end of the period, in the same transaction.
        try harness.invoke(.closePeriod, at: 10_000)
        try harness.invoke(.openPeriod(try exampleTerms(policy)), at: 10_001)
        var cold = AllocationContract().makeExecutor()
        let expected = try harness.execute(.current, at: 10_002, with: &harness.executor)
        #expect(try harness.execute(.current, at: 10_002, with: &cold) == expected)
    }

    private func draw(
        step: Int,
        _ policy: AllocationPolicy,
        _ random: inout SeededGenerator
    ) throws -> AllocationCall {
        let building = "b0\(1 + random.below(3))"
        switch random.below(18) {
        case 12: return .failSafe
        case 13: return batteryReport(Int64(random.below(9_000_000)))
        case 14, 15, 16: return try meterReport(building, Int64(step * random.below(60_000)))
        case 3: return .closePeriod
        // Twice as often, so that a period is open most of the time.
        case 4, 5: return .openPeriod(try exampleTerms(policy))
        case 0: return .expire(gone: BuildingID(building))
        case 1: return .expire(gone: nil)
        case 2: return .deplete
        default:
            let watts = random.below(4) == 0 ? 0 : Int64(random.below(900))
            let lease = Int64(random.below(30_000))
            let load = "load-\(random.below(2))"
            return try levelChange(
                building,
                watts,
                sequence: Int64(step),
                load: load,
                leaseMilliseconds: lease
            )
        }
    }
}
