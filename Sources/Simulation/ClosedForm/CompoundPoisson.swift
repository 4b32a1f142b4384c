/// The load of requests that come and go independently: a Poisson number of them, each of exponential power.
///
/// In the model this is the exact law of the load at any instant, of a building or of a cluster whose buildings have
/// the same mean power, because nothing is ever deferred (M/G/∞).
public struct CompoundPoisson: Hashable, Sendable {
    /// The mean number of requests, `ρ`; at most 10⁶.
    public let meanCount: Double

    /// The mean power of one in watts, `p`.
    public let meanPower: Double

    /// The probabilities of 1, 2, … requests, as far as a sum over them can go: every sum uses them again.
    private let countWeights: [Double]

    /// Creates the law.
    public init(meanCount: Double, meanPower: Double) {
        self.meanCount = meanCount
        self.meanPower = meanPower
        countWeights = Self.countWeights(of: meanCount)
    }

    private static func countWeights(of meanCount: Double) -> [Double] {
        guard meanCount > 0 else { return [] }
        var counts = PoissonWeights(mean: meanCount)
        let last = Int(meanCount + 12 * meanCount.squareRoot()) + 60
        return (1...last).map { _ in
            counts.advance()
            return counts.weight
        }
    }

    /// `E[L] = ρp`.
    public var mean: Double { meanCount * meanPower }

    /// `Var L = 2ρp²`.
    public var variance: Double { 2 * meanCount * meanPower * meanPower }

    /// `E[(L − c)⁺]`, what lies above a level on average.
    ///
    /// The excess of `k` exponentials over `x` means is `Q(1, x) + … + Q(k, x)` with `Q(i, x)` the probability that
    /// fewer than `i` Poisson events of mean `x` happen: only positive terms, so that tiny values are as exact as
    /// large.
    public func expectedExcess(over level: Double) -> Double {
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
    public func probabilityAbove(_ level: Double) -> Double {
        var tail = 0.0
        return sum(level) { power in
            tail += power
            return tail
        }
    }

    /// The density of `L` at a positive level, per watt; `L = 0` has probability `e^{−ρ}` besides.
    public func density(at level: Double) -> Double {
        sum(level) { $0 } / meanPower
    }

    /// `Σ_k P(K = k) · term(P(X = k − 1))` over `k ≥ 1`, `K` Poisson with mean `ρ`, `X` with mean `level / p`.
    ///
    /// A term is at most `k`, so beyond the mean the addends lie under a bound that falls. The sum ends where they are
    /// too small to change it by a bit.
    private func sum(_ level: Double, term: (Double) -> Double) -> Double {
        guard meanCount > 0, meanPower > 0 else { return 0 }
        var powers = PoissonWeights(mean: level / meanPower)
        var (count, total) = (0.0, 0.0)
        for weight in countWeights {
            count += 1
            total += weight * term(powers.weight)
            if count > meanCount, weight * count < total.ulp / 4 { break }
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
