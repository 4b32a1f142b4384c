import Units

// The no-bounds policy (Section 4.4, Figure 4.4): first come, first served over the whole cluster. No capacity of a
// cheap server idles while somebody could use it, and whoever comes first can take all of it.

extension Cluster {
    /// What the two cheap servers may give to the cluster.
    var clusterLimits: ServerLimits {
        ServerLimits(gridContract: openCap, battery: isBatteryExhausted ? .zero : terms.battery.power)
    }

    /// The split of a request under `admission`.
    func admitNoBounds(power: Power) -> AdmissionDecision {
        let gridContract = min(power, max(openCap - totals.gridContract, .zero))
        let rest = power - gridContract
        let battery = isBatteryExhausted ? .zero : min(rest, max(terms.battery.power - totals.battery, .zero))
        var limits: Limits = []
        if rest > .zero { limits.formUnion(.gridContractFull) }
        if rest > battery { limits.formUnion(isBatteryExhausted ? .batteryEmpty : .batteryPower) }
        let split = Split(gridContract: gridContract, battery: battery, gridPremium: rest - battery)
        return AdmissionDecision(split: split, limits: limits)
    }
}
