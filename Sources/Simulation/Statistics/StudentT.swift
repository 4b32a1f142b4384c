/// Student's t distribution, for intervals of means.
public enum StudentT {
    /// The probability that a t variable is larger than `value`, which is not negative.
    ///
    /// - Parameters:
    ///   - value: the t variable's value.
    ///   - degreesOfFreedom: at least one.
    public static func upperTail(_ value: Double, degreesOfFreedom: Int) -> Double {
        let freedom = Double(degreesOfFreedom)
        let square = value * value
        // P(|t| > value) is the regularised incomplete beta function I_x(ν/2, ½) with x = ν / (ν + value²).
        let x = freedom / (freedom + square)
        let complement = square / (freedom + square)
        if x < (freedom + 2) / (freedom + 5) {
            return betaFraction(x, complement, freedom / 2, 0.5) / 2
        }
        return 0.5 - betaFraction(complement, x, 0.5, freedom / 2) / 2
    }

    /// The number that a t variable stays below with a probability between ½ and 1.
    ///
    /// - Parameters:
    ///   - probability: between ½ and 1.
    ///   - degreesOfFreedom: at least one.
    public static func quantile(_ probability: Double, degreesOfFreedom: Int) -> Double {
        let tail = 1 - probability
        var low = 0.0
        var high = 1.0
        while upperTail(high, degreesOfFreedom: degreesOfFreedom) > tail {
            low = high
            high *= 2
        }
        // Halving ends where no double lies between.
        while true {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { return middle }
            if upperTail(middle, degreesOfFreedom: degreesOfFreedom) > tail { low = middle } else { high = middle }
        }
    }

    /// `I_x(a, b)` by its continued fraction (NIST DLMF 8.17.22), evaluated with Lentz's method; `complement` is `1 −
    /// x` without cancellation. One of `a` and `b` is ½.
    private static func betaFraction(_ x: Double, _ complement: Double, _ a: Double, _ b: Double) -> Double {
        guard x > 0 else { return 0 }
        let tiny = 1e-300
        var denominator = 1 / guarded(1 - (a + b) * x / (a + 1), tiny)
        var numerator = 1.0
        var fraction = denominator
        for step in 1...10_000 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            denominator = 1 / guarded(1 + even * denominator, tiny)
            numerator = guarded(1 + even / numerator, tiny)
            fraction *= denominator * numerator
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            denominator = 1 / guarded(1 + odd * denominator, tiny)
            numerator = guarded(1 + odd / numerator, tiny)
            let factor = denominator * numerator
            fraction *= factor
            if abs(factor - 1) < 1e-16 { break }
        }
        let front = Elementary.exp(a * Elementary.log(x) + b * Elementary.log(complement))
        return front * fraction * halfGammaRatio(max(a, b)) / (squareRootOfPi * a)
    }

    private static func guarded(_ value: Double, _ tiny: Double) -> Double { abs(value) < tiny ? tiny : value }

    /// `Γ(a + ½) / Γ(a)` for `a ≥ ½`: the asymptotic series (NIST DLMF 5.11.13) far out, the recurrence down from
    /// there.
    static func halfGammaRatio(_ a: Double) -> Double {
        var argument = a
        var factor = 1.0
        while argument < 24 {
            factor *= argument / (argument + 0.5)
            argument += 1
        }
        let inverse = 1 / argument
        let square = inverse * inverse
        let series = inverse * (-1 / 8.0 + square * (1 / 192.0 + square * (-1 / 640.0 + square * (17 / 14_336.0))))
        return factor * argument.squareRoot() * Elementary.exp(series)
    }

    private static let squareRootOfPi = Double.pi.squareRoot()
}
