/// The three servers (bands) that demand is served from, in order of price (Figure 4.2).
public enum Server: Int, Hashable, Sendable, CaseIterable {
    /// The grid at the contract rate `p1`, up to `L_CAP`.
    case gridContract

    /// The shared battery at `p2`, up to its power `W` while charge remains.
    case battery

    /// The grid at the premium rate `p3`, unbounded.
    case gridPremium

    /// The name used in files, on the wire and in JSON: kebab-case.
    public var name: String {
        switch self {
        case .gridContract: "grid-contract"
        case .battery: "battery"
        case .gridPremium: "grid-premium"
        }
    }
}
