/// Decides how many replications a wanted precision needs.
///
/// The rule of K. Hoad, S. Robinson and R. Davies, "Automated selection of the number of replications for a
/// discrete-event simulation", Journal of the Operational Research Society 61 (2010): go on until the interval's
/// half-width, relative to the mean, is at most the wanted one, then look a few replications ahead whether it stays so.
/// Numbers are added in the order of the replications, so the answer does not depend on how many run at once.
public struct PrecisionRule: Sendable {
    /// The wanted half-width as a fraction of the mean.
    public let precision: Double

    /// The confidence level of the interval.
    public let level: Double

    /// No decision before this many replications.
    public let minimum: Int

    /// The moments of the numbers so far.
    public private(set) var moments = SampleMoments()

    private var lookAhead = LookAhead()
    /// Below the quantile of every number of replications.
    private let leastQuantile: Double

    /// Creates the rule for a precision that is positive.
    public init(precision: Double, level: Double = 0.95, minimum: Int = 30) {
        self.precision = precision
        self.level = level
        self.minimum = max(2, minimum)
        leastQuantile = StudentT.quantile((1 + level) / 2, degreesOfFreedom: 1_000_000_000)
    }

    /// The number of replications that is enough, once that is known.
    public var sufficient: Int? { lookAhead.sufficient }

    /// Adds the number of the next replication; after ``sufficient`` is known, nothing changes any more.
    public mutating func add(_ value: Double) {
        guard sufficient == nil else { return }
        moments.add(value)
        guard moments.count >= minimum else { return }
        lookAhead.note(isPrecise: isPrecise, after: moments.count)
    }

    private var isPrecise: Bool {
        let standardError = (moments.variance / Double(moments.count)).squareRoot()
        // Spares most replications the quantile, which costs more than they do.
        guard leastQuantile * standardError <= precision * abs(moments.mean) else { return false }
        return Estimate(moments, level: level).relativeHalfWidth <= precision
    }
}
