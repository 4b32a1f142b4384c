import Allocation
import Units

extension Scenario {
    /// What a random scenario is about: who speaks, how many they are and which policy serves them.
    struct Profile: CustomStringConvertible {
        let kind: PolicyKind
        let discipline: Discipline
        let signal: AdaptiveSignal?
        let isSluggish: Bool

        var description: String {
            "\(kind.rawValue) \(discipline.rawValue)" + (signal.map { " \($0.rawValue)" } ?? "")
                + (isSluggish ? " with hysteresis and dwell" : "")
        }

        /// Every policy in every discipline, signal and temper that it has.
        static let all: [Profile] = {
            var all: [Profile] = []
            for kind in PolicyKind.allCases {
                for discipline in Discipline.allCases {
                    let signals: [AdaptiveSignal?] = kind == .adaptive ? [.clusterLoad, .gridContractLoad] : [nil]
                    for signal in signals {
                        for isSluggish in kind == .adaptive ? [false, true] : [false] {
                            all.append(
                                Profile(kind: kind, discipline: discipline, signal: signal, isSluggish: isSluggish)
                            )
                        }
                    }
                }
            }
            return all.filter { (try? $0.policy(hysteresis: 0, dwell: 0)) != nil }
        }()

        func policy(hysteresis: Int64, dwell: Int64) throws(PolicyError) -> AllocationPolicy {
            try AllocationPolicy(
                kind: kind,
                discipline: discipline,
                signal: signal,
                hysteresis: .watts(isSluggish ? hysteresis : 0),
                dwell: .milliseconds(isSluggish ? dwell : 0)
            )
        }
    }

    /// How many buildings there are, taken in turn.
    private static let counts = [50, 1, 2, 2, 3, 3, 10, 2, 5, 3, 10, 1, 7, 4, 3, 10]

    /// A random scenario; the same seed gives the same one.
    static func random(_ profile: Profile, seed: UInt64, length: Int) throws -> Scenario {
        var random = SplitMix64(seed: seed)
        let count = counts[Int(seed % UInt64(counts.count))]
        let cap = random.pick([0, 10, 100, 1_000, 1_000_000] as [Int64]) + random.pick([0, 0, 7])
        let terms = try ClusterTerms(
            contractCap: .watts(cap),
            battery: battery(cap: cap, count: count, random: &random),
            prices: prices(random: &random),
            meterTolerance: MeterTolerance(
                share: Share(partsPerBillion: random.pick([0, 50_000_000])),
                energy: .millijoules(random.pick([0, 100, cap * 100]))
            ),
            buildings: factors(count: count, random: &random).enumerated().compactMap { building, factor in
                BuildingID(name(building)).map {
                    BuildingTerms(id: $0, allocationFactor: Share(partsPerBillion: factor))
                }
            }
        )
        let policy = try profile.policy(
            hysteresis: random.pick([0, 1, cap / 4, cap]),
            dwell: random.pick([0, 1, 40, 500])
        )
        var operations = RandomOperations(
            count: count,
            scale: max(cap, 10),
            capacity: terms.battery.capacity.millijoules,
            random: random
        )
        return Scenario(
            seed: seed,
            terms: terms,
            policy: policy,
            operations: operations.list(length: length)
        )
    }

    private static func prices(random: inout SplitMix64) -> ServerPrices {
        let micros = random.pick([[0, 1, 2], [200_000, 300_000, 1_400_000], [1, 1_000_000, 7_000_000]] as [[Int64]])
        return ServerPrices(
            gridContract: Price(micros: micros[0]),
            battery: Price(micros: micros[1]),
            gridPremium: Price(micros: micros[2])
        )
    }

    /// Batteries that are absent, that run empty within a few events, or that outlast them.
    private static func battery(cap: Int64, count: Int, random: inout SplitMix64) -> BatteryTerms {
        let power = random.pick([0, 1, cap / 3, cap, Int64(count) * 5])
        let lasting = random.pick([0, 1, 30, 400, 4_000, 100_000] as [Int64])
        return BatteryTerms(
            power: .watts(power),
            capacity: .millijoules(power * lasting + random.pick([0, 3])),
            roundTripEfficiency: .whole,
            start: random.pick([.full, .reading])
        )
    }

    /// Factors that sum to at most one: even, all to one, none, or by chance.
    private static func factors(count: Int, random: inout SplitMix64) -> [Int64] {
        switch random.pick([0, 1, 2, 3, 3, 3]) {
        case 0: return Array(repeating: 1_000_000_000 / Int64(count), count: count)
        case 1: return (0..<count).map { $0 == count / 2 ? 1_000_000_000 : 0 }
        case 2: return Array(repeating: random.pick([0, 1]), count: count)
        default:
            let weights = (0..<count).map { _ in random.upTo(1_000) }
            let sum = max(1, weights.reduce(0, +))
            return weights.map { $0 * 1_000_000_000 / sum }
        }
    }
}
