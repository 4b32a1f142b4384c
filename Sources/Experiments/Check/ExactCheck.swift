public import Configuration
import Simulation

/// What an experiment's replications give beside what theory says that they give on average.
///
/// A number is judged by how many standard errors its mean lies from the exact one. Among many right ones some lie
/// beyond three; the check fails only where one lies beyond ``limit``, which all of them together exceed by chance in
/// at most one check of a hundred (Bonferroni's inequality, which holds however they depend on one another).
public struct ExactCheck: Sendable {
    /// The chance that a check of a right simulator fails, at most.
    public static let chance = 0.01

    /// One number beside its exact value.
    public struct Row: Hashable, Sendable {
        /// Where it was measured: the first cell that it stands for.
        public let cell: Cell

        /// What was measured.
        public let quantity: Quantity

        /// How many numbers the mean is of.
        public let count: Int

        /// Their mean.
        public let mean: Double

        /// The standard error of the mean.
        public let standardError: Double

        /// What the mean is an estimate of.
        public let exact: Double

        /// Why it is not judged; `nil` if it is.
        public let exemption: Exemption?

        /// Creates a row.
        public init(
            cell: Cell,
            quantity: Quantity,
            count: Int,
            mean: Double,
            standardError: Double,
            exact: Double,
            exemption: Exemption?
        ) {
            self.cell = cell
            self.quantity = quantity
            self.count = count
            self.mean = mean
            self.standardError = standardError
            self.exact = exact
            self.exemption = exemption
        }

        /// How many standard errors the mean lies from the exact value; `nil` where that means nothing.
        public var score: Double? {
            standardError > 0 ? (mean - exact) / standardError : nil
        }
    }

    /// What is held against an exact value.
    public enum Quantity: Hashable, Sendable {
        /// The mean of a measure.
        case mean(ExperimentFile.Measure)

        /// The half-width of the 95 % interval of the total energy, over batches of replications (root mean square).
        case halfWidth

        /// The share of these intervals that contain the exact mean.
        case coverage
    }

    /// Why a number is not judged.
    public enum Exemption: String, Hashable, Sendable {
        /// Its numbers are so rare and large that no interval of their mean can be trusted.
        case skewed

        /// The battery, or a building's part of it, has run out: the closed forms are of one that never does.
        case depleted
    }

    /// The rows, in the order of the experiment's cells.
    public let rows: [Row]

    /// How many simulations have no closed form.
    public let unknown: Int

    /// Creates a check from its rows.
    public init(rows: [Row], unknown: Int) {
        self.rows = rows
        self.unknown = unknown
    }

    /// The rows that are judged.
    public var judged: [Row] { rows.filter { $0.exemption == nil } }

    /// How many judged numbers lie more than three standard errors from the exact value.
    public var beyondThree: Int { judged.count { abs($0.score ?? 0) > 3 } }

    /// How many of as many normal numbers do on average.
    public var expectedBeyondThree: Double { 0.0026998 * Double(judged.count) }

    /// How many standard errors no judged number may lie from the exact value.
    public var limit: Double {
        let freedom = max(1, (rows.map(\.count).max() ?? 2) - 1)
        return StudentT.quantile(1 - Self.chance / Double(2 * max(1, judged.count)), degreesOfFreedom: freedom)
    }

    /// Whether one number lies beyond the limit.
    public var disagrees: Bool {
        let limit = limit
        return judged.contains { abs($0.score ?? 0) > limit }
    }
}
