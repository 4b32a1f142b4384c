/// Several laws of ``CompoundPoisson`` side by side, which differ in nothing but their mean counts.
///
/// At a level they share the Poisson probabilities of that level, which make up most of the work; and what is left is
/// done to all of them at once.
struct CompoundPoissons: Hashable, Sendable {
    /// A number for each law.
    typealias Lanes = SIMD8<Double>

    private let meanCounts: Lanes
    private let meanPower: Double

    /// The probabilities of 1, 2, … requests, as far as a sum over them can go: every sum uses them again.
    private let countWeights: [Lanes]

    init(meanCounts: Lanes, meanPower: Double) {
        self.meanCounts = meanCounts
        self.meanPower = meanPower
        countWeights = Self.countWeights(of: meanCounts)
    }

    private static func countWeights(of meanCounts: Lanes) -> [Lanes] {
        let largest = meanCounts.max()
        guard largest > 0 else { return [] }
        let last = Int(largest + 12 * largest.squareRoot()) + 60
        var weights = Array(repeating: Lanes.zero, count: last)
        for lane in meanCounts.indices where meanCounts[lane] > 0 {
            var counts = PoissonWeights(mean: meanCounts[lane])
            for index in weights.indices {
                counts.advance()
                weights[index][lane] = counts.weight
            }
        }
        return weights
    }

    /// `E[L]`.
    var means: Lanes { meanCounts * meanPower }

    /// `E[(L − c)⁺]`.
    ///
    /// The excess of `k` exponentials over `x` means is `Q(1, x) + … + Q(k, x)` with `Q(i, x)` the probability that
    /// fewer than `i` Poisson events of mean `x` happen: only positive terms, so that tiny values are as exact as
    /// large.
    func expectedExcess(over level: Double) -> Lanes {
        var tail = 0.0
        var excess = 0.0
        return meanPower
            * sum(level) { power in
                tail += power
                excess += tail
                return excess
            }
    }

    /// `P(L > c)`.
    func probabilityAbove(_ level: Double) -> Lanes {
        var tail = 0.0
        return sum(level) { power in
            tail += power
            return tail
        }
    }

    /// The densities at a positive level.
    func density(at level: Double) -> Lanes {
        sum(level) { $0 } / meanPower
    }

    /// `Σ_k P(K = k) · term(P(X = k − 1))` over `k ≥ 1`, `K` Poisson with mean `ρ`, `X` with mean `level / p`.
    ///
    /// A term is at most `k`, so beyond the mean the addends lie under a bound that falls. The sum ends where they are
    /// all too small to change it by a bit: under a quarter of the unit in its last place.
    @inline(__always)
    private func sum(_ level: Double, term: (Double) -> Double) -> Lanes {
        guard meanPower > 0 else { return .zero }
        let largest = meanCounts.max()
        var powers = PoissonWeights(mean: level / meanPower)
        var total = Lanes.zero
        for (index, weights) in countWeights.enumerated() {
            total += weights * term(powers.weight)
            if index & 7 == 7 {
                let count = Double(index + 1)
                if count > largest, all(weights * count .<= total * 0x1p-55) { break }
            }
            powers.advance()
        }
        return total
    }
}

/// Poisson probabilities of 0, 1, 2, …
private struct PoissonWeights {
    private let mean: Double
    /// Beyond this mean the first probabilities are too small for a double, and their logarithms are kept instead.
    private let keepsLogarithm: Bool
    private var value: Double
    private var count = 0.0

    init(mean: Double) {
        self.mean = mean
        keepsLogarithm = mean > 600
        value = keepsLogarithm ? -mean : Elementary.exp(-mean)
    }

    var weight: Double { keepsLogarithm ? Elementary.exp(value) : value }

    mutating func advance() {
        count += 1
        if keepsLogarithm {
            value += Elementary.log(mean / count)
        } else {
            value *= mean / count
        }
    }
}
