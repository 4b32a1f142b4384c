extension StudentT {
    /// Quantiles that were asked for before: a summary needs thousands, nearly all of them alike, and each takes longer
    /// than all else that its interval takes.
    public struct Memo: Sendable {
        private struct Question: Hashable {
            let probability: Double
            let degreesOfFreedom: Int
        }

        private var answers: [Question: Double] = [:]

        /// Creates an empty memory.
        public init() {}

        /// The same as ``StudentT/quantile(_:degreesOfFreedom:)``.
        mutating func quantile(_ probability: Double, degreesOfFreedom: Int) -> Double {
            let question = Question(probability: probability, degreesOfFreedom: degreesOfFreedom)
            if let known = answers[question] { return known }
            let answer = StudentT.quantile(probability, degreesOfFreedom: degreesOfFreedom)
            answers[question] = answer
            return answer
        }
    }
}
