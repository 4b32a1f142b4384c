/// A mean with its confidence interval.
public struct Estimate: Hashable, Sendable {
    /// The estimated mean.
    public let mean: Double

    /// Half the width of the interval around the mean; infinite for fewer than two numbers.
    public let halfWidth: Double

    /// How many numbers it was made from.
    public let count: Int

    /// The degrees of freedom of the t distribution that was used.
    public let degreesOfFreedom: Int

    /// Whether a t interval means something for these numbers.
    ///
    /// A mean of few and rare large values has an interval that misses far too often. W. G. Cochran's rule
    /// ("Sampling Techniques", 2.15) asks for more than 25 times the squared skewness.
    public let isReliable: Bool

    /// The lower end of the interval.
    public var lower: Double { mean - halfWidth }

    /// The upper end of the interval.
    public var upper: Double { mean + halfWidth }

    /// The half-width as a fraction of the mean; infinite for a mean of zero.
    public var relativeHalfWidth: Double { mean == 0 ? .infinity : halfWidth / abs(mean) }
}

extension Estimate {
    /// The Student-t interval of a sample.
    public init(_ moments: SampleMoments, level: Double = 0.95) {
        var quantiles = StudentT.Memo()
        self.init(moments, level: level, quantiles: &quantiles)
    }

    /// The same, one of many intervals.
    public init(_ moments: SampleMoments, level: Double = 0.95, quantiles: inout StudentT.Memo) {
        let count = moments.count
        mean = moments.mean
        self.count = count
        degreesOfFreedom = max(0, count - 1)
        isReliable = count > 1 && Double(count) > 25 * moments.skewness * moments.skewness
        guard count > 1 else {
            halfWidth = .infinity
            return
        }
        let quantile = quantiles.quantile((1 + level) / 2, degreesOfFreedom: count - 1)
        halfWidth = quantile * (moments.variance / Double(count)).squareRoot()
    }

    /// The Student-t interval of the mean of `left − right`, replication by replication: narrow where both saw the same
    /// random numbers.
    public init(pairedDifferenceOf left: [Double], and right: [Double], level: Double = 0.95) {
        self.init(SampleMoments(zip(left, right).lazy.map { $0 - $1 }), level: level)
    }
}
