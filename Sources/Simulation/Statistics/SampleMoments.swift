/// Count, mean, variance and skewness of numbers as they come, in constant memory.
///
/// The updates are those of P. Pébay, "Formulas for robust, one-pass parallel computation of covariances and
/// arbitrary-order statistical moments" (2008). The result depends on the order of the numbers in the last places:
/// replications are always added by index.
public struct SampleMoments: Hashable, Sendable {
    /// How many numbers.
    public private(set) var count = 0

    /// Their mean; 0 without numbers.
    public private(set) var mean = 0.0

    private var secondMoment = 0.0
    private var thirdMoment = 0.0

    /// Moments of no numbers.
    public init() {}

    /// Moments of numbers, added in order.
    public init(_ values: some Sequence<Double>) {
        for value in values { add(value) }
    }

    /// Adds a number.
    public mutating func add(_ value: Double) {
        count += 1
        let n = Double(count)
        let difference = value - mean
        let step = difference / n
        let product = difference * step * (n - 1)
        mean += step
        thirdMoment += product * step * (n - 2) - 3 * step * secondMoment
        secondMoment += product
    }

    /// The variance with `n − 1` degrees of freedom; 0 for fewer than two numbers.
    public var variance: Double { count > 1 ? secondMoment / Double(count - 1) : 0 }

    /// The square root of ``variance``.
    public var standardDeviation: Double { variance.squareRoot() }

    /// The skewness of the numbers; 0 where they do not vary.
    public var skewness: Double {
        guard secondMoment > 0 else { return 0 }
        let n = Double(count)
        return n.squareRoot() * thirdMoment / (secondMoment * secondMoment.squareRoot())
    }
}
