public import Units

/// How a power is divided over the three servers.
public struct Split: Hashable, Sendable {
    /// The power served by grid-contract.
    public var gridContract: Power

    /// The power served by the battery.
    public var battery: Power

    /// The power served by grid-premium.
    public var gridPremium: Power

    /// Creates a split.
    public init(gridContract: Power = .zero, battery: Power = .zero, gridPremium: Power = .zero) {
        self.gridContract = gridContract
        self.battery = battery
        self.gridPremium = gridPremium
    }

    /// Nothing from any server.
    public static var zero: Split { Split() }

    /// The power over all servers.
    public var total: Power { gridContract + battery + gridPremium }

    /// The power served by one server.
    public subscript(server: Server) -> Power {
        switch server {
        case .gridContract: gridContract
        case .battery: battery
        case .gridPremium: gridPremium
        }
    }
}

extension Split: CustomStringConvertible {
    public var description: String {
        "grid-contract \(gridContract), battery \(battery), grid-premium \(gridPremium)"
    }
}
