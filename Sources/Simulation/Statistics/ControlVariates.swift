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

    /// Estimates the mean of `response`.
    ///
    /// - Parameters:
    ///   - response: the measured number of each replication.
    ///   - controls: for each control, its number in each replication and its exact mean.
    /// - Returns: `nil` where there are too few replications for the controls.
    public init?(_ response: [Double], controls: [(values: [Double], mean: Double)], level: Double = 0.95) {
        let count = response.count
        let freedom = count - 1 - controls.count
        guard freedom >= 1, controls.allSatisfy({ $0.values.count == count }) else { return nil }
        let plain = SampleMoments(response)
        let centred = controls.map { Self.centred($0.values) }
        let offsets = controls.map { SampleMoments($0.values).mean - $0.mean }
        let response = Self.centred(response)
        let products = centred.map { left in centred.map { Self.product(left, $0) } }
        let system = SymmetricSystem(products)
        let coefficients = system.solve(centred.map { Self.product($0, response) })

        var residual = 0.0
        for index in 0..<count {
            var error = response[index]
            for (coefficient, control) in zip(coefficients, centred) { error -= coefficient * control[index] }
            residual += error * error
        }
        // The coefficients are estimates themselves: the further the controls' sample means lie from their exact ones,
        // the more that costs.
        let leverage = Self.product(offsets, system.solve(offsets))
        let variance = residual / Double(freedom) * (1 / Double(count) + leverage)
        let quantile = StudentT.quantile((1 + level) / 2, degreesOfFreedom: freedom)
        self.coefficients = coefficients
        varianceReduction = variance > 0 ? plain.variance / Double(count) / variance : .infinity
        estimate = Estimate(
            mean: plain.mean - Self.product(coefficients, offsets),
            halfWidth: quantile * variance.squareRoot(),
            count: count,
            degreesOfFreedom: freedom,
            isReliable: Double(count) > 25 * plain.skewness * plain.skewness
        )
    }

    private static func centred(_ values: [Double]) -> [Double] {
        let mean = SampleMoments(values).mean
        return values.map { $0 - mean }
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
