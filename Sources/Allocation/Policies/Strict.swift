import Units

// The strict policy (Section 4.4, Figure 4.3): each building within its own band of grid-contract, its own rate and its
// own energy of the battery. Nobody can take what is another's, and nobody can use what another leaves.

extension Cluster {
    /// What the two cheap servers may give to a building.
    mutating func strictLimits(of building: Int) -> ServerLimits {
        let isOpen = !isBatteryExhausted && !isQuotaUsed(by: building)
        return ServerLimits(
            gridContract: buildings[building].band,
            battery: isOpen ? batteryRate : .zero
        )
    }

    /// The split of a request under `admission`.
    mutating func admitStrict(building: Int, power: Power) -> AdmissionDecision {
        let isOpen = !isBatteryExhausted && !isQuotaUsed(by: building)
        let state = buildings[building]
        let ownContract = max(state.band - state.gridContract, .zero)
        let freeContract = max(openCap - tally.gridContract, .zero)
        let gridContract = min(power, ownContract, freeContract)
        let rest = power - gridContract
        let ownBattery = max(batteryRate - state.battery, .zero)
        let freeBattery = max(terms.battery.power - tally.battery, .zero)
        let battery = isOpen ? min(rest, ownBattery, freeBattery) : .zero
        var limits: Limits = []
        if rest > .zero { limits.formUnion(ownContract <= freeContract ? .allocationFactorShare : .gridContractFull) }
        if rest > battery {
            limits.formUnion(isOpen ? .batteryPower : isBatteryExhausted ? .batteryEmpty : .batteryQuota)
        }
        let split = Split(gridContract: gridContract, battery: battery, gridPremium: rest - battery)
        return AdmissionDecision(split: split, limits: limits)
    }

    /// Whether a building has drawn its battery energy; under the adaptive policy it may have done so in the other
    /// mode.
    mutating func isQuotaUsed(by building: Int) -> Bool {
        let state = buildings[building]
        if state.isQuotaExhausted { return true }
        guard state.battery(at: now) >= state.quota else { return false }
        settle(building)
        buildings[building].isQuotaExhausted = true
        note(.quotaExhausted(building: building, at: now))
        return true
    }
}
