/// How evenly the members of a cluster are treated.
public enum Fairness {
    /// Jain's index of numbers that are not negative: 1 where all are alike, `1/n` where one has everything
    /// (R. Jain, D. Chiu, W. Hawe, "A quantitative measure of fairness", DEC-TR-301, 1984). `nil` where all are zero.
    public static func jainIndex(_ values: [Double]) -> Double? {
        let sum = values.reduce(0, +)
        let squares = values.reduce(0) { $0 + $1 * $1 }
        return squares > 0 ? sum * sum / (Double(values.count) * squares) : nil
    }

    /// The standard deviation of all members' numbers (a population, not a sample); `nil` without numbers.
    public static func standardDeviation(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let moments = SampleMoments(values)
        return (moments.variance * Double(values.count - 1) / Double(values.count)).squareRoot()
    }

    /// `(small − large) / small`: the measure of Figures 4.7 and 4.8. `nil` for a `small` of zero.
    public static func relativeDifference(small: Double, large: Double) -> Double? {
        small == 0 ? nil : (small - large) / small
    }
}
