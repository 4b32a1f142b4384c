public import Units

extension ClusterTerms {
    /// What the grid gives, off-peak and at p1, to put back into the battery what was drawn from it: `drawn/η`, rounded
    /// up to the millijoule.
    ///
    /// It is reported and is nobody's: no building's band, account or bill contains it, so the battery's price has to
    /// cover it (Section 4.3). An efficiency so small that the energy could not be written is taken as the largest that
    /// can.
    ///
    /// - Parameter drawn: the energy that the battery gave in a period, not negative.
    /// - Returns: an account of grid-contract alone, whose ``EnergyAccount/cost(at:)`` is what recharging costs.
    public func recharging(after drawn: Energy) -> EnergyAccount {
        EnergyAccount(gridContract: drawn.dividedUp(by: battery.roundTripEfficiency))
    }
}
