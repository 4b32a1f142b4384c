import Allocation
import Testing
import Units

/// A small generator with a documented sequence (SplitMix64), so that a seed is the whole story of a failure.
struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// A number from 0 up to, and not including, a bound.
    mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }
}

@Suite("A cluster and its image are one")
struct ImageTests {
    static let policies: [(PolicyKind, Discipline, AdaptiveSignal?)] = [
        (.strict, .redispatch, nil), (.strict, .admission, nil), (.noBounds, .redispatch, nil),
        (.noBounds, .admission, nil), (.adaptive, .redispatch, .clusterLoad), (.adaptive, .admission, .clusterLoad),
        (.adaptive, .admission, .gridContractLoad), (.maxMin, .redispatch, nil), (.levelling, .redispatch, nil),
    ]

    @Test("A restored cluster answers as the original does, event after event", arguments: policies.indices)
    func restored(policy index: Int) throws {
        let (kind, discipline, signal) = Self.policies[index]
        for seed in UInt64(1)...20 {
            var random = SplitMix64(state: seed)
            var original = try smallCluster(kind, discipline, signal: signal)
            var restored = original
            for step in 0..<120 {
                try apply(step: step, &random, to: &original, and: &restored)
                #expect(original.image == restored.image, "seed \(seed), step \(step)")
                restored = try Cluster(terms: original.terms, policy: original.policy, restoring: original.image)
                #expect(original.image == restored.image, "seed \(seed), step \(step)")
                #expect(original.nextDue == restored.nextDue, "seed \(seed), step \(step)")
            }
        }
    }

    private func apply(
        step: Int,
        _ random: inout SplitMix64,
        to original: inout Cluster,
        and restored: inout Cluster
    ) throws {
        let building = random.below(2)
        let now = original.now + .milliseconds(Int64(random.below(4_000)))
        let load = try #require(LoadID("load-\(random.below(3))"))
        let power = Power.watts(Int64(random.below(5) == 0 ? 0 : random.below(140)))
        let lease = random.below(3) == 0 ? Interval.milliseconds(Int64(random.below(20_000))) : nil
        switch random.below(12) {
        case 0:
            try original.silence(building: building, at: now)
            try restored.silence(building: building, at: now)
        case 1:
            try original.advance(to: now)
            try restored.advance(to: now)
        case 2:
            let energy = Energy.millijoules(power.watts * 100)
            guard original.unsettledGaps(of: building).contains(where: { $0.end != nil }) else { return }
            try original.settleGaps(building: building, energy: energy, at: now)
            try restored.settleGaps(building: building, energy: energy, at: now)
        case 3:
            let register = Energy.millijoules(Int64(step * random.below(40_000)))
            try original.meter(building: building, register: register, at: now)
            try restored.meter(building: building, register: register, at: now)
        case 4 where random.below(6) == 0:
            let charge = Energy.millijoules(Int64(random.below(4_000_000)))
            try original.readBattery(charge, at: now)
            try restored.readBattery(charge, at: now)
        case 5 where random.below(6) == 0:
            try original.silenceAll(at: now)
            try restored.silenceAll(at: now)
        default:
            try original.setLevel(building: building, load: load, power: power, lease: lease, at: now)
            try restored.setLevel(building: building, load: load, power: power, lease: lease, at: now)
        }
    }
}
