/// Whether a precision, once reached, stays reached for a few replications more (Hoad, Robinson and Davies 2010).
public struct LookAhead: Hashable, Sendable {
    private var candidate: Int?

    /// The number of replications that is enough, once that is known.
    public private(set) var sufficient: Int?

    /// Creates a look-ahead that has seen nothing.
    public init() {}

    /// Notes whether the precision is reached after so many replications; they come in order.
    public mutating func note(isPrecise: Bool, after count: Int) {
        guard sufficient == nil else { return }
        guard isPrecise else {
            candidate = nil
            return
        }
        let first = candidate ?? count
        candidate = first
        if count >= first + Self.length(after: first) { sufficient = first }
    }

    /// How far to look ahead: five replications, more in proportion beyond a hundred.
    static func length(after count: Int) -> Int { 5 * max(count, 100) / 100 }
}
