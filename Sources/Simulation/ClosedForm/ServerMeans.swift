/// A mean power or energy for each server, in watts or watt-hours.
public struct ServerMeans: Hashable, Sendable {
    /// What grid-contract serves.
    public var gridContract: Double

    /// What the battery serves, if it never runs out.
    public var battery: Double

    /// What grid-premium serves.
    public var gridPremium: Double

    /// Creates the three means.
    public init(gridContract: Double, battery: Double, gridPremium: Double) {
        self.gridContract = gridContract
        self.battery = battery
        self.gridPremium = gridPremium
    }

    /// What all three serve.
    public var total: Double { gridContract + battery + gridPremium }

    static func * (means: ServerMeans, factor: Double) -> ServerMeans {
        ServerMeans(
            gridContract: means.gridContract * factor,
            battery: means.battery * factor,
            gridPremium: means.gridPremium * factor
        )
    }

    static func + (left: ServerMeans, right: ServerMeans) -> ServerMeans {
        ServerMeans(
            gridContract: left.gridContract + right.gridContract,
            battery: left.battery + right.battery,
            gridPremium: left.gridPremium + right.gridPremium
        )
    }

    /// The three means side by side, for sums over many of them.
    var servers: SIMD3<Double> { [gridContract, battery, gridPremium] }

    init(servers: SIMD3<Double>) {
        self.init(gridContract: servers[0], battery: servers[1], gridPremium: servers[2])
    }
}
