public import Units

/// The energy that somebody drew from each server in a period.
public struct EnergyAccount: Hashable, Sendable, BitwiseCopyable {
    /// The energy from grid-contract.
    public var gridContract: Energy

    /// The energy from the battery; for a building this is its usage counter `UC_n` (Algorithm 1).
    public var battery: Energy

    /// The energy from grid-premium.
    public var gridPremium: Energy

    /// Creates an account.
    public init(gridContract: Energy = .zero, battery: Energy = .zero, gridPremium: Energy = .zero) {
        self.gridContract = gridContract
        self.battery = battery
        self.gridPremium = gridPremium
    }

    /// An account without energy.
    public static var zero: EnergyAccount { EnergyAccount() }

    /// The energy from all servers, the denominator of `AUC_n`.
    public var total: Energy { gridContract + battery + gridPremium }

    /// What the energy costs: `Σ price · energy` over the servers, exactly (the numerator of `AUC_n`, Section 4.5).
    public func cost(at prices: ServerPrices) -> Cost {
        prices.gridContract * gridContract + prices.battery * battery + prices.gridPremium * gridPremium
    }

    /// Adds another account, server by server.
    public static func + (left: EnergyAccount, right: EnergyAccount) -> EnergyAccount {
        EnergyAccount(
            gridContract: left.gridContract + right.gridContract,
            battery: left.battery + right.battery,
            gridPremium: left.gridPremium + right.gridPremium
        )
    }
}
