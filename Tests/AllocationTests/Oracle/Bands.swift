/// One number for each of the three servers: watts in a split, millijoules in an account.
struct Bands: Hashable {
    var gridContract: Int64 = 0
    var battery: Int64 = 0
    var gridPremium: Int64 = 0

    var total: Int64 { gridContract + battery + gridPremium }

    static func + (left: Bands, right: Bands) -> Bands {
        Bands(
            gridContract: left.gridContract + right.gridContract,
            battery: left.battery + right.battery,
            gridPremium: left.gridPremium + right.gridPremium
        )
    }

    static func * (bands: Bands, factor: Int64) -> Bands {
        Bands(
            gridContract: bands.gridContract * factor,
            battery: bands.battery * factor,
            gridPremium: bands.gridPremium * factor
        )
    }
}

extension Bands: CustomStringConvertible {
    var description: String { "\(gridContract)/\(battery)/\(gridPremium)" }
}
