/// The load of requests that come and go independently: a Poisson number of them, each of exponential power.
///
/// In the model this is the exact law of the load at any instant, of a building or of a cluster whose buildings have
/// the same mean power, because nothing is ever deferred (M/G/∞).
public struct CompoundPoisson: Hashable, Sendable {
    /// The mean number of requests, `ρ`; at most 10⁶.
    public let meanCount: Double

    /// The mean power of one in watts, `p`.
    public let meanPower: Double

    private let laws: CompoundPoissons

    /// Creates the law.
    public init(meanCount: Double, meanPower: Double) {
        self.meanCount = meanCount
        self.meanPower = meanPower
        laws = CompoundPoissons(meanCounts: CompoundPoissons.Lanes(repeating: meanCount), meanPower: meanPower)
    }

    /// `E[L] = ρp`.
    public var mean: Double { meanCount * meanPower }

    /// `Var L = 2ρp²`.
    public var variance: Double { 2 * meanCount * meanPower * meanPower }

    /// `E[(L − c)⁺]`, what lies above a level on average.
    public func expectedExcess(over level: Double) -> Double { laws.expectedExcess(over: level)[0] }

    /// `P(L > c)`.
    public func probabilityAbove(_ level: Double) -> Double { laws.probabilityAbove(level)[0] }

    /// The density of `L` at a positive level, per watt; `L = 0` has probability `e^{−ρ}` besides.
    public func density(at level: Double) -> Double { laws.density(at: level)[0] }
}
