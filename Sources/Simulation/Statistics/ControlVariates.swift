/// A mean estimated with the help of quantities whose exact means are known.
///
/// Each replication also measures controls, such as its total energy, that go up and down with the response. Regression
/// on them takes out what they explain: S. S. Lavenberg and P. D. Welch, "A perspective on the use of control variables
/// to increase the efficiency of Monte Carlo simulations", Management Science 27 (1981).
public struct ControlledEstimate: Hashable, Sendable {
    /// The mean and its interval, which has lost a degree of freedom per control.
    public let estimate: Estimate

    /// The coefficient of each control; 0 for one that says nothing beyond those before it.
    public let coefficients: [Double]

    /// How many times as many plain replications would give an interval of this width.
    public let varianceReduction: Double

    /// Estimates the mean of a response.
    ///
    /// - Parameters:
    ///   - joint: the moments of the response, which comes first, and its controls.
    ///   - means: the exact mean of each control.
    ///   - isReliable: whether the response itself has a meaningful t interval.
    ///   - level: the probability with which the interval covers the mean.
    /// - Returns: `nil` where there are too few replications for the controls.
    public init?(_ joint: JointMoments, controlMeans means: [Double], isReliable: Bool, level: Double = 0.95) {
        var quantiles = StudentT.Memo()
        self.init(joint, controlMeans: means, isReliable: isReliable, level: level, quantiles: &quantiles)
    }

    /// The same, one of many intervals.
    public init?(
        _ joint: JointMoments,
        controlMeans means: [Double],
        isReliable: Bool,
        level: Double = 0.95,
        quantiles: inout StudentT.Memo
    ) {
        let freedom = joint.count - 1 - means.count
        guard freedom >= 1, joint.size == means.count + 1 else { return nil }
        let count = Double(joint.count)
        let controls = means.indices.map { $0 + 1 }
        let offsets = zip(joint.means.dropFirst(), means).map { $0 - $1 }
        let products = controls.map { left in controls.map { joint.product(left, $0) } }
        let system = SymmetricSystem(products)
        let common = controls.map { joint.product(0, $0) }
        let coefficients = system.solve(common)

        let residual = max(joint.product(0, 0) - Self.product(coefficients, common), 0)
        // The coefficients are estimates themselves: the further the controls' sample means lie from their exact ones,
        // the more that costs.
        let leverage = Self.product(offsets, system.solve(offsets))
        let variance = residual / Double(freedom) * (1 / count + leverage)
        let plainVariance = joint.product(0, 0) / (count - 1) / count
        let quantile = quantiles.quantile((1 + level) / 2, degreesOfFreedom: freedom)
        self.coefficients = coefficients
        varianceReduction = variance > 0 ? plainVariance / variance : .infinity
        estimate = Estimate(
            mean: joint.means[0] - Self.product(coefficients, offsets),
            halfWidth: quantile * variance.squareRoot(),
            count: joint.count,
            degreesOfFreedom: freedom,
            isReliable: isReliable
        )
    }

    private static func product(_ left: [Double], _ right: [Double]) -> Double {
        zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    }
}

/// A symmetric, positive semidefinite system of a few equations, by Cholesky's factors; a dependent equation is left
/// out and its unknown set to zero.
private struct SymmetricSystem {
    private var factor: [[Double]]

    init(_ matrix: [[Double]]) {
        let size = matrix.count
        factor = Array(repeating: Array(repeating: 0, count: size), count: size)
        for row in 0..<size {
            for column in 0...row {
                var sum = matrix[row][column]
                for inner in 0..<column { sum -= factor[row][inner] * factor[column][inner] }
                if row == column {
                    factor[row][row] = sum > 1e-12 * matrix[row][row] ? sum.squareRoot() : 0
                } else {
                    factor[row][column] = factor[column][column] > 0 ? sum / factor[column][column] : 0
                }
            }
        }
    }

    func solve(_ right: [Double]) -> [Double] {
        var values = right
        for row in values.indices {
            for inner in 0..<row { values[row] -= factor[row][inner] * values[inner] }
            values[row] = factor[row][row] > 0 ? values[row] / factor[row][row] : 0
        }
        for row in values.indices.reversed() {
            for inner in (row + 1)..<max(row + 1, values.count) { values[row] -= factor[inner][row] * values[inner] }
            values[row] = factor[row][row] > 0 ? values[row] / factor[row][row] : 0
        }
        return values
    }
}
