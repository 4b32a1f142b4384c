import Allocation
import Units

/// A value for each of the three servers: watts, millijoules or their products, in 128 bits, so that no recorded number
/// can make a sum overflow (``RecordedEvent`` refuses what is out of every range).
struct Servers: Hashable, Sendable {
    var gridContract: Int128 = 0
    var battery: Int128 = 0
    var gridPremium: Int128 = 0

    static let zero = Servers()

    init() {}

    init(_ gridContract: Int128, _ battery: Int128, _ gridPremium: Int128) {
        self.gridContract = gridContract
        self.battery = battery
        self.gridPremium = gridPremium
    }

    init(_ split: Split) {
        self.init(
            Int128(split.gridContract.watts),
            Int128(split.battery.watts),
            Int128(split.gridPremium.watts)
        )
    }

    init(_ account: EnergyAccount) {
        self.init(
            Int128(account.gridContract.millijoules),
            Int128(account.battery.millijoules),
            Int128(account.gridPremium.millijoules)
        )
    }

    /// The sum over the servers.
    var total: Int128 { gridContract + battery + gridPremium }

    /// Whether no server's value is negative.
    var isWhole: Bool { gridContract >= 0 && battery >= 0 && gridPremium >= 0 }

    /// The value of each server with its name.
    var named: [(name: String, value: Int128)] {
        [("grid-contract", gridContract), ("battery", battery), ("grid-premium", gridPremium)]
    }

    /// Whether every value is a multiple of a number.
    func isMultiple(of number: Int128) -> Bool {
        gridContract % number == 0 && battery % number == 0 && gridPremium % number == 0
    }

    static func + (left: Servers, right: Servers) -> Servers {
        Servers(
            left.gridContract + right.gridContract,
            left.battery + right.battery,
            left.gridPremium + right.gridPremium
        )
    }

    static func - (left: Servers, right: Servers) -> Servers {
        Servers(
            left.gridContract - right.gridContract,
            left.battery - right.battery,
            left.gridPremium - right.gridPremium
        )
    }

    static func * (left: Servers, right: Int64) -> Servers {
        let factor = Int128(right)
        return Servers(left.gridContract * factor, left.battery * factor, left.gridPremium * factor)
    }

    static func += (left: inout Servers, right: Servers) { left = left + right }
    static func -= (left: inout Servers, right: Servers) { left = left - right }
}

extension Servers {
    /// The values as people read them, for example `grid-contract 600 W, battery 0 W, grid-premium 0 W`.
    func text(_ unit: String) -> String {
        named.map { "\($0.name) \($0.value) \(unit)" }.joined(separator: ", ")
    }
}
