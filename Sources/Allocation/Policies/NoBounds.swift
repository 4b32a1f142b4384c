import Units

// The no-bounds policy (Section 4.4, Figure 4.4): first come, first served over the whole cluster. No capacity of a
// cheap server idles while somebody could use it, and whoever comes first can take all of it.

extension Cluster {
    /// What the two cheap servers may give to the cluster.
    var clusterLimits: ServerLimits {
        ServerLimits(gridContract: openCap, battery: isBatteryExhausted ? .zero : terms.battery.power)
    }

    /// The split of a request under `admission`.
    ///
    /// Under the adaptive policy a share that is admitted in this mode is held when the mode is strict, so that a
    /// building that has drawn its battery energy gets none in either mode.
    mutating func admitNoBounds(building: Int, power: Power) -> AdmissionDecision {
        let gridContract = min(power, max(openCap - tally.gridContract, .zero))
        let rest = power - gridContract
        let isOpen = !isBatteryExhausted && !(policy.kind == .adaptive && isQuotaUsed(by: building))
        let battery = isOpen ? min(rest, max(terms.battery.power - tally.battery, .zero)) : .zero
        var limits: Limits = []
        if rest > .zero { limits.formUnion(.gridContractFull) }
        if rest > battery {
            limits.formUnion(isOpen ? .batteryPower : isBatteryExhausted ? .batteryEmpty : .batteryQuota)
        }
        let split = Split(gridContract: gridContract, battery: battery, gridPremium: rest - battery)
        return AdmissionDecision(split: split, limits: limits)
    }
}
