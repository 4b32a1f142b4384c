/// A part of an experiment's replications, for one of several machines: `I/N` has every `N`-th, beginning with the
/// `I`-th.
public struct Shard: Hashable, Sendable {
    /// Which part, from 1 on.
    public let number: Int

    /// How many parts there are.
    public let count: Int

    /// All replications.
    public static let whole = Shard(number: 1, count: 1)

    private init(number: Int, count: Int) {
        self.number = number
        self.count = count
    }

    /// Reads `I/N` with `1 ≤ I ≤ N`; anything else is `nil`.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let number = parts[0], let count = parts[1], count >= 1, (1...count).contains(number)
        else { return nil }
        self.init(number: number, count: count)
    }

    /// The shard's replications of an experiment with so many, in order.
    public func indices(of replications: Int) -> StrideTo<Int> {
        stride(from: number - 1, to: replications, by: count)
    }
}

extension Shard: CustomStringConvertible {
    public var description: String { "\(number)/\(count)" }
}
