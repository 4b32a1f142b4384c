import Units

extension Cluster {
    /// Why a slice is not served by grid-contract alone.
    func limits(of slice: Slice) -> Limits {
        guard !slice.isServedByContract else { return [] }
        guard policy.discipline == .redispatch else { return slice.limits }
        var limits = contractLimits
        if slice.needsPremium { limits.formUnion(batteryLimits(of: Int(slice.building))) }
        return limits
    }

    /// What binds grid-contract where a stack has used it up.
    private var contractLimits: Limits {
        switch policy.kind {
        case .strict: .allocationFactorShare
        case .adaptive where mode == .strict: [.allocationFactorShare, .adaptiveStrict]
        case .adaptive, .noBounds, .maxMin, .levelling: .gridContractFull
        }
    }

    /// What binds the battery where a building's requests go beyond it.
    func batteryLimits(of building: Int) -> Limits {
        if isBatteryExhausted { return .batteryEmpty }
        if mode == .strict, buildings[building].isQuotaExhausted { return .batteryQuota }
        return .batteryPower
    }
}
