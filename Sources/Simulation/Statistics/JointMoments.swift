/// Means and products of several numbers that are measured together, in constant memory.
public struct JointMoments: Hashable, Sendable {
    /// How many measurements.
    public private(set) var count = 0

    /// The mean of each number.
    public private(set) var means: [Double]

    /// The lower triangle of the centred products, row by row.
    private var products: [Double]

    /// Moments of no measurements of `size` numbers each.
    public init(size: Int) {
        means = Array(repeating: 0, count: size)
        products = Array(repeating: 0, count: size * (size + 1) / 2)
    }

    /// How many numbers are measured together.
    public var size: Int { means.count }

    /// Adds a measurement of ``size`` numbers.
    public mutating func add(_ values: [Double]) {
        precondition(values.count == size, "a measurement has as many numbers as all others")
        count += 1
        let n = Double(count)
        let differences = zip(values, means).map { $0 - $1 }
        var place = 0
        for row in differences.indices {
            for column in 0...row {
                products[place] += differences[row] * differences[column] * (n - 1) / n
                place += 1
            }
        }
        for index in means.indices { means[index] += differences[index] / n }
    }

    /// `Σ (x_i − x̄_i)(x_j − x̄_j)` of two of the numbers.
    public func product(_ left: Int, _ right: Int) -> Double {
        let (row, column) = (max(left, right), min(left, right))
        return products[row * (row + 1) / 2 + column]
    }
}
